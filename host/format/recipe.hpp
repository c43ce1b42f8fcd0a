// A recipe, as data: how a message is made of literals and of a record's fields.
#pragma once

#include "host/base/encoding.hpp"
#include "host/base/json_pointer.hpp"
#include "host/base/secret.hpp"
#include "host/format/mac_template.hpp"
#include "host/format/pattern.hpp"
#include "host/format/step.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::format {

/// In place of a column: the input has no column for it, or the column is not known yet.
inline constexpr std::uint32_t no_column = 0xffffffff;

/// What a piece adds to the message.
enum class PieceKind : std::uint8_t {
    Literal,        ///< RecipePiece::literal
    Field,          ///< a field's bytes, decoded
    Length,         ///< how many bytes a field has, in decimal digits
    Integer,        ///< a field that is an integer, in decimal digits
    Raw,            ///< all of the record's bytes
    RawLength,      ///< how many bytes the record has, in decimal digits
    InputName,      ///< the last part of the input's name
    PreviousMac,    ///< the MAC that the record before has, decoded
    Secret,         ///< RecipePiece::secret
    Group           ///< RecipePiece::group
};

/// One piece of a message: a literal, a field, the record itself, the MAC before, or a group of pieces.
struct RecipePiece {
    PieceKind kind = PieceKind::Literal;
    std::string literal;                   ///< of Literal
    std::uint32_t field = 0;               ///< index in Recipe::names
    Encoding encoding = Encoding::Text;    ///< how the field is written
    bool takes_json = false;               ///< whether the field may be a JSON list
    std::optional<Encoding> written;       ///< the field must be text of this encoding; it is not decoded
    std::string excluded;                  ///< bytes that the field must not have
    bool is_file = false;                  ///< what the piece makes is a path, and the file's content is meant
    std::optional<std::string> null;       ///< the text for a NULL field; none: a NULL field makes the record malformed
                                           ///< (of PreviousMac: for the MAC before the first record, or a missing MAC)
    /// What is done with the text of Field, Raw, PreviousMac or Group. Empty where `encoding`, `written`, `excluded` or
    /// the kind say all: the fast steps know those.
    std::vector<Step> steps;
    /// Of Secret: the material of the key with the name `literal`. Null: the key files were not read yet.
    std::shared_ptr<const SecretBytes> secret;
    std::vector<RecipePiece> group;    ///< of Group: its pieces; the group is NULL if a piece without `null` is NULL

    bool operator==(const RecipePiece&) const = default;
};

/// How a message that is a JSON object is written. None: the message is no object. AsItStands: the object's own bytes.
/// Sorted: names sorted, as by Python's json (sort_keys, compact separators). SortedUtf8: the same with
/// ensure_ascii=False. Spaced, SpacedUtf8: as these two, with Python's default separators. Jcs: by RFC 8785.
enum class ObjectForm : std::uint8_t { None, AsItStands, Sorted, SortedUtf8, Spaced, SpacedUtf8, Jcs };

/// A field that a recipe uses.
struct RecipeName {
    std::string name;         ///< what the input calls it; in a table without a header: the number of its column
    JsonPointer pointer{};    ///< the name, parsed, if it is a JSON pointer; else empty
    std::uint32_t column = no_column;    ///< as FieldPlace::column
    std::uint32_t mac_part = no_part;    ///< as FieldPlace::mac_part

    bool operator==(const RecipeName&) const = default;
};

/// Has either `pieces` or `object`.
struct Recipe {
    std::vector<RecipePiece> pieces;
    std::vector<RecipeName> names;                  ///< the fields that the recipe uses, each once
    bool uses_previous = false;                     ///< whether a message has something of the record before
    std::optional<std::uint32_t> previous_field;    ///< of PreviousMac: an index in `names`; none: the MAC
    bool uses_files = false;                        ///< whether a piece is a file's content
    ObjectForm object = ObjectForm::None;
    std::vector<std::string> left_out;    ///< of `object`: the names of the members that are left out

    /// Whether there is no recipe. Then one field of the record is the message.
    [[nodiscard]] bool is_empty() const { return pieces.empty() && object == ObjectForm::None; }
    /// Whether no message can be made of a record without the field with this index in `names`: the recipe has no text
    /// for NULL there, or the field is `previous_field`.
    [[nodiscard]] bool needs(std::uint32_t name) const;
    /// Whether messages have the material of keys in them, so that they must not be shown.
    [[nodiscard]] bool uses_keys() const;

    bool operator==(const Recipe&) const = default;
};

/// Parses a recipe. `json-without:NAME,NAME...` makes a recipe with `object`; `sorted-without:`,
/// `sorted-utf8-without:`, `spaced-without:`, `spaced-utf8-without:` and `jcs-without:` do so in the other forms. Any
/// other text is a pattern for make_recipe(). An error's text follows the option's name in a sentence.
[[nodiscard]] Result<Recipe> parse_recipe(std::string_view text);

/// The recipe of a pattern with the fields `{name}`, `{raw}` (the record's bytes), `{input.name}`, `{prev.Mac}`,
/// `{prev.name}`, `{key(name)}` (a key's material, which set_recipe_keys() looks up) and groups, each with steps. `raw`
/// is the name of a field, and not the record, if a text for NULL is given or if the first step decodes an encoding (as
/// `{raw:text}`) or is `int`, `no` or `is`. Recipes of earlier versions need that. A pattern must have a field. An
/// error's text follows the option's name in a sentence.
[[nodiscard]] Result<Recipe> make_recipe(const Pattern& pattern);

}    // namespace hmacsweep::format
