// What --unique and --sequence ask of a field's values across all records of a run, and a shape that reads the field.
#pragma once

#include "host/base/result.hpp"
#include "host/format/shape.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep::format {

/// Unique: no value occurs twice. Sequence: the values are integers, each one more than the value before.
enum class ValueRule : std::uint8_t { Unique, Sequence };

/// `unique` or `sequence`.
[[nodiscard]] constexpr std::string_view name_of(ValueRule rule) {
    return rule == ValueRule::Unique ? "unique" : "sequence";
}

/// A value check: one rule, and the field whose values must follow the rule. The field is one of the record's own
/// fields, or any other field of the input.
struct ValueCheck {
    ValueRule rule = ValueRule::Unique;
    std::string field;           ///< as given, without `?`
    bool may_lack = false;       ///< FIELD?: records without the field are fine
    std::optional<Field> own;    ///< one of the record's own fields; else the field is at `place`
    FieldPlace place;            ///< without `own`: what is known before inputs are read; a table's column is not
    std::optional<EncodedJson> document;    ///< of place.inner: the field with JSON in it; not in Shape::documents

    /// Whether the values are the decoded MACs or messages of the records. Such values are never shown.
    [[nodiscard]] bool is_decoded() const { return own == Field::Mac || own == Field::Message; }
};

/// Parses `FIELD` or `FIELD?`. FIELD is Id, KeyId, MacAlgorithm, Message or Mac, or the input's name for one of these;
/// then the check is about the record's own field. Any other FIELD is a name as --columns takes it. `shape` is the
/// run's, with its line template and its MAC template. Sequence takes neither Message nor Mac. An error's text follows
/// the option's name in a sentence.
[[nodiscard]] Result<ValueCheck> parse_value_check(ValueRule rule, std::string_view text, const Shape& shape);

/// A copy of a source's shape for a Reader that reads the values of a check. `source` must be complete. The value is
/// then Record::id; if is_decoded(), the value is the record's MACs or its message. No message is made unless the
/// message is the value, and the link of a chain is not read.
[[nodiscard]] Shape shape_of_values(const ValueCheck& check, const Shape& source);

/// Whether the MAC covers the field's text, so that nobody without the key can change the field's value. False for a
/// field that the message has decoded, because several texts may decode to the same bytes.
[[nodiscard]] bool is_covered(const ValueCheck& check, const Shape& shape);
/// The same of the field at a place. `shape` is the run's.
[[nodiscard]] bool is_covered(const FieldPlace& place, const Shape& shape);

}    // namespace hmacsweep::format
