// A record's TextAnswer in one word, for runs that need no Ids: each byte per record that comes back from a device
// takes time on the bus.
#pragma once

#include "cuda/core/name_table.hpp"
#include "cuda/core/text_answer.hpp"

namespace hmacsweep::core {

/// Bit 0 is is_plain, the next algorithm_bits bits are the algorithm, and the others are the key.
struct ShortAnswer {
    std::uint32_t packed;

    static constexpr unsigned key_shift = 1 + algorithm_bits;
};

/// The most keys for which short answers have room.
inline constexpr std::uint32_t max_short_keys = 1U << (32 - ShortAnswer::key_shift);

inline namespace HMACSWEEP_ISA {

/// Drops the Id and the verdict. The key of a plain answer must be less than max_short_keys.
[[nodiscard]] HMACSWEEP_HD constexpr ShortAnswer shortened(const TextAnswer& answer) {
    return answer.is_plain == 0 ? ShortAnswer{0}
                                : ShortAnswer{(answer.key << ShortAnswer::key_shift) |
                                              (static_cast<std::uint32_t>(answer.algorithm) << 1) | 1U};
}

/// The TextAnswer of a record at `offset` in the slab, with an empty Id and not judged.
[[nodiscard]] HMACSWEEP_HD constexpr TextAnswer lengthened(ShortAnswer answer, std::uint32_t offset) {
    const bool is_plain = (answer.packed & 1U) != 0;
    return {is_plain ? answer.packed >> ShortAnswer::key_shift : no_key,
            {offset, 0},
            static_cast<Algorithm>((answer.packed >> 1) & ((1U << algorithm_bits) - 1)),
            static_cast<std::uint8_t>(is_plain ? 1 : 0),
            Verdict::NotJudged};
}

/// Shortens the answers of records, one record per index.
struct ShortenAnswers {
    const TextAnswer* answers;
    ShortAnswer* out;

    HMACSWEEP_HD constexpr void operator()(std::size_t i) const { out[i] = shortened(answers[i]); }
};

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
