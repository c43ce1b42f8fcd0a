// What plain records are and how they are judged, as flat data that a device can follow too: where the fields stand,
// how each is written, and under which keys a record may be judged without asking anyone.
#pragma once

#include "cuda/core/algorithm.hpp"
#include "cuda/core/line_template.hpp"
#include "cuda/core/name_table.hpp"
#include "cuda/core/table.hpp"

namespace hmacsweep::core {

/// Where a record's texts are: a JSON object's members by name, a table's cells by column, or a line's parts.
enum class PlainFormat : std::uint8_t { Json, Table, Line };

/// How a text stands for bytes.
enum class TextForm : std::uint8_t { Bytes, Base64, Base64Url, Hex };

/// A record's own fields, as places of PlainShapeView::places.
enum PlainField : std::uint8_t { plain_id, plain_key_id, plain_algorithm, plain_mac, num_plain_fields };

inline constexpr std::uint32_t no_place = 0xffffffffU;
/// The most texts that are told apart in a plain record.
inline constexpr std::uint32_t max_places = 64;

/// A member's name: its bytes, and the first sixteen of them as words, zero behind the name's end.
struct PlainName {
    std::uint64_t words[2];
    std::uint64_t masks[2];    ///< ones where the name has bytes
    Span text;                 ///< in PlainShapeView::texts
};

/// A piece of the message: a literal, or the text at a place, decoded.
struct PlainPiece {
    std::uint32_t place;    ///< no_place: a literal
    TextForm form;
    Span literal;    ///< in PlainShapeView::texts
};

struct PlainShapeView {
    PlainFormat format;
    const std::uint8_t* texts;
    std::uint32_t num_places;                  ///< texts that are told apart
    std::uint32_t places[num_plain_fields];    ///< of the own fields, or no_place
    std::uint32_t place_of_message;            ///< Json: the member whose value must be no number
    const PlainName* names;                    ///< Json: of each place, no two the same
    TableSyntax syntax;                        ///< Table
    bool is_width_fixed;                       ///< Table: whether a record has num_places cells, no more
    LineTemplateView line;                     ///< Line
    const PlainPiece* pieces;
    std::uint32_t num_pieces;
    TextForm mac_form;
    std::uint32_t default_key;    ///< of records that name none; no_key: there is none
    Algorithm default_algorithm;
    bool has_default_algorithm;
    bool takes_no_key;    ///< whether a record may leave its key open, so that several are tried
    bool takes_mac;       ///< whether a record has a MAC to be compared; else one with a MAC is not plain
};

/// Under which keys plain records are judged.
struct PlainKeysView {
    NameTableView names;
    const std::uint32_t* schedules;    ///< of each key and algorithm; no_key where the key may not be used so
    const bool* has_limits;            ///< of each key: whether KMS's limits hold for the message
};

/// What KMS takes (GenerateMac, VerifyMac): messages of 1 to so many bytes.
inline constexpr std::uint32_t kms_message_bytes = 4096;

}    // namespace hmacsweep::core
