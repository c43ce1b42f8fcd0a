// A recipe, as data: how a message is made of literals and of a record's fields.
#pragma once

#include "host/base/encoding.hpp"
#include "host/base/json_pointer.hpp"
#include "host/format/mac_template.hpp"
#include "host/format/pattern.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::format {

/// In place of a column: the input has no column for it, or the column is not known yet.
inline constexpr std::uint32_t no_column = 0xffffffff;

/// What a piece adds to the message.
enum class PieceKind : std::uint8_t {
    Literal,       ///< RecipePiece::literal
    Field,         ///< a field's bytes, decoded
    Length,        ///< how many bytes a field has, in decimal digits
    Integer,       ///< a field that is an integer, in decimal digits
    Raw,           ///< all of the record's bytes
    RawLength,     ///< how many bytes the record has, in decimal digits
    PreviousMac    ///< the MAC that the record before has, decoded
};

/// One piece of a message.
struct RecipePiece {
    PieceKind kind = PieceKind::Literal;
    std::string literal;                   ///< of Literal
    std::uint32_t field = 0;               ///< index in Recipe::names
    Encoding encoding = Encoding::Text;    ///< how the field is written
    bool has_encoding = false;             ///< whether the recipe names `encoding`
    std::optional<Encoding> written;       ///< the field must be text of this encoding; it is not decoded
    std::string excluded;                  ///< bytes that the field must not have
    std::optional<std::string> null;       ///< the text for a NULL field; none: a NULL field makes the record malformed
                                           ///< (of PreviousMac: for the MAC before the first record, or a missing MAC)
};

/// A message that is a JSON object without one member. AsItStands: the object's own bytes. Sorted: names sorted, as by
/// Python's json (sort_keys, compact separators). SortedUtf8: the same with ensure_ascii=False. Jcs: by RFC 8785.
enum class ObjectForm : std::uint8_t { None, AsItStands, Sorted, SortedUtf8, Jcs };

/// A field that a recipe uses.
struct RecipeName {
    std::string name;         ///< what the input calls it; in a table without a header: the number of its column
    JsonPointer pointer{};    ///< the name, parsed, if it is a JSON pointer; else empty
    std::uint32_t column = no_column;    ///< as FieldPlace::column
    std::uint32_t mac_part = no_part;    ///< as FieldPlace::mac_part
};

/// Has either `pieces` or `object`.
struct Recipe {
    std::vector<RecipePiece> pieces;
    std::vector<RecipeName> names;    ///< the fields that the recipe uses, each once
    ObjectForm object = ObjectForm::None;
    std::string left_out;    ///< of `object`: the name of the member that is left out

    /// Whether there is no recipe. Then one field of the record is the message.
    [[nodiscard]] bool is_empty() const { return pieces.empty() && object == ObjectForm::None; }
    /// Whether a message contains the MAC of the record before.
    [[nodiscard]] bool has_previous_mac() const;
};

/// Parses a recipe: `json-without:NAME`, `sorted-without:NAME`, `sorted-utf8-without:NAME`, `jcs-without:NAME`, or a
/// pattern. An error's text follows the option's name in a sentence.
[[nodiscard]] Result<Recipe> parse_recipe(std::string_view text);

/// The recipe of a pattern with the fields `{name}`, `{name:len}`, `{name:int}`, `{name:ENCODING}`,
/// `{name:no(CHARACTERS)}`, `{name:is(ENCODING)}`, `{raw}`, `{raw:len}`, `{prev.Mac}` and `{prev.Mac:ENCODING}`.
/// `{raw:text}` is a field with the name `raw`. An error's text follows the option's name in a sentence.
[[nodiscard]] Result<Recipe> make_recipe(const Pattern& pattern);

}    // namespace hmacsweep::format
