// A message recipe: how a message is put together from literals and the fields of a record, as data.
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

/// The place of a text that the input does not have.
inline constexpr std::uint32_t no_column = 0xffffffff;

/// What a piece adds to the message.
enum class PieceKind : std::uint8_t {
    Literal,       ///< bytes of its own
    Field,         ///< a field's bytes, decoded
    Length,        ///< the number of a field's bytes, in decimal digits
    Integer,       ///< the integer that a field is, in decimal digits
    Raw,           ///< all of the record's bytes
    RawLength,     ///< the number of them
    PreviousMac    ///< the MAC that is stored in the record before, decoded
};

struct RecipePiece {
    PieceKind kind = PieceKind::Literal;
    std::string literal;
    std::uint32_t field = 0;               ///< of Recipe::names
    Encoding encoding = Encoding::Text;    ///< how the field is written
    bool has_encoding = false;             ///< whether the recipe says so
    std::optional<Encoding> written;       ///< what the field must be, though it is taken as it stands
    std::string excluded;                  ///< bytes that the field must not have
    std::optional<std::string> null;       ///< what stands for a field that is NULL; without, the record is malformed
                                           ///< (of PreviousMac: for the MAC before the first record, and a missing one)
};

/// Messages that are a JSON object less one member: as it stands, with its names sorted as Python's json does it
/// (sort_keys, compact separators), the same with ensure_ascii=False, or by RFC 8785.
enum class ObjectForm : std::uint8_t { None, AsItStands, Sorted, SortedUtf8, Jcs };

/// A field that a message is made of.
struct RecipeName {
    std::string name;         ///< what the input calls it; in a table without a header: the number of its column
    JsonPointer pointer{};    ///< what that is where it is a JSON pointer; else empty
    std::uint32_t column = no_column;    ///< FieldPlace::column
    std::uint32_t mac_part = no_part;    ///< FieldPlace::mac_part
};

/// Either pieces or an object's form.
struct Recipe {
    std::vector<RecipePiece> pieces;
    std::vector<RecipeName> names;    ///< the fields that it needs, each once
    ObjectForm object = ObjectForm::None;
    std::string left_out;    ///< the member that an object is taken without

    /// Whether there is none, so that the record has its message as one field.
    [[nodiscard]] bool is_empty() const { return pieces.empty() && object == ObjectForm::None; }
    /// Whether a message has the MAC of the record before in it.
    [[nodiscard]] bool has_previous_mac() const;
};

/// The recipe that a text stands for: `json-without:NAME`, `sorted-without:NAME`, `sorted-utf8-without:NAME`,
/// `jcs-without:NAME`, or a pattern.
[[nodiscard]] Result<Recipe> parse_recipe(std::string_view text);

/// The recipe of a pattern: `{name}`, `{name:len}`, `{name:ENCODING}`, `{name:no(CHARACTERS)}`,
/// `{name:is(ENCODING)}`, `{raw}`, `{raw:len}`,
/// `{prev.Mac}`,
/// `{prev.Mac:ENCODING}`; `{raw:text}` is a field that happens to have that name. Errors continue a sentence that the
/// option's name begins.
[[nodiscard]] Result<Recipe> make_recipe(const Pattern& pattern);

}    // namespace hmacsweep::format
