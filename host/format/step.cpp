#include "host/format/step.hpp"

#include "host/base/close_matches.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iconv.h>

namespace hmacsweep::format {
namespace {

/// How many steps may be in a row. Some double the text.
constexpr std::size_t max_steps = 16;

/// What a step may have in parentheses.
enum class Takes : std::uint8_t {
    Nothing,
    MaybeForm,
    MaybeText,
    Text,
    Names,
    Pointer,
    Encoding,
    ManifestPart,
    Charset
};
/// What a step reads and makes.
enum class Value : std::uint8_t { Text, Pairs, Either };

struct StepRow {
    std::string_view word;
    StepKind kind;
    Takes takes = Takes::Nothing;
    Value reads = Value::Text;
    Value makes = Value::Text;
    Encoding encoding = Encoding::Text;
    std::string_view text{};
};

constexpr std::array rows{
    StepRow{.word = "text", .kind = StepKind::Decode},
    StepRow{.word = "hex", .kind = StepKind::Decode, .encoding = Encoding::Hex},
    StepRow{.word = "base64", .kind = StepKind::Decode, .encoding = Encoding::Base64},
    StepRow{.word = "base64url", .kind = StepKind::Decode, .encoding = Encoding::Base64Url},
    StepRow{.word = "base64url-nopad", .kind = StepKind::Decode, .encoding = Encoding::Base64UrlBare},
    StepRow{.word = "base64-mime", .kind = StepKind::Decode, .encoding = Encoding::Base64Mime},
    StepRow{.word = "url", .kind = StepKind::DecodeUrl},
    StepRow{.word = "form", .kind = StepKind::DecodeForm},
    StepRow{.word = "json", .kind = StepKind::DecodeJson},
    StepRow{.word = "bytes", .kind = StepKind::DecodeList},
    StepRow{.word = "to-hex", .kind = StepKind::EncodeHex},
    StepRow{.word = "to-HEX", .kind = StepKind::EncodeUpperHex},
    StepRow{.word = "to-base64", .kind = StepKind::EncodeBase64},
    StepRow{.word = "to-base64url", .kind = StepKind::EncodeBase64Url},
    StepRow{.word = "to-base64url-nopad", .kind = StepKind::EncodeBase64UrlBare},
    StepRow{.word = "to-url", .kind = StepKind::EncodeUrl},
    StepRow{.word = "utf16le", .kind = StepKind::Charset, .text = "UTF-16LE"},
    StepRow{.word = "latin1", .kind = StepKind::Charset, .text = "ISO-8859-1"},
    StepRow{.word = "cp1252", .kind = StepKind::Charset, .text = "CP1252"},
    StepRow{.word = "from", .kind = StepKind::DecodeCharset, .takes = Takes::Charset},
    StepRow{.word = "lower", .kind = StepKind::Lower},
    StepRow{.word = "upper", .kind = StepKind::Upper},
    StepRow{.word = "trim", .kind = StepKind::Trim},
    StepRow{.word = "len", .kind = StepKind::Length},
    StepRow{.word = "chars", .kind = StepKind::Characters},
    StepRow{.word = "int", .kind = StepKind::Integer},
    StepRow{.word = "no", .kind = StepKind::HasNone, .takes = Takes::Text},
    StepRow{.word = "is", .kind = StepKind::IsWritten, .takes = Takes::Encoding},
    StepRow{.word = "sha256", .kind = StepKind::Digest, .text = "SHA256"},
    StepRow{.word = "sha384", .kind = StepKind::Digest, .text = "SHA384"},
    StepRow{.word = "sha512", .kind = StepKind::Digest, .text = "SHA512"},
    StepRow{.word = "sha1", .kind = StepKind::Digest, .text = "SHA1"},
    StepRow{.word = "md5", .kind = StepKind::Digest, .text = "MD5"},
    StepRow{.word = "before", .kind = StepKind::Before, .takes = Takes::Text},
    StepRow{.word = "after", .kind = StepKind::After, .takes = Takes::Text},
    StepRow{.word = "at", .kind = StepKind::At, .takes = Takes::Pointer},
    StepRow{.word = "find", .kind = StepKind::Find, .takes = Takes::Text},
    StepRow{.word = "manifest", .kind = StepKind::Manifest, .takes = Takes::ManifestPart},
    StepRow{.word = "file", .kind = StepKind::File},
    StepRow{.word = "without",
            .kind = StepKind::Without,
            .takes = Takes::Names,
            .reads = Value::Either,
            .makes = Value::Either},
    StepRow{.word = "sorted", .kind = StepKind::Sorted},
    StepRow{.word = "sorted-utf8", .kind = StepKind::SortedUtf8},
    StepRow{.word = "spaced", .kind = StepKind::Spaced},
    StepRow{.word = "spaced-utf8", .kind = StepKind::SpacedUtf8},
    StepRow{.word = "jcs", .kind = StepKind::Jcs},
    StepRow{.word = "pairs", .kind = StepKind::Pairs, .takes = Takes::MaybeForm, .makes = Value::Pairs},
    StepRow{.word = "members", .kind = StepKind::Members, .makes = Value::Pairs},
    StepRow{.word = "filled", .kind = StepKind::Filled, .reads = Value::Pairs, .makes = Value::Pairs},
    StepRow{.word = "value", .kind = StepKind::Value, .takes = Takes::Text, .reads = Value::Pairs},
    StepRow{.word = "sort", .kind = StepKind::Sort, .reads = Value::Pairs, .makes = Value::Pairs},
    StepRow{.word = "equals",
            .kind = StepKind::Equals,
            .takes = Takes::MaybeText,
            .reads = Value::Pairs,
            .makes = Value::Pairs},
    StepRow{.word = "join", .kind = StepKind::Join, .takes = Takes::MaybeText, .reads = Value::Pairs},
    StepRow{.word = "join-values", .kind = StepKind::JoinValues, .takes = Takes::MaybeText, .reads = Value::Pairs},
};

/// Whether iconv reads the charset. What is behind two slashes would let iconv replace or drop characters.
bool is_charset(const std::string& name) {
    if (name.empty() || name.find('/') != std::string::npos) {
        return false;
    }
    auto* const handle = ::iconv_open("UTF-8", name.c_str());
    if (handle == ::iconv_t(-1)) {    // NOLINT(performance-no-int-to-ptr): iconv's own value for "none"
        return false;
    }
    ::iconv_close(handle);
    return true;
}

/// Reads what a step has in parentheses. Returns what is wrong with it; empty: nothing.
std::string set_argument(Step& step, const PatternStep& given, const StepRow& row) {
    if (row.takes == Takes::Nothing) {
        return given.has_argument ? fmt::format("has ( behind {}, which takes nothing in parentheses", row.word) : "";
    }
    switch (row.takes) {
        case Takes::Nothing:
            break;
        case Takes::MaybeForm:
            if (!given.has_argument) {
                return {};
            }
            step.pair_form = given.argument == "url" ? PairForm::Url : PairForm::Form;
            return given.argument == "url" || given.argument == "form"
                       ? ""
                       : fmt::format("says {}({}); in the parentheses are url or form", row.word,
                                     printable(given.argument));
        case Takes::MaybeText:
            step.text = given.argument;
            return given.has_argument ? "" : fmt::format("has no text behind {}, as in {}(&)", row.word, row.word);
        case Takes::Text:
            step.text = given.argument;
            return given.argument.empty() ? fmt::format("has no text behind {}, as in {}(.)", row.word, row.word) : "";
        case Takes::ManifestPart:
            step.text = given.argument;
            return given.argument == "name" || given.argument == "mac" || given.argument == "algorithm"
                       ? ""
                       : fmt::format("says {}({}); in the parentheses is name, mac or algorithm", row.word,
                                     printable(given.argument));
        case Takes::Names:
            step.names = given.arguments;
            return given.argument.empty() || std::ranges::count(given.arguments, "") != 0
                       ? fmt::format("has no names behind {}, as in {}(hmac,signature)", row.word, row.word)
                       : "";
        case Takes::Pointer: {
            Result<JsonPointer> pointer = parse_json_pointer(given.argument);
            if (!pointer) {
                return fmt::format("has a bad pointer in {}(...), which {}", row.word, pointer.error().message);
            }
            step.pointer = std::move(*pointer);
            step.text = given.argument;
            return {};
        }
        case Takes::Encoding: {
            const std::optional<Encoding> encoding = parse_encoding(given.argument);
            step.encoding = encoding.value_or(Encoding::Text);
            return encoding ? ""
                            : fmt::format("says {}({}); in the parentheses is an encoding, as hex or base64", row.word,
                                          printable(given.argument));
        }
        case Takes::Charset:
            step.text = given.argument;
            return is_charset(step.text)
                       ? ""
                       : fmt::format("says {}({}); in the parentheses is a charset that iconv -l lists", row.word,
                                     printable(given.argument));
    }
    return {};
}

std::string unknown_step(std::string_view word) {
    const std::vector<std::string_view> words = step_words();
    const std::vector<std::string_view> meant = close_matches(word, words);
    return meant.empty()
               ? fmt::format("has the step {}, which does not exist; steps are {}", printable(word),
                             fmt::join(words, ", "))
               : fmt::format("has the step {}, which does not exist; did you mean {}?", printable(word), meant.front());
}

}    // namespace

Result<std::vector<Step>> make_steps(std::span<const PatternStep> steps, std::string_view pattern) {
    if (steps.size() > max_steps) {
        return error_at(pattern, steps[max_steps].at, fmt::format("has more than {} steps in a row", max_steps));
    }
    std::vector<Step> made;
    made.reserve(steps.size());
    Value value = Value::Text;
    for (const PatternStep& given : steps) {
        const auto* const row = std::ranges::find(rows, given.word, &StepRow::word);
        if (row == rows.end()) {
            return error_at(pattern, given.at, unknown_step(given.word));
        }
        if (row->kind == StepKind::File) {
            return error_at(pattern, given.at,
                            "has the step file at a place where no file is read: it is the last step of a field in "
                            "--message, outside of groups with steps");
        }
        if (row->reads != Value::Either && row->reads != value) {
            return error_at(
                pattern, given.at,
                value == Value::Text
                    ? fmt::format("has the step {}, which takes pairs; pairs or members makes them", row->word)
                    : fmt::format("has the step {}, which takes text; join(&) makes text of pairs, and value(NAME) "
                                  "takes one of them",
                                  row->word));
        }
        Step& step = made.emplace_back();
        step.kind = row->kind;
        step.encoding = row->encoding;
        step.text = row->text;
        if (const std::string problem = set_argument(step, given, *row); !problem.empty()) {
            return error_at(pattern, given.at, problem);
        }
        value = row->makes == Value::Either ? value : row->makes;
    }
    if (value == Value::Pairs) {
        return error_at(pattern, steps.back().at, "makes pairs and no text of them; :join(&) does that");
    }
    return made;
}

NameWithSteps split_steps(std::string_view text) {
    for (std::size_t colon = text.find(':', 1); colon != std::string_view::npos; colon = text.find(':', colon + 1)) {
        const std::string_view behind = text.substr(colon + 1);
        const Result<std::vector<PatternStep>> parsed = parse_steps(behind);
        if (parsed) {
            if (Result<std::vector<Step>> steps = make_steps(*parsed, behind)) {
                return {text.substr(0, colon), std::move(*steps)};
            }
        }
    }
    return {text, {}};
}

std::optional<Encoding> sole_encoding(std::span<const Step> steps) {
    if (steps.empty()) {
        return Encoding::Text;
    }
    return steps.size() == 1 && steps[0].kind == StepKind::Decode ? std::optional(steps[0].encoding) : std::nullopt;
}

bool makes_bytes(std::span<const Step> steps) {
    if (steps.empty()) {
        return false;
    }
    const StepKind last = steps.back().kind;
    return last == StepKind::Decode || last == StepKind::DecodeList || last == StepKind::Digest;
}

bool takes_json(const Step& step) {
    switch (step.kind) {
        case StepKind::Decode:
        case StepKind::DecodeJson:
        case StepKind::DecodeList:
        case StepKind::At:
        case StepKind::Find:
        case StepKind::Without:
        case StepKind::Sorted:
        case StepKind::SortedUtf8:
        case StepKind::Spaced:
        case StepKind::SpacedUtf8:
        case StepKind::Jcs:
        case StepKind::Members:
            return true;
        default:
            return false;
    }
}

std::vector<std::string_view> step_words() {
    std::vector<std::string_view> words(rows.size());
    std::ranges::transform(rows, words.begin(), &StepRow::word);
    return words;
}

}    // namespace hmacsweep::format
