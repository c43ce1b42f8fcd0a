// One instruction: a table says of each name which operands it has and which words it may carry; every other word, and
// every other name, is refused.
#include "tests/support/ptx/parse.hpp"
#include "tests/support/ptx/text.hpp"

#include <algorithm>

namespace hmacsweep::tests::ptx {
namespace {

struct Form {
    std::string_view name;
    Opcode opcode;
    /// d: a destination; p: one with a predicate behind a bar; s: a source; m: an address; t: a target; 0: the number 0
    std::string_view operands;
    /// Other than types.
    std::string_view words{};
};

constexpr std::string_view load_words =
    "global shared local param nc volatile relaxed acquire gpu cta sys cg ca cs lu cv v2 v4";
constexpr std::string_view store_words = "global shared local volatile relaxed release gpu cta sys wb cg cs wt v2 v4";
constexpr std::string_view atomic_words = "global shared relaxed gpu cta add min max and or exch";
constexpr std::string_view comparisons = "eq ne lt le gt ge lo ls hi hs";

constexpr Form forms[] = {
    {"abs", Opcode::Abs, "ds"},
    {"activemask", Opcode::ActiveMask, "d"},
    {"add", Opcode::Add, "dss"},
    {"and", Opcode::And, "dss"},
    {"atom", Opcode::Atomic, "dms", atomic_words},
    {"atom", Opcode::Atomic, "dmss", "global shared relaxed gpu cta cas"},
    {"bar", Opcode::BarrierReduce, "d0s", "red and or"},
    {"bar", Opcode::BarrierSync, "0", "sync"},
    {"bar", Opcode::BarrierWarp, "s", "warp sync"},
    {"barrier", Opcode::BarrierSync, "0", "sync"},
    {"bfe", Opcode::BitFieldExtract, "dsss"},
    {"bfi", Opcode::BitFieldInsert, "dssss"},
    {"bmsk", Opcode::BitMask, "dss", "clamp"},
    {"bra", Opcode::Branch, "t", "uni"},
    {"brev", Opcode::BitReverse, "ds"},
    {"clz", Opcode::CountLeadingZeros, "ds"},
    {"cvt", Opcode::Convert, "ds"},
    {"cvta", Opcode::Move, "ds", "to global local shared"},
    {"div", Opcode::Divide, "dss"},
    {"exit", Opcode::Return, ""},
    {"fence", Opcode::Fence, "", "acq_rel sc cta gpu sys"},
    {"ld", Opcode::Load, "dm", load_words},
    {"lop3", Opcode::Logic3, "dssss"},
    {"mad", Opcode::MultiplyAdd, "dsss", "lo hi wide"},
    {"max", Opcode::Max, "dss"},
    {"membar", Opcode::Fence, "", "cta gl sys"},
    {"min", Opcode::Min, "dss"},
    {"mov", Opcode::Move, "ds"},
    {"mul", Opcode::Multiply, "dss", "lo hi wide"},
    {"nanosleep", Opcode::Sleep, "s"},
    {"neg", Opcode::Negate, "ds"},
    {"not", Opcode::Not, "ds"},
    {"or", Opcode::Or, "dss"},
    {"popc", Opcode::PopulationCount, "ds"},
    {"prmt", Opcode::Permute, "dsss"},
    {"red", Opcode::Atomic, "ms", atomic_words},
    {"rem", Opcode::Remainder, "dss"},
    {"ret", Opcode::Return, "", "uni"},
    {"selp", Opcode::Select, "dsss"},
    {"setp", Opcode::SetPredicate, "dss", comparisons},
    {"shf", Opcode::FunnelShift, "dsss", "l r wrap clamp"},
    {"shfl", Opcode::Shuffle, "pssss", "sync up down bfly idx"},
    {"shl", Opcode::ShiftLeft, "dss"},
    {"shr", Opcode::ShiftRight, "dss"},
    {"st", Opcode::Store, "ms", store_words},
    {"sub", Opcode::Subtract, "dss"},
    {"trap", Opcode::Trap, ""},
    {"vote", Opcode::Vote, "dss", "sync ballot any all uni"},
    {"xor", Opcode::Xor, "dss"},
};

struct ModeWord {
    std::string_view word;
    Mode mode;
};
constexpr ModeWord mode_words[] = {
    {"wide", Mode::Wide},
    {"l", Mode::Left},
    {"r", Mode::Right},
    {"eq", Mode::Equal},
    {"ne", Mode::NotEqual},
    {"lt", Mode::Less},
    {"le", Mode::LessEqual},
    {"ls", Mode::LessEqual},
    {"gt", Mode::Greater},
    {"ge", Mode::GreaterEqual},
    {"hs", Mode::GreaterEqual},
    {"ballot", Mode::Ballot},
    {"any", Mode::Any},
    {"all", Mode::All},
    {"up", Mode::Up},
    {"down", Mode::Down},
    {"bfly", Mode::Butterfly},
    {"idx", Mode::Index},
    {"add", Mode::Add},
    {"min", Mode::Min},
    {"max", Mode::Max},
    {"and", Mode::And},
    {"or", Mode::Or},
    {"exch", Mode::Exchange},
    {"cas", Mode::CompareAndSwap},
};

bool lists(std::string_view words, std::string_view word) {
    while (!words.empty()) {
        if (take_word(words) == word) {
            return true;
        }
    }
    return false;
}

void apply_word(Instruction& made, std::string_view word) {
    if (word == "global") {
        made.space = Space::Global;
    } else if (word == "shared") {
        made.space = Space::Shared;
    } else if (word == "local") {
        made.space = Space::Local;
    } else if (word == "param") {
        made.space = Space::Parameter;
    } else if (word == "nc") {
        made.is_noncoherent = true;
    } else if (word == "clamp") {
        made.clamps = true;
    } else if (word == "volatile" || word == "relaxed" || word == "acquire" || word == "release") {
        made.is_ordered = true;
    } else if ((word == "lo" || word == "hi") && made.opcode == Opcode::SetPredicate) {
        made.mode = word == "lo" ? Mode::Less : Mode::Greater;
    } else if (word == "lo" || word == "hi") {
        made.mode = word == "lo" ? Mode::Low : Mode::High;
    } else if (word == "uni") {
        made.mode = Mode::Uniform;
    } else {
        for (const ModeWord& row : mode_words) {
            made.mode = row.word == word ? row.mode : made.mode;
        }
    }
}

/// The name's form that takes these words.
const Form* form_of(std::string_view name, const std::vector<std::string_view>& words) {
    const bool names_warp = std::ranges::find(words, "warp") != words.end();
    for (const Form& form : forms) {
        const bool is_warps = form.opcode == Opcode::BarrierWarp;
        if (form.name == name && is_warps == names_warp && std::ranges::all_of(words, [&](std::string_view word) {
                return lists(form.words, word) || type_of(word).has_value();
            })) {
            return &form;
        }
    }
    return nullptr;
}

/// One operand, or those between braces.
void add_operands(std::vector<Operand>& operands, std::string_view text, const FindOperand& find) {
    if (!text.starts_with('{')) {
        operands.push_back(find(text));
        return;
    }
    for (const std::string_view part : parts_of(text.substr(1, text.rfind('}') - 1), ',')) {
        operands.push_back(find(part));
    }
}

/// `[name]`, `[name+8]`, `[name+-8]`.
void set_address(Instruction& made, std::string_view text, const FindOperand& find) {
    if (!text.starts_with('[') || !text.ends_with(']')) {
        throw Unsupported("no address: " + std::string(text));
    }
    text = text.substr(1, text.size() - 2);
    const std::size_t plus = text.find('+');
    if (plus != std::string_view::npos) {
        const auto offset = integer_of(trimmed(text.substr(plus + 1)));
        if (!offset) {
            throw Unsupported("no offset: " + std::string(text));
        }
        made.offset = static_cast<std::int64_t>(*offset);
    }
    made.address = find(trimmed(text.substr(0, plus)));
}

/// What the words leave open, and must not.
bool is_complete(const Instruction& made) {
    switch (made.opcode) {
        case Opcode::Multiply:
        case Opcode::MultiplyAdd:
        case Opcode::FunnelShift:
        case Opcode::SetPredicate:
        case Opcode::Vote:
        case Opcode::Shuffle:
        case Opcode::Atomic:
        case Opcode::BarrierReduce:
            return made.mode != Mode::None;
        case Opcode::BitMask:
            return made.clamps;
        case Opcode::Convert:
            return made.source_type.bits != 0;
        default:
            return true;
    }
}

std::size_t vector_size(const std::vector<std::string_view>& words) {
    for (const std::string_view word : words) {
        if (word == "v2" || word == "v4") {
            return static_cast<std::size_t>(word[1] - '0');
        }
    }
    return 1;
}

}    // namespace

std::optional<Type> type_of(std::string_view word) {
    if (word == "pred") {
        return Type{1, false};
    }
    const bool is_type = word.size() >= 2 && (word[0] == 'u' || word[0] == 's' || word[0] == 'b');
    const auto bits = is_type ? integer_of(word.substr(1)) : std::nullopt;
    if (bits == 8 || bits == 16 || bits == 32 || bits == 64) {
        return Type{static_cast<unsigned>(*bits), word[0] == 's'};
    }
    return std::nullopt;
}

ParsedInstruction parse_instruction(std::string_view statement, const FindOperand& find) {
    const Unsupported refusal("PTX not known here: " + std::string(statement));
    std::string_view rest = statement;
    std::vector<std::string_view> words = parts_of(take_word(rest), '.');
    const std::string_view name = words.front();
    words.erase(words.begin());
    const Form* const form = form_of(name, words);
    const std::vector<std::string_view> operands = parts_of(rest, ',');
    if (form == nullptr || operands.size() != form->operands.size()) {
        throw refusal;    // NOLINT(misc-throw-by-value-catch-by-reference): made at one place
    }
    ParsedInstruction parsed;
    Instruction& made = parsed.instruction;
    made.opcode = form->opcode;
    made.is_ordered = made.opcode == Opcode::Atomic;
    made.text = statement;
    for (const std::string_view word : words) {
        if (const auto type = type_of(word)) {
            (made.type.bits == 0 ? made.type : made.source_type) = *type;
        } else {
            apply_word(made, word);
        }
    }
    for (std::size_t i = 0; i < operands.size(); ++i) {
        switch (form->operands[i]) {
            case 'd':
                add_operands(made.destinations, operands[i], find);
                break;
            case 'p':
                for (const std::string_view part : parts_of(operands[i], '|')) {
                    made.destinations.push_back(find(part));
                }
                break;
            case 's':
                add_operands(made.sources, operands[i], find);
                break;
            case 'm':
                set_address(made, operands[i], find);
                break;
            case 't':
                parsed.label = operands[i];
                break;
            default:
                if (operands[i] != "0") {
                    throw refusal;    // NOLINT(misc-throw-by-value-catch-by-reference): made at one place
                }
        }
    }
    const auto& vector = made.opcode == Opcode::Load ? made.destinations : made.sources;
    const bool has_vector = made.opcode == Opcode::Load || made.opcode == Opcode::Store;
    if (!is_complete(made) || (has_vector && vector.size() != vector_size(words))) {
        throw refusal;    // NOLINT(misc-throw-by-value-catch-by-reference): made at one place
    }
    return parsed;
}

}    // namespace hmacsweep::tests::ptx
