// A record's TextAnswer in one word, where nobody wants to know where its Id stands: what comes back of a text counts
// on the bus.
#pragma once

#include "cuda/core/name_table.hpp"
#include "cuda/core/text_answer.hpp"

namespace hmacsweep::core {

/// One bit for is_plain, two for the algorithm, the rest for the key.
struct ShortAnswer {
    std::uint32_t packed;

    static constexpr unsigned key_shift = 3;
};
static_assert(num_algorithms <= 4);

/// The most keys that can be told apart.
inline constexpr std::uint32_t max_short_keys = 1U << (32 - ShortAnswer::key_shift);

inline namespace HMACSWEEP_ISA {

[[nodiscard]] HMACSWEEP_HD constexpr ShortAnswer shortened(const TextAnswer& answer) {
    return answer.is_plain == 0 ? ShortAnswer{0}
                                : ShortAnswer{(answer.key << ShortAnswer::key_shift) |
                                              (static_cast<std::uint32_t>(answer.algorithm) << 1) | 1U};
}

/// The answer of a record at `offset`, without an Id.
[[nodiscard]] HMACSWEEP_HD constexpr TextAnswer lengthened(ShortAnswer answer, std::uint32_t offset) {
    const bool is_plain = (answer.packed & 1U) != 0;
    return {is_plain ? answer.packed >> ShortAnswer::key_shift : no_key,
            {offset, 0},
            static_cast<Algorithm>((answer.packed >> 1) & 3U),
            static_cast<std::uint8_t>(is_plain ? 1 : 0),
            Verdict::NotJudged};
}

/// Shortens the answers of records, one an index.
struct ShortenAnswers {
    const TextAnswer* answers;
    ShortAnswer* out;

    HMACSWEEP_HD constexpr void operator()(std::size_t i) const { out[i] = shortened(answers[i]); }
};

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
