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

/// One rule and the field that it is about: one of the record's own fields, or a field with the input's name for it.
struct ValueCheck {
    ValueRule rule = ValueRule::Unique;
    std::string field;                      ///< as given, without `?`
    bool may_lack = false;                  ///< FIELD?: records without the field are fine
    std::optional<Field> own;               ///< one of the record's own fields; else the field is at `place`
    FieldPlace place;                       ///< as far as it is known before inputs are read
    std::optional<EncodedJson> document;    ///< of place.inner

    /// Whether values are the decoded bytes of the MAC or of the message. Such values are never shown.
    [[nodiscard]] bool is_decoded() const { return own == Field::Mac || own == Field::Message; }
};

/// Reads `FIELD` or `FIELD?`. FIELD is Id, KeyId, MacAlgorithm, Message or Mac for the record's own field, or the
/// input's name for one of these, else a name as --columns takes it. `shape` is the run's, with its line and its
/// template of the MAC. An error's text follows the option's name in a sentence.
[[nodiscard]] Result<ValueCheck> parse_value_check(ValueRule rule, std::string_view text, const Shape& shape);

/// A shape of the source that `source` is the shape of, under which a record's Id is the field's value. Where
/// is_decoded(), the value is the record's MAC or message instead.
[[nodiscard]] Shape shape_of_values(const ValueCheck& check, const Shape& source);

/// Whether the MAC covers the field as text, so that nobody without the key can change the field's value. Not if the
/// message has the field decoded, since a field may be written in several ways that decode to the same bytes.
[[nodiscard]] bool is_covered(const ValueCheck& check, const Shape& shape);

}    // namespace hmacsweep::format
