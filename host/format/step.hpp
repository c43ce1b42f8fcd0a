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
    DecodeCharset,          ///< the charset Step::text to UTF-8
    Lower,                  ///< ASCII letters alone
    Upper,                  ///< ASCII letters alone
    Trim,                   ///< without blanks (space, tab, CR, LF) at both ends
    Length,                 ///< the number of bytes, in decimal digits
    Characters,             ///< the number of UTF-8 characters, in decimal digits
    Integer,                ///< the decimal digits of an integer; of COPY's binary form: of an integer's bytes
    HasNone,                ///< the text itself, which must have none of the characters in Step::text
    IsWritten,              ///< the text itself, which must be written in Step::encoding
    Digest,                 ///< by the hash function Step::text, as bytes
    Before,                 ///< what is before the first Step::text; NULL where that is not there
    After,                  ///< what is behind the first Step::text; NULL where that is not there
    At,                     ///< the value at Step::pointer of a JSON document; NULL where that is not there
    Manifest,               ///< of a manifest's line, the part Step::text: `name`, `mac` or `algorithm`
    File,                   ///< the content of the file of this name; only as the last step of a recipe's field
    Find,                   ///< the value of the header or member Step::text; the case of ASCII letters may differ
    Without,                ///< a JSON object without the members Step::names, or pairs without these names
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
    Equals,                 ///< pairs for which Join writes Step::text between name and value, in place of `=`
    Join,                   ///< pairs to text: names and values, with Step::text between two pairs
    JoinValues              ///< pairs to text: values only, with Step::text between two values
};

/// How the step Pairs decodes names and values: not at all, as DecodeUrl, or as DecodeForm.
enum class PairForm : std::uint8_t { AsWritten, Url, Form };

/// One step. StepKind tells which of the other members a step uses.
struct Step {
    StepKind kind = StepKind::Decode;
    Encoding encoding = Encoding::Text;
    PairForm pair_form = PairForm::AsWritten;    ///< of Pairs
    std::string text;
    std::vector<std::string> names;
    JsonPointer pointer{};

    bool operator==(const Step&) const = default;
};

/// Makes the steps of the parsed steps of one field. `pattern` is Pattern::text, or the text that parse_steps() got;
/// errors show it. Errors: a step that does not exist, a wrong argument, a step that cannot take what the step before
/// makes (text or pairs), and pairs at the end. An error's text follows the option's name in a sentence.
[[nodiscard]] Result<std::vector<Step>> make_steps(std::span<const PatternStep> steps, std::string_view pattern);

/// A name and the steps behind it.
struct NameWithSteps {
    std::string_view name;
    std::vector<Step> steps;
};

/// Cuts `NAME:STEP:STEP` at the first colon behind which there are only valid steps. Without such a colon, as in
/// `dc:date`, the whole text is the name. The name has at least one byte, and is a view of `text`.
[[nodiscard]] NameWithSteps split_steps(std::string_view text);

/// The encoding that the steps decode, if decoding is all that they do: that of a single Decode, or Text for no steps;
/// nullopt for any other steps.
[[nodiscard]] std::optional<Encoding> sole_encoding(std::span<const Step> steps);

/// Whether the last step decodes an encoding or a list, or hashes. The result of the steps is then the bytes
/// themselves, and must not be decoded again.
[[nodiscard]] bool makes_bytes(std::span<const Step> steps);

/// Whether a step may get a JSON list of a record as its text: it reads JSON, or it is Decode.
[[nodiscard]] bool takes_json(const Step& step);

/// The words of all steps, for help and completion. The words are static.
[[nodiscard]] std::vector<std::string_view> step_words();

}    // namespace hmacsweep::format
