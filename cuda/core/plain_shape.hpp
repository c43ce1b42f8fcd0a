// What plain records are and how they are judged, as flat data that a device can use, too: where the fields are, how
// each is written, and under which keys a record may be judged without asking the rules.
#pragma once

#include "cuda/core/algorithm.hpp"
#include "cuda/core/line_template.hpp"
#include "cuda/core/name_table.hpp"
#include "cuda/core/table.hpp"

namespace hmacsweep::core {

/// Where a record's texts are: a JSON object's members by name, a table's cells by column, a line's parts, or the
/// fields of a row of COPY's binary form. Only pack_frames() packs rows: kernels leave them to the host.
enum class PlainFormat : std::uint8_t { Json, Table, Line, Row };

/// How a text encodes bytes.
enum class TextForm : std::uint8_t { Bytes, Base64, Base64Url, Hex };

/// A record's own fields, as indices into PlainShapeView::places.
enum PlainField : std::uint8_t { plain_id, plain_key_id, plain_algorithm, plain_mac, num_plain_fields };

/// The shape has no such place.
inline constexpr std::uint32_t no_place = 0xffffffffU;
/// The most places of a shape. A place is a JSON member, a table's cell or a line's part.
inline constexpr std::uint32_t max_places = 64;

/// A member's name: its bytes, and the first sixteen of them as words, zero behind the name's end.
struct PlainName {
    std::uint64_t words[2];
    std::uint64_t masks[2];    ///< ones where the name has bytes
    Span text;                 ///< in PlainShapeView::texts
};

/// A piece of the message: a literal, or the text at a place, decoded.
struct PlainPiece {
    std::uint32_t place;    ///< of the text; no_place: the piece is a literal
    TextForm form;
    Span literal;    ///< in PlainShapeView::texts
};

/// The shape of plain records. The view owns nothing.
struct PlainShapeView {
    PlainFormat format;
    const std::uint8_t* texts;                 ///< the bytes of names and literals
    std::uint32_t num_places;                  ///< at most max_places
    std::uint32_t places[num_plain_fields];    ///< of each PlainField, or no_place
    std::uint32_t place_of_message;            ///< Json: the member whose value must be no number
    const PlainName* names;                    ///< Json: the name of each place; no two are the same
    TableSyntax syntax;                        ///< Table
    bool is_width_fixed;      ///< Table: a record has exactly num_places cells; else at least. Row: always
    LineTemplateView line;    ///< Line
    const PlainPiece* pieces;
    std::uint32_t num_pieces;
    TextForm mac_form;
    std::uint32_t default_key;    ///< of records that name no key; no_key: they have none
    Algorithm default_algorithm;
    bool has_default_algorithm;
    bool takes_no_key;    ///< whether a record without a key is plain: several keys are tried
    bool takes_mac;       ///< whether a record has a MAC to compare; else a record with a MAC is not plain
};

/// The keys under which plain records are judged.
struct PlainKeysView {
    NameTableView names;
    const std::uint32_t* schedules;    ///< by schedule_place(); no_key: the key must not be used with the algorithm
    const bool* has_limits;            ///< for each key: whether KMS's limits hold for its messages
};

/// KMS accepts messages of 1 to this many bytes (GenerateMac, VerifyMac).
inline constexpr std::uint32_t kms_message_bytes = 4096;

}    // namespace hmacsweep::core
