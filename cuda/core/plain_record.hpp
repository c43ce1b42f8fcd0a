// From a plain record's bytes to an item of a batch: finds its texts, its key and its algorithm, and decodes message
// and MAC in place. The Reader, which owns every rule, reads a record that is not plain, not right or not allowed.
#pragma once

#include "cuda/core/batch.hpp"
#include "cuda/core/frame.hpp"
#include "cuda/core/padding.hpp"
#include "cuda/core/plain_decode.hpp"
#include "cuda/core/plain_locate.hpp"

namespace hmacsweep::core {

/// The facts about a plain record that its result needs.
struct PlainRecord {
    std::uint32_t frame;
    std::uint32_t key;              ///< no_key: the record names no key, and several keys are tried
    std::uint32_t message_bytes;    ///< without the padding
    /// The place of the Id in the slab, as JSON text; without quotes where the format is not JSON. Empty: the record
    /// has no Id.
    Span id;
};

/// The memory that plain records are packed into, and how much of it is used. There is room for an item, a MAC and a
/// record for each frame, and for decode_slack bytes behind the MACs.
struct PlainPack {
    std::uint8_t* blocks;
    std::uint64_t used_bytes;    ///< of blocks
    std::uint64_t room_bytes;    ///< of blocks, the used ones included
    BatchItem* items;
    std::uint8_t* macs;
    PlainRecord* records;
    std::uint32_t num_items;
};

/// The result of packing a slab: records with the key that each names, records that name no key (their items have no
/// schedule yet), and the frames that are not plain.
struct PackedFrames {
    PlainPack keyed;
    PlainPack unkeyed;
    std::uint32_t* exceptions;    ///< numbers of frames, ascending; the array has room for all frames
    std::uint32_t num_exceptions;
};

/// The key name of the previous record, and the key with that name: neighbours often share a key.
struct LastKey {
    const std::uint8_t* name;
    std::uint32_t size;
    std::uint32_t key;
};

inline namespace HMACSWEEP_ISA {

/// The name of an algorithm: its size, and its first and its last 8 bytes, which are all bytes of a name.
struct AlgorithmName {
    std::size_t bytes;
    std::uint64_t first;
    std::uint64_t last;
};

[[nodiscard]] HMACSWEEP_HD constexpr AlgorithmName algorithm_name(Algorithm algorithm) {
    const char* const name = row_of(algorithm).name;
    AlgorithmName parts{0, 0, 0};
    for (; name[parts.bytes] != 0; ++parts.bytes) {
        const auto byte = static_cast<std::uint64_t>(static_cast<std::uint8_t>(name[parts.bytes]));
        parts.first |= parts.bytes < 8 ? byte << (8 * parts.bytes) : 0;
        parts.last = (parts.last >> 8) | (byte << 56);
    }
    return parts;
}

/// Finds the algorithm of a name whose parts these are; tries the algorithms from I on.
template <std::size_t I = 0>
[[nodiscard]] HMACSWEEP_HD inline bool find_algorithm(const AlgorithmName& given, Algorithm& algorithm) {
    if constexpr (I == num_algorithms) {
        return false;
    } else {
        constexpr AlgorithmName name = algorithm_name(static_cast<Algorithm>(I));
        static_assert(name.bytes >= 8 && name.bytes <= 16);
        if (given.bytes == name.bytes && ((given.first ^ name.first) | (given.last ^ name.last)) == 0) {
            algorithm = static_cast<Algorithm>(I);
            return true;
        }
        return find_algorithm<I + 1>(given, algorithm);
    }
}

/// Reads the name of a KMS MacAlgorithm; false where the text is not such a name.
[[nodiscard]] HMACSWEEP_HD inline bool read_algorithm(const std::uint8_t* text, std::size_t size,
                                                      Algorithm& algorithm) {
    return size >= 8 && find_algorithm({size, load_word(text), load_word(text + size - 8)}, algorithm);
}

/// The index of a key's schedule for an algorithm in PlainKeysView::schedules.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t schedule_place(std::uint32_t key, Algorithm algorithm) {
    return (std::size_t{key} * num_algorithms) + static_cast<std::size_t>(algorithm);
}

/// Finds the key and the algorithm of a record; false where the record may not be judged with them.
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

/// Finds the text of a record's Id as the result will show it; empty without an Id. False where only the Reader can
/// tell.
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

/// Packs one record whose texts were found; false where the Reader must read the record.
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

/// Packs one record; false where the Reader must read the record. The caller allows reads of `mask_bytes` bytes behind
/// the record.
[[nodiscard]] HMACSWEEP_HD inline bool pack_record(const PlainShapeView& shape, const PlainKeysView& keys,
                                                   const Base64Tables& tables, const std::uint8_t* slab,
                                                   const Frame& frame, std::uint32_t number, LastKey& last,
                                                   PackedFrames& packed) {
    PlainText texts[max_places];
    return locate(shape, slab + frame.offset, frame.size, texts) &&
           pack_texts(shape, keys, tables, slab, frame, number, texts, last, packed);
}

/// locate(), and locate_alike() for JSON lines, and locate_fields() for rows.
[[nodiscard]] HMACSWEEP_HD inline bool locate_next(const PlainShapeView& shape, const std::uint8_t* record,
                                                   std::size_t size, JsonStyle& style, PlainText* texts) {
    switch (shape.format) {
        case PlainFormat::Json:
            return locate_alike(shape, record, size, style, texts);
        case PlainFormat::Row:
            return locate_fields(shape, record, size, texts);
        default:
            return locate(shape, record, size, texts);
    }
}

/// Packs all plain records among the frames of a slab. Other records, and records longer than `max_record_bytes`,
/// become exceptions. The caller allows reads of `mask_bytes` bytes behind the slab.
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
        const bool is_packed = frame.size <= max_record_bytes && locate_next(shape, record, frame.size, style, texts) &&
                               pack_texts(shape, keys, tables, slab, frame, i, texts, last, packed);
        if (!is_packed) {
            packed.exceptions[packed.num_exceptions++] = i;
        }
    }
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
