// Finds the texts of a plain record: a JSON object's members, a table's cells, a line's parts. In a record that is not
// plain, nothing is found.
#pragma once

#include "cuda/core/byte_mask.hpp"
#include "cuda/core/copy_binary.hpp"
#include "cuda/core/json_line.hpp"
#include "cuda/core/json_style.hpp"
#include "cuda/core/plain_shape.hpp"

namespace hmacsweep::core {

/// One text of a record: where it lies in the record, and how it is written.
struct PlainText {
    Span span;
    CellKind kind;     ///< Null: the text is missing
    bool is_number;    ///< Json: the text is a whole number, without quotes
};

/// The most quotes and backslashes in a plain JSON object.
inline constexpr std::uint32_t max_string_ends = 128;

inline namespace HMACSWEEP_ISA {

/// Whether two texts of `size` bytes are the same.
[[nodiscard]] HMACSWEEP_HD inline bool is_same_text(const std::uint8_t* a, const std::uint8_t* b, std::size_t size) {
#if defined(__CUDACC__)
    return is_text_at(a, b, size);
#else
    return __builtin_memcmp(a, b, size) == 0;
#endif
}

/// Whether the name of `size` bytes at `name` is `wanted`. Sixteen bytes at `name` must be readable, whatever its size.
[[nodiscard]] HMACSWEEP_HD inline bool is_name(const PlainName& wanted, const std::uint8_t* texts,
                                               const std::uint8_t* name, std::size_t size) {
    const std::uint64_t difference = ((load_word(name) ^ wanted.words[0]) & wanted.masks[0]) |
                                     ((load_word(name + 8) ^ wanted.words[1]) & wanted.masks[1]);
    return size == wanted.text.size && difference == 0 &&
           (size <= 16 || is_same_text(name + 16, texts + wanted.text.offset + 16, size - 16));
}

/// The place of the member with this name; no_place where no place has the name. Tries the place `expected` first.
[[nodiscard]] HMACSWEEP_HD inline std::uint32_t place_of_member(const PlainShapeView& shape, const std::uint8_t* name,
                                                                std::size_t size, std::uint32_t expected) {
    for (std::uint32_t tries = 0; tries < shape.num_places; ++tries, ++expected) {
        expected = expected < shape.num_places ? expected : 0;
        if (is_name(shape.names[expected], shape.texts, name, size)) {
            return expected;
        }
    }
    return no_place;
}

/// A member's value as a text.
[[nodiscard]] HMACSWEEP_HD constexpr PlainText text_of(const PlainMember& member) {
    return {member.value, member.has_escapes ? CellKind::JsonEscapes : CellKind::Plain, !member.is_string};
}

/// Finds the wanted members of a JSON object. False where the line is not plain, has a wanted member twice, or its
/// message is a number. clear_texts() must have cleared `texts`.
[[nodiscard]] HMACSWEEP_HD inline bool locate_members(const PlainShapeView& shape, const std::uint8_t* line,
                                                      std::size_t size, PlainText* texts) {
    Hits<max_string_ends> ends;
    if (!ends.find_all(line, size, IsNotPlain{})) {
        return false;
    }
    std::uint32_t expected = 0;    // members mostly come in the order of the places
    bool is_each_once = true;
    const auto keep = [&](const PlainMember& member) {
        const std::uint32_t place = place_of_member(shape, line + member.name.offset, member.name.size, expected);
        if (place == no_place) {
            return;
        }
        expected = place + 1;
        is_each_once = is_each_once && texts[place].kind == CellKind::Null;
        texts[place] = text_of(member);
    };
    return scan_plain_object(
               line, size, [&](std::size_t begin) { return ends.next(begin); }, keep) &&
           is_each_once && !texts[shape.place_of_message].is_number;
}

/// Finds the cells of a table's record; false where it cannot be split, or has a wrong number of cells.
[[nodiscard]] HMACSWEEP_HD inline bool locate_cells(const PlainShapeView& shape, const std::uint8_t* row,
                                                    std::size_t size, PlainText* texts) {
    std::uint32_t count = 0;
    const CellError error = split_record(row, size, shape.syntax, [&](const Cell& cell) {
        if (count < shape.num_places) {
            texts[count] = {{cell.offset, cell.size}, cell.kind, false};
        }
        ++count;
    });
    return error == CellError::None &&
           (shape.is_width_fixed ? count == shape.num_places : count >= shape.num_places && count <= max_cells);
}

/// Finds the parts of a line; false where the line does not fit the template.
[[nodiscard]] HMACSWEEP_HD inline bool locate_parts(const PlainShapeView& shape, const std::uint8_t* line,
                                                    std::size_t size, PlainText* texts) {
    Span parts[max_places];
    if (match_line(shape.line, line, size, parts) <= shape.num_places) {
        return false;
    }
    for (std::uint32_t i = 0; i < shape.num_places; ++i) {
        texts[i] = {parts[i], CellKind::Plain, false};
    }
    return true;
}

/// Finds the fields of a row of COPY's binary form; false where it is damaged, or has another number of fields than the
/// shape has places.
[[nodiscard]] HMACSWEEP_HD inline bool locate_fields(const PlainShapeView& shape, const std::uint8_t* row,
                                                     std::size_t size, PlainText* texts) {
    std::uint32_t count = 0;
    const CellError error = split_row(row, size, [&](const Cell& cell) {
        if (count < shape.num_places) {
            texts[count] = {{cell.offset, cell.size}, cell.kind, false};
        }
        ++count;
    });
    return error == CellError::None && count == shape.num_places;
}

/// Marks the text of every place as missing.
HMACSWEEP_HD inline void clear_texts(const PlainShapeView& shape, PlainText* texts) {
    for (std::uint32_t i = 0; i < shape.num_places; ++i) {
        texts[i] = {{0, 0}, CellKind::Null, false};
    }
}

/// Fills `texts`, one for each place of the shape; false where the record is not plain.
[[nodiscard]] HMACSWEEP_HD inline bool locate(const PlainShapeView& shape, const std::uint8_t* record, std::size_t size,
                                              PlainText* texts) {
    clear_texts(shape, texts);
    switch (shape.format) {
        case PlainFormat::Json:
            return locate_members(shape, record, size, texts);
        case PlainFormat::Table:
            return locate_cells(shape, record, size, texts);
        case PlainFormat::Line:
            return locate_parts(shape, record, size, texts);
        case PlainFormat::Row:
            break;
    }
    return false;
}

/// Whether packing a record decodes the text at a place, and refuses every byte that a plain string cannot have.
[[nodiscard]] HMACSWEEP_HD inline bool is_decoded(const PlainShapeView& shape, std::uint32_t place) {
    bool is_any = place == shape.places[plain_mac] && shape.takes_mac && shape.mac_form != TextForm::Bytes;
    for (std::uint32_t i = 0; i < shape.num_pieces; ++i) {
        is_any = is_any || (shape.pieces[i].place == place && shape.pieces[i].form != TextForm::Bytes);
    }
    return is_any;
}

/// locate() for a JSON line that is probably written like the lines before it. `style` holds the style of these lines,
/// and is updated. A text that is_decoded() may have bytes that are not plain; decoding it refuses them.
[[nodiscard]] HMACSWEEP_HD inline bool locate_alike(const PlainShapeView& shape, const std::uint8_t* line,
                                                    std::size_t size, JsonStyle& style, PlainText* texts) {
    clear_texts(shape, texts);
    const auto keep = [texts](std::uint32_t place, const PlainMember& member) { texts[place] = text_of(member); };
    if (follow_style(style, line, size, keep)) {
        return true;
    }
    if (!locate(shape, line, size, texts)) {
        return false;
    }
    if (style.pays()) {
        learn_style(
            line, size, style,
            [&](const PlainMember& member) {
                return place_of_member(shape, line + member.name.offset, member.name.size, 0);
            },
            [&](std::uint32_t place) { return is_decoded(shape, place); });
    }
    return true;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
