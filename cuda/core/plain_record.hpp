// From a plain record's bytes to an item of a batch: locate its texts, resolve its key and algorithm, decode message
// and MAC in place. Whatever is not plain enough, or not right, or may not be, is left to the Reader, which owns every
// rule.
#pragma once

#include "cuda/core/batch.hpp"
#include "cuda/core/frame.hpp"
#include "cuda/core/padding.hpp"
#include "cuda/core/plain_locate.hpp"

namespace hmacsweep::core {

/// What of a plain record its result needs.
struct PlainRecord {
    std::uint32_t frame;
    std::uint32_t key;              ///< no_key: it names none, and several are to be tried
    std::uint32_t message_bytes;    ///< without the padding
    Span id;    ///< in the slab, as JSON text, but without quotes where the format is not JSON; empty: there is none
};

/// Where plain records are packed, and how far that is. There is room for an item, a MAC and a record for each frame,
/// and for decode_slack bytes more behind the MACs.
struct PlainPack {
    std::uint8_t* blocks;
    std::uint64_t used_bytes;    ///< of blocks
    std::uint64_t room_bytes;    ///< of blocks, all told
    BatchItem* items;
    std::uint8_t* macs;
    PlainRecord* records;
    std::uint32_t num_items;
};

/// What a slab's frames become: records under the key that each names, those that name none, whose items have no
/// schedule yet, and what is not plain.
struct PackedFrames {
    PlainPack keyed;
    PlainPack unkeyed;
    std::uint32_t* exceptions;    ///< frames, ascending; there is room for all
    std::uint32_t num_exceptions;
};

/// Bytes that decoding may write behind what it decodes, so that there must be room for them behind the last MAC, too.
inline constexpr std::uint32_t decode_slack = 8;

/// The name that the record before gave its key.
struct LastKey {
    const std::uint8_t* name;
    std::uint32_t size;
    std::uint32_t key;
};

inline namespace HMACSWEEP_ISA {

/// The algorithm of a KMS MacAlgorithm; false where the text is none.
[[nodiscard]] HMACSWEEP_HD inline bool read_algorithm(const std::uint8_t* text, std::size_t size,
                                                      Algorithm& algorithm) {
    constexpr std::size_t name_bytes = 12;
    if (size != name_bytes) {
        return false;
    }
    const std::uint64_t first = load_word(text);
    const std::uint64_t last = load_word(text + name_bytes - 8);
    const auto is = [&](Algorithm candidate) {
        const char* const name = row_of(candidate).name;
        std::uint64_t wanted_first = 0;
        std::uint64_t wanted_last = 0;
        HMACSWEEP_UNROLL
        for (std::size_t i = 0; i < 8; ++i) {
            wanted_first |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(name[i])) << (8 * i);
            wanted_last |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(name[name_bytes - 8 + i])) << (8 * i);
        }
        if (((first ^ wanted_first) | (last ^ wanted_last)) != 0) {
            return false;
        }
        algorithm = candidate;
        return true;
    };
    return is(Algorithm::HmacSha256) || is(Algorithm::HmacSha512) || is(Algorithm::HmacSha384) ||
           is(Algorithm::HmacSha224);
}

/// Where in PlainKeysView::schedules a key's schedule for an algorithm is.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t schedule_place(std::uint32_t key, Algorithm algorithm) {
    return (std::size_t{key} * num_algorithms) + static_cast<std::size_t>(algorithm);
}

/// Key and algorithm of a record; false where it has none that it may be judged under.
[[nodiscard]] HMACSWEEP_HD inline bool resolve(const PlainShapeView& shape, const PlainKeysView& keys,
                                               const std::uint8_t* record, const PlainText* texts, LastKey& last,
                                               std::uint32_t& key, Algorithm& algorithm) {
    const auto text_of = [&](PlainField field) {
        const std::uint32_t place = shape.places[field];
        return place == no_place ? PlainText{{0, 0}, CellKind::Null, false} : texts[place];
    };
    key = shape.default_key;
    if (const PlainText name = text_of(plain_key_id); name.kind != CellKind::Null) {
        if (name.kind != CellKind::Plain || name.is_number) {
            return false;
        }
        const std::uint8_t* const bytes = record + name.span.offset;
        if (last.name == nullptr || last.size != name.span.size || !is_same_text(last.name, bytes, last.size)) {
            last = {bytes, name.span.size, find_name(keys.names, bytes, name.span.size)};
        }
        key = last.key;
    }
    algorithm = shape.default_algorithm;
    if (const PlainText name = text_of(plain_algorithm); name.kind != CellKind::Null) {
        if (name.kind != CellKind::Plain || name.is_number ||
            !read_algorithm(record + name.span.offset, name.span.size, algorithm)) {
            return false;
        }
    } else if (!shape.has_default_algorithm) {
        return false;
    }
    if (key == no_key) {
        const std::uint32_t place = shape.places[plain_key_id];
        return shape.takes_no_key && (place == no_place || texts[place].kind == CellKind::Null);
    }
    return keys.schedules[schedule_place(key, algorithm)] != no_key;
}

/// Copies bytes that do not overlap.
HMACSWEEP_HD inline void copy_bytes(const std::uint8_t* from, std::size_t size, std::uint8_t* to) {
#if defined(__CUDACC__)
    for (std::size_t i = 0; i < size; ++i) {
        to[i] = from[i];
    }
#else
    __builtin_memcpy(to, from, size);
#endif
}

/// Decodes a text to `out`, which has room for its size and three bytes more, and is elsewhere or the text itself;
/// false where it is not right.
[[nodiscard]] HMACSWEEP_HD inline bool decode_text(TextForm form, const Base64Tables& tables, const std::uint8_t* text,
                                                   std::size_t size, std::uint8_t* out, std::size_t& bytes) {
    Decoded decoded{size, DecodeError::None};
    switch (form) {
        case TextForm::Bytes:
            if (text != out) {
                copy_bytes(text, size, out);
            }
            break;
        case TextForm::Base64:
            decoded = decode_base64(*tables.standard, Padding::Required, text, size, out);
            break;
        case TextForm::Base64Url:
            decoded = decode_base64(*tables.url_safe, Padding::Optional, text, size, out);
            break;
        case TextForm::Hex:
            decoded = decode_hex(text, size, out);
            break;
    }
    bytes = decoded.bytes;
    return decoded.error == DecodeError::None;
}

/// The same of a text that may be written with escapes or doubled quotes.
[[nodiscard]] HMACSWEEP_HD inline bool read_text(TextForm form, const Base64Tables& tables, const std::uint8_t* record,
                                                 const PlainText& text, std::uint8_t* out, std::size_t& bytes) {
    const std::uint8_t* const given = record + text.span.offset;
    switch (text.kind) {
        case CellKind::Null:
            return false;
        case CellKind::Plain:
            return decode_text(form, tables, given, text.span.size, out, bytes);
        case CellKind::JsonEscapes:
            bytes = unescape_json(given, text.span.size, out);
            break;
        default:
            bytes = unescape_cell(text.kind, given, text.span.size, out);
            break;
    }
    return decode_text(form, tables, out, bytes, out, bytes);
}

/// The fewest bytes that a right text can stand for. Where it has escapes, they are taken for no more than half of it:
/// what is written so that this is wrong, is not plain.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t least_bytes(TextForm form, const PlainText& text) {
    const std::uint64_t size = text.kind == CellKind::Plain ? text.span.size : text.span.size / 2;
    const std::uint64_t digits = size > 2 ? size - 2 : 0;    // without hex's prefix, or base64's padding
    switch (form) {
        case TextForm::Bytes:
            return size;
        case TextForm::Hex:
            return digits / 2;
        default:
            return digits / 4 * 3;
    }
}

/// Puts the message together at `out`, which has `room` bytes; false where a piece is not there, not right, or too
/// long. What must come to more than `most` bytes is not decoded: a GPU's thread would be long about it.
[[nodiscard]] HMACSWEEP_HD inline bool write_message(const PlainShapeView& shape, const Base64Tables& tables,
                                                     const std::uint8_t* record, const PlainText* texts,
                                                     std::uint8_t* out, std::uint64_t room, std::uint64_t most,
                                                     std::uint64_t& size) {
    size = 0;
    for (std::uint32_t i = 0; i < shape.num_pieces; ++i) {
        const PlainPiece& piece = shape.pieces[i];
        const PlainText text =
            piece.place == no_place ? PlainText{piece.literal, CellKind::Plain, false} : texts[piece.place];
        std::size_t written = 0;
        if (size + text.span.size + decode_slack > room || size + least_bytes(piece.form, text) > most ||
            !read_text(piece.form, tables, piece.place == no_place ? shape.texts : record, text, out + size, written)) {
            return false;
        }
        size += written;
    }
    return true;
}

/// The most characters that a digest's text has: with a prefix in hex, with padding in base64.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t most_digest_text(TextForm form) {
    switch (form) {
        case TextForm::Bytes:
            return max_digest_bytes;
        case TextForm::Hex:
            return 2 + (2 * max_digest_bytes);
        default:
            return (max_digest_bytes + 2) / 3 * 4;
    }
}

/// The MAC at `out`, max_digest_bytes of it, zero beyond its end, and then up to `decode_slack` bytes of no meaning;
/// false where it is not there, not right, or not of the algorithm's full length.
[[nodiscard]] HMACSWEEP_HD inline bool write_mac(const PlainShapeView& shape, const Base64Tables& tables,
                                                 const std::uint8_t* record, const PlainText& text, Algorithm algorithm,
                                                 std::uint8_t* out) {
    const std::uint32_t wanted = digest_bytes(algorithm);
    HMACSWEEP_UNROLL
    for (std::uint32_t i = 0; i < max_digest_bytes; ++i) {
        out[i] = 0;
    }
    std::size_t size = 0;
    if (text.kind == CellKind::Plain && text.span.size <= most_digest_text(shape.mac_form)) {
        return !text.is_number &&
               decode_text(shape.mac_form, tables, record + text.span.offset, text.span.size, out, size) &&
               size == wanted;
    }
    // Longer texts may be right, too, but are not usual.
    constexpr std::uint32_t most_text = 4 * max_digest_bytes;
    std::uint8_t bytes[most_text + decode_slack];
    if (text.is_number || text.span.size > most_text || !read_text(shape.mac_form, tables, record, text, bytes, size) ||
        size != wanted) {
        return false;
    }
    copy_bytes(bytes, wanted, out);
    return true;
}

/// The text of a record's Id as a result echoes it; false where that needs the Reader.
[[nodiscard]] HMACSWEEP_HD inline bool read_id(const PlainShapeView& shape, const std::uint8_t* record,
                                               const PlainText* texts, Span& id) {
    id = {0, 0};
    const std::uint32_t place = shape.places[plain_id];
    if (place == no_place || texts[place].kind == CellKind::Null) {
        return true;
    }
    const PlainText& text = texts[place];
    id = text.span;
    if (text.kind != CellKind::Plain) {
        return false;
    }
    if (shape.format == PlainFormat::Json) {
        if (!text.is_number) {    // a plain string is its own JSON text
            id = {text.span.offset - 1, text.span.size + 2};
        }
        return true;
    }
    return text.span.size != 0 && find_not_plain(record + id.offset, 0, id.size) == id.size;
}

/// Packs one record, whose texts were located; false where it is left to the Reader.
[[nodiscard]] HMACSWEEP_HD inline bool pack_texts(const PlainShapeView& shape, const PlainKeysView& keys,
                                                  const Base64Tables& tables, const std::uint8_t* slab,
                                                  const Frame& frame, std::uint32_t number, const PlainText* texts,
                                                  LastKey& last, PackedFrames& packed) {
    const std::uint8_t* const record = slab + frame.offset;
    std::uint32_t key = no_key;
    Algorithm algorithm{};
    Span id{};
    if (!resolve(shape, keys, record, texts, last, key, algorithm) || !read_id(shape, record, texts, id)) {
        return false;
    }
    PlainPack& pack = key == no_key ? packed.unkeyed : packed.keyed;
    std::uint32_t mac_bytes = 0;
    const std::uint32_t mac = shape.places[plain_mac];
    if (shape.takes_mac) {
        std::uint8_t* const out = pack.macs + (std::size_t{pack.num_items} * max_digest_bytes);
        if (mac == no_place || !write_mac(shape, tables, record, texts[mac], algorithm, out)) {
            return false;
        }
        mac_bytes = digest_bytes(algorithm);
    } else if (mac != no_place && texts[mac].kind != CellKind::Null) {
        return false;
    }
    std::uint8_t* const blocks = pack.blocks + pack.used_bytes;
    const std::uint64_t room = pack.room_bytes - pack.used_bytes;
    constexpr std::uint64_t most_padding = std::uint64_t{2} * max_block_bytes;
    const bool has_limits = key == no_key || keys.has_limits[key];
    const std::uint64_t most = has_limits ? kms_message_bytes : max_batch_message_bytes;
    std::uint64_t bytes = 0;
    if (room < most_padding || !write_message(shape, tables, record, texts, blocks, room - most_padding, most, bytes) ||
        bytes > most || (has_limits && bytes == 0)) {
        return false;
    }
    write_padding(algorithm, blocks, bytes, block_bytes(algorithm));
    const std::uint64_t num_blocks = padded_blocks(algorithm, bytes);
    pack.records[pack.num_items] = {
        number, key, static_cast<std::uint32_t>(bytes), {frame.offset + id.offset, id.size}};
    pack.items[pack.num_items++] = {pack.used_bytes, static_cast<std::uint32_t>(num_blocks),
                                    key == no_key ? no_key : keys.schedules[schedule_place(key, algorithm)], algorithm,
                                    static_cast<std::uint8_t>(mac_bytes)};
    pack.used_bytes += num_blocks * block_bytes(algorithm);
    return true;
}

/// Packs one record, behind which `mask_bytes` bytes may be read; false where it is left to the Reader.
[[nodiscard]] HMACSWEEP_HD inline bool pack_record(const PlainShapeView& shape, const PlainKeysView& keys,
                                                   const Base64Tables& tables, const std::uint8_t* slab,
                                                   const Frame& frame, std::uint32_t number, LastKey& last,
                                                   PackedFrames& packed) {
    PlainText texts[max_places];
    return locate(shape, slab + frame.offset, frame.size, texts) &&
           pack_texts(shape, keys, tables, slab, frame, number, texts, last, packed);
}

/// Packs all plain records among the frames of a slab, behind which `mask_bytes` bytes may be read; the others, and
/// those longer than `max_record_bytes`, become exceptions.
HMACSWEEP_HD inline void pack_frames(const PlainShapeView& shape, const PlainKeysView& keys, const Base64Tables& tables,
                                     const std::uint8_t* slab, const Frame* frames, std::uint32_t num_frames,
                                     std::uint64_t max_record_bytes, PackedFrames& packed) {
    LastKey last{nullptr, 0, no_key};
    JsonStyle style;
    style.num_values = style.num_followed = style.num_learned = 0;
    PlainText texts[max_places];
    for (std::uint32_t i = 0; i < num_frames; ++i) {
        const Frame& frame = frames[i];
        const std::uint8_t* const record = slab + frame.offset;
        const bool is_packed =
            frame.size <= max_record_bytes &&
            (shape.format == PlainFormat::Json ? locate_alike(shape, record, frame.size, style, texts)
                                               : locate(shape, record, frame.size, texts)) &&
            pack_texts(shape, keys, tables, slab, frame, i, texts, last, packed);
        if (!is_packed) {
            packed.exceptions[packed.num_exceptions++] = i;
        }
    }
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
