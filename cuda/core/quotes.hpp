// Where a quoted cell ends (RFC 4180). Quotes within the cell are doubled, so the last quote of the first run of odd
// length ends the cell. Looks at 64 bytes at a time; the portable form looks at quotes one by one.
#pragma once

#include "cuda/core/byte_mask.hpp"
#include "cuda/core/find.hpp"

namespace hmacsweep::core {

/// The end of a quoted cell's text.
struct QuotedEnd {
    std::size_t position;    ///< of the quote that ends the text, or of a last quote that may end it; else the size
    bool has_doubled;        ///< whether there are doubled quotes before that
};

inline namespace HMACSWEEP_ISA {

/// A search, mask by mask, for the first run of quotes of odd length.
struct QuoteRuns {
    bool is_pending = false;    ///< whether the last byte was a quote that has no double yet
    bool has_doubled = false;

    static constexpr std::uint32_t none = 0xffffffffU;

    /// Takes the next mask of quotes. Returns the position in the mask right behind the last quote of the first run of
    /// odd length that has ended, or `none`. 0: the run ended with the mask before.
    [[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t take(std::uint64_t quotes) {
        if (is_pending) {
            is_pending = false;
            if ((quotes & 1) == 0) {
                return 0;
            }
            quotes &= ~std::uint64_t{1};
            has_doubled = true;
        }
        if (quotes == 0) {
            return none;
        }
        // Adding the first bit of a run to the run leaves one bit, right behind the run.
        constexpr std::uint64_t even = 0x5555555555555555ULL;
        const std::uint64_t starts = quotes & ~(quotes << 1);
        const std::uint64_t ends_of_even = (quotes + (starts & even)) & ~quotes;
        const std::uint64_t ends_of_odd = (quotes + (starts & ~even)) & ~quotes;
        const std::uint64_t odd_ends = (ends_of_even & ~even) | (ends_of_odd & even);
        if (odd_ends != 0) {
            const std::uint32_t end = num_low_zeros(odd_ends);
            has_doubled = has_doubled || num_low_zeros(quotes) + 1 < end;
            return end;
        }
        is_pending = num_high_zeros(~quotes) % 2 == 1;
        has_doubled = has_doubled || quotes != std::uint64_t{1} << 63;
        return none;
    }
};

/// The end of the text of a quoted cell. `begin` is behind the opening quote, or at a later place where the cell is
/// still open.
[[nodiscard]] HMACSWEEP_HD constexpr QuotedEnd find_quoted_end(const std::uint8_t* bytes, std::size_t begin,
                                                               std::size_t size) {
#if !defined(__CUDACC__)
    if (!std::is_constant_evaluated()) {
        QuoteRuns runs;
        const auto is_quote = [](auto byte) { return byte == std::uint8_t{'"'}; };
        for (std::size_t i = begin; i < size; i += mask_bytes) {
            const std::uint32_t end = runs.take(mask_within(bytes, i, size, is_quote));
            if (end != QuoteRuns::none) {
                return {i + end - 1, runs.has_doubled};
            }
        }
        return {runs.is_pending ? size - 1 : size, runs.has_doubled};
    }
#endif
    QuotedEnd end{find_near(bytes, begin, size, '"'), false};
    while (end.position + 1 < size && bytes[end.position + 1] == '"') {
        end = {find_near(bytes, end.position + 2, size, '"'), true};
    }
    return end;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
