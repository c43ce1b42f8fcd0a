// Steps, as data: what is done with a field's text, one step after another, in recipes, names and templates.
#pragma once

#include "host/base/encoding.hpp"
#include "host/base/json_pointer.hpp"
#include "host/base/result.hpp"
#include "host/format/pattern.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::format {

/// What a step does. README.md beside this file tells more of each.
enum class StepKind : std::uint8_t {
    Decode,        ///< from Step::encoding to bytes
    DecodeUrl,     ///< %XX to bytes (RFC 3986, 2.1)
    DecodeForm,    ///< as DecodeUrl, and + is a space (application/x-www-form-urlencoded)
    DecodeJson,    ///< the content of a JSON string; any other JSON value as written
    DecodeList,    ///< a JSON array of numbers to bytes
    EncodeHex,
    EncodeUpperHex,
    EncodeBase64,           ///< with padding
    EncodeBase64Url,        ///< with padding
    EncodeBase64UrlBare,    ///< without padding
    EncodeUrl,              ///< all but unreserved characters as %XX (RFC 3986, 2.3)
    Charset,                ///< UTF-8 to the charset Step::text
    Lower,                  ///< ASCII letters alone
    Upper,                  ///< ASCII letters alone
    Trim,                   ///< without blanks (space, tab, CR, LF) at both ends
    Length,                 ///< the number of bytes, in decimal digits
    Characters,             ///< the number of UTF-8 characters, in decimal digits
    Integer,                ///< an integer's decimal digits
    HasNone,                ///< the text itself, which must have none of the characters in Step::text
    IsWritten,              ///< the text itself, which must be written in Step::encoding
    Digest,                 ///< by the hash function Step::text, as bytes
    Before,                 ///< what is before the first Step::text; NULL where that is not there
    After,                  ///< what is behind the first Step::text; NULL where that is not there
    At,                     ///< the value at Step::pointer of a JSON document
    Find,                   ///< the value of the header or member Step::text, in any case
    Without,                ///< a JSON object or pairs without Step::names
    Sorted,                 ///< JSON with sorted names, as Python's json (sort_keys, compact separators)
    SortedUtf8,             ///< the same with ensure_ascii=False
    Spaced,                 ///< as Sorted with Python's default separators
    SpacedUtf8,             ///< the same with ensure_ascii=False
    Jcs,                    ///< JSON by RFC 8785
    Pairs,                  ///< a query's parameters to pairs
    Members,                ///< a JSON object's members to pairs
    Filled,                 ///< pairs without those whose value is empty
    Value,                  ///< of pairs, the value of the name Step::text; NULL where no pair has it
    Sort,                   ///< pairs by name, then by value, by their bytes
    Equals,                 ///< sets what is between a pair's name and its value
    Join,                   ///< pairs to text, with Step::text between them
    JoinValues              ///< the same without the names
};

/// How Pairs decodes names and values.
enum class PairForm : std::uint8_t { AsWritten, Url, Form };

struct Step {
    StepKind kind = StepKind::Decode;
    Encoding encoding = Encoding::Text;
    PairForm pair_form = PairForm::AsWritten;
    std::string text;
    std::vector<std::string> names;
    JsonPointer pointer{};
};

/// Makes the steps of a pattern's. Pairs must become text again. An error's text follows the option's name in a
/// sentence; `pattern` is Pattern::text or what parse_steps() got.
[[nodiscard]] Result<std::vector<Step>> make_steps(std::span<const PatternStep> steps, std::string_view pattern);

/// A name and the steps behind it.
struct NameWithSteps {
    std::string_view name;
    std::vector<Step> steps;
};

/// Reads `NAME:STEP:STEP`. What no steps could be is part of the name, as in `dc:date`.
[[nodiscard]] NameWithSteps split_steps(std::string_view text);

/// Whether the steps are one Decode alone, or none; the encoding is that of the Decode, else Text.
[[nodiscard]] std::optional<Encoding> sole_encoding(std::span<const Step> steps);

/// Whether the result of the steps is bytes that were decoded or hashed, so that no encoding is left to undo.
[[nodiscard]] bool makes_bytes(std::span<const Step> steps);

/// Whether a step reads JSON text, so that a list in a record may be given to it.
[[nodiscard]] bool takes_json(const Step& step);

/// The words of all steps, for help and completion.
[[nodiscard]] std::vector<std::string_view> step_words();

}    // namespace hmacsweep::format
