// A kernel's parameters, variables, registers, labels and nested scopes.
#include "tests/support/ptx/parse.hpp"
#include "tests/support/ptx/text.hpp"

#include <algorithm>

namespace hmacsweep::tests::ptx {
namespace {

constexpr std::string_view special_names[num_special_registers] = {
    "%tid.x",       "%tid.y",       "%tid.z",       "%ntid.x",      "%ntid.y",   "%ntid.z", "%ctaid.x",
    "%ctaid.y",     "%ctaid.z",     "%nctaid.x",    "%nctaid.y",    "%nctaid.z", "%laneid", "%lanemask_eq",
    "%lanemask_le", "%lanemask_lt", "%lanemask_ge", "%lanemask_gt", "%warpid"};

std::size_t rounded_up(std::size_t bytes, std::size_t alignment) {
    return (bytes + alignment - 1) / alignment * alignment;
}

/// Builds a kernel from its statements, one after the other.
class KernelBuilder {
public:
    KernelBuilder(std::string_view name, const std::map<std::string, std::uint64_t, std::less<>>& globals)
        : addresses_(globals) {
        kernel_.name = name;
        scopes_.emplace_back();
    }

    void add_parameter(std::string_view text) {
        const Declaration made = parse_declaration(text);
        const std::size_t offset = rounded_up(kernel_.parameter_bytes, made.alignment);
        kernel_.parameters.push_back({offset, made.bytes});
        kernel_.parameter_bytes = offset + made.bytes;
        addresses_[std::string(made.name)] = parameter_tag | offset;
    }

    void add_directives(std::string_view text) {
        kernel_.max_threads = static_cast<unsigned>(integer_behind(text, ".maxntid", 0));
        if (text.find(".reqntid") != std::string_view::npos || text.find(".cluster") != std::string_view::npos) {
            throw Unsupported("PTX not known here: " + std::string(text));
        }
    }

    void add_statement(std::string_view text, std::uint32_t line) {
        if (text.starts_with('.')) {
            add_directive(text);
            return;
        }
        const std::string_view whole = text;
        Operand guard;
        if (text.starts_with('@')) {
            guard = operand(take_word(text).substr(1));
        }
        auto [made, label] = parse_instruction(text, [&](std::string_view name) { return operand(name); });
        if (made.opcode == Opcode::Branch) {
            scopes_.back().branches.emplace_back(kernel_.instructions.size(), label);
        }
        kernel_.has_barriers |= made.opcode == Opcode::BarrierSync || made.opcode == Opcode::BarrierReduce;
        made.guard = guard;
        made.line = line;
        made.text = whole;
        made.used_bytes = used_bytes_;
        used_bytes_ = ~0ULL;
        kernel_.instructions.push_back(std::move(made));
    }

    void add_label(std::string_view name) {
        scopes_.back().labels[name] = static_cast<std::uint32_t>(kernel_.instructions.size());
    }

    void open_scope() { scopes_.emplace_back(); }

    /// Branches go to the innermost label of their name.
    void close_scope() {
        const Scope closed = std::move(scopes_.back());
        scopes_.pop_back();
        for (const auto& [branch, label] : closed.branches) {
            if (const auto found = closed.labels.find(label); found != closed.labels.end()) {
                kernel_.instructions[branch].target = found->second;
            } else if (scopes_.empty()) {
                throw Unsupported("no such label: " + kernel_.instructions[branch].text);
            } else {
                scopes_.back().branches.emplace_back(branch, label);
            }
        }
    }

    Kernel finish(std::uint32_t line) {
        // A body may end without a return.
        Instruction last;
        last.line = line;
        last.text = "}";
        kernel_.instructions.push_back(last);
        close_scope();
        return std::move(kernel_);
    }

private:
    struct Scope {
        std::map<std::string, std::uint32_t, std::less<>> registers;
        std::map<std::string_view, std::uint32_t> labels;
        std::vector<std::pair<std::size_t, std::string_view>> branches;
    };

    void add_directive(std::string_view text) {
        if (text.starts_with(".reg")) {
            add_registers(text);
        } else if (text.starts_with(".shared")) {
            addresses_.insert_or_assign(std::string(parse_declaration(text).name),
                                        shared_tag | reserve(kernel_.shared_bytes, text));
        } else if (text.starts_with(".local")) {
            addresses_.insert_or_assign(std::string(parse_declaration(text).name),
                                        local_tag | reserve(kernel_.local_bytes, text));
        } else if (text.starts_with(".pragma")) {
            used_bytes_ = integer_behind(text, "used_bytes_mask", used_bytes_);
        } else if (!text.starts_with(".loc")) {
            throw Unsupported("PTX not known here: " + std::string(text));
        }
    }

    static std::size_t reserve(std::size_t& used, std::string_view text) {
        const Declaration made = parse_declaration(text);
        const std::size_t offset = rounded_up(used, made.alignment);
        used = offset + made.bytes;
        return offset;
    }

    /// `.reg .b32 %r<5>` or `.reg .pred p, q`.
    void add_registers(std::string_view text) {
        take_word(text);
        take_word(text);
        for (const std::string_view name : parts_of(text, ',')) {
            const std::size_t bracket = name.find('<');
            if (bracket == std::string_view::npos) {
                scopes_.back().registers[std::string(name)] = kernel_.num_registers++;
                continue;
            }
            const std::uint64_t count = integer_behind(name, "<", 0);
            for (std::uint64_t i = 0; i < count; ++i) {
                scopes_.back().registers[std::string(name.substr(0, bracket)) + std::to_string(i)] =
                    kernel_.num_registers++;
            }
        }
    }

    Operand operand(std::string_view name) {
        if (name == "_") {
            return {};
        }
        if (name.starts_with('!')) {
            Operand negated = operand(trimmed(name.substr(1)));
            negated.is_negated = true;
            return negated;
        }
        for (std::size_t i = scopes_.size(); i-- > 0;) {
            const auto found = scopes_[i].registers.find(name);
            if (found != scopes_[i].registers.end()) {
                return {Operand::Kind::Register, false, found->second};
            }
        }
        for (std::uint32_t i = 0; i < num_special_registers; ++i) {
            if (special_names[i] == name) {
                return {Operand::Kind::Special, false, i};
            }
        }
        if (const auto found = addresses_.find(name); found != addresses_.end()) {
            return constant(found->second);
        }
        if (const auto value = integer_of(name)) {
            return constant(*value);
        }
        throw Unsupported("PTX not known here: the operand " + std::string(name) + " in " + kernel_.name);
    }

    Operand constant(std::uint64_t value) {
        const auto [found, is_new] =
            constants_.try_emplace(value, static_cast<std::uint32_t>(kernel_.constants.size()));
        if (is_new) {
            kernel_.constants.emplace_back().fill(value);
        }
        return {Operand::Kind::Constant, false, found->second};
    }

    Kernel kernel_;
    std::map<std::string, std::uint64_t, std::less<>> addresses_;    ///< of variables and parameters
    std::map<std::uint64_t, std::uint32_t> constants_;
    std::vector<Scope> scopes_;
    std::uint64_t used_bytes_ = ~0ULL;    ///< of the next instruction
};

}    // namespace

Declaration parse_declaration(std::string_view text) {
    Declaration made;
    std::size_t count = 1;
    while (!text.empty()) {
        const std::string_view word = take_word(text);
        if (word == ".align") {
            made.alignment = integer_of(take_word(text)).value_or(0);
        } else if (word.starts_with('.')) {
            if (const auto type = type_of(word.substr(1))) {
                made.element_bytes = type->bits / 8;
            }
        } else {
            made.name = word.substr(0, word.find('['));
            count = word.size() == made.name.size() ? 1 : integer_behind(word, "[", 0);
        }
    }
    if (made.element_bytes == 0 || count == 0 || made.name.empty()) {
        throw Unsupported("PTX not known here: a declaration of " + std::string(made.name));
    }
    made.bytes = made.element_bytes * count;
    made.alignment = std::max(made.alignment, made.element_bytes);
    return made;
}

Kernel parse_kernel(std::string_view name, std::string_view parameters, std::string_view directives,
                    std::string_view body, std::uint32_t line,
                    const std::map<std::string, std::uint64_t, std::less<>>& globals) {
    KernelBuilder builder(name, globals);
    for (const std::string_view parameter : parts_of(parameters, ',')) {
        builder.add_parameter(parameter);
    }
    builder.add_directives(directives);
    std::size_t begin = 0;
    for (std::size_t i = 0; i < body.size(); ++i) {
        const std::string_view before = trimmed(body.substr(begin, i - begin));
        const char next = body[i];
        line += next == '\n' ? 1 : 0;
        if (next == ';') {
            if (!before.empty()) {
                builder.add_statement(before, line);
            }
        } else if (next == ':' && before.find_first_of(" \t\n") == std::string_view::npos) {
            builder.add_label(before);
        } else if (next == '{' && before.empty()) {
            builder.open_scope();
        } else if (next == '}' && before.empty()) {
            builder.close_scope();
        } else {
            continue;
        }
        begin = i + 1;
    }
    return builder.finish(line);
}

}    // namespace hmacsweep::tests::ptx
