// The step that a GPU runs on text, as a functor over an index: from a record's bytes to an item of a batch, by the
// same pack_record() as on a CPU. Every record has its own place for its message, so no record waits for another.
#pragma once

#include "cuda/core/plain_record.hpp"
#include "cuda/core/text_answer.hpp"
#include "cuda/core/trial_keys.hpp"

namespace hmacsweep::core {

/// Where the messages of records go that are packed in parallel: each behind the places of the records before it,
/// whatever the lengths of their messages are. A record's place has `repeats` bytes for each byte of the record,
/// because its message uses each byte at most that often. It has `stride` bytes more, for the padding among others.
struct TextPlaces {
    std::uint32_t repeats;
    std::uint32_t stride;    ///< a multiple of max_block_bytes
};

inline namespace HMACSWEEP_ISA {

/// The stride for messages with `literal_bytes` bytes of literals: room for the literals, the padding, what decoding
/// may write behind the message, and the rounding of places.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t text_stride(std::uint32_t literal_bytes) {
    constexpr std::uint32_t slack = 16;
    constexpr std::uint32_t needed = (3 * max_block_bytes) + slack;
    return static_cast<std::uint32_t>((literal_bytes + needed + max_block_bytes - 1) / max_block_bytes *
                                      max_block_bytes);
}

/// The place of record `index`, in bytes. The record begins `offset` bytes into the text.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t text_place(const TextPlaces& places, std::uint64_t offset,
                                                              std::uint64_t index) {
    return (offset * places.repeats / max_block_bytes * max_block_bytes) + (index * places.stride);
}

/// Packs the records of a text, one per index. The indices behind them copy the canaries, which are packed already. A
/// record that is not plain becomes an unpacked_item().
struct PackRecords {
    PlainShapeView shape;    ///< with takes_mac
    PlainKeysView keys;
    Base64Tables tables;
    const std::uint8_t* text;    ///< mask_bytes more may be read behind it
    std::uint64_t text_bytes;
    const Frame* frames;
    std::uint64_t num_records;
    std::uint64_t max_record_bytes;
    TextPlaces places;
    // For each canary: its item, its MAC (max_digest_bytes) and its block (max_block_bytes).
    const BatchItem* canary_items;
    const std::uint8_t* canary_macs;
    const std::uint8_t* canary_blocks;
    // Output.
    std::uint8_t* blocks;
    BatchItem* items;
    std::uint8_t* macs;
    TextAnswer* answers;
    /// The keys to try. Without any, records that name no key are not plain.
    TrialKeys trial_keys{};

    HMACSWEEP_HD void operator()(std::size_t i) const {
        if (i < num_records) {
            pack(static_cast<std::uint32_t>(i));
        } else {
            copy_canary(i);
        }
    }

private:
    HMACSWEEP_HD void pack(std::uint32_t i) const {
        const Frame frame = frames[i];
        const std::uint64_t place = text_place(places, frame.offset, i);
        const std::uint64_t room = (std::uint64_t{frame.size} * places.repeats) + places.stride - max_block_bytes;
        PlainRecord record{};
        LastKey last{nullptr, 0, no_key};
        // Decoding may write behind the MAC, where another thread writes the next record's MAC. So the MAC is decoded
        // here and then copied.
        std::uint8_t mac[2 * max_digest_bytes];
        const PlainPack own{blocks + place, 0, room, items + i, mac, &record, 0};
        PackedFrames packed{own, own, nullptr, 0};    // the same place, whether the record names its key or not
        const bool is_plain =
            frame.size <= max_record_bytes && pack_record(shape, keys, tables, text, frame, i, last, packed) &&
            (record.key != no_key || trial_keys.counts[static_cast<std::size_t>(items[i].algorithm)] != 0);
        if (is_plain) {
            copy_bytes(mac, max_digest_bytes, macs + (std::size_t{i} * max_digest_bytes));
            items[i].blocks_offset = place;
            answers[i] = {record.key, record.id, items[i].algorithm, 1, Verdict::NotJudged};
        } else {
            items[i] = unpacked_item();
            answers[i] = {no_key, {0, 0}, Algorithm{}, 0, Verdict::NotJudged};
        }
    }

    HMACSWEEP_HD void copy_canary(std::size_t i) const {
        const std::size_t canary = i - num_records;
        const std::uint64_t place = text_place(places, text_bytes, i);
        copy_bytes(canary_blocks + (canary * max_block_bytes), max_block_bytes, blocks + place);
        copy_bytes(canary_macs + (canary * max_digest_bytes), max_digest_bytes, macs + (i * max_digest_bytes));
        items[i] = canary_items[canary];
        items[i].blocks_offset = place;
    }
};

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
