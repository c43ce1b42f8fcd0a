// Words from memory, a row of bytes for each lane: how message blocks, key schedules and MACs are loaded. For one lane
// that is a loop over words. Vectors read wide pieces of the rows and turn them about in registers.
#pragma once

#include "cuda/core/word.hpp"

#if !defined(__CUDACC__)
#include "cuda/core/transpose.hpp"
#endif

namespace hmacsweep::core {
inline namespace HMACSWEEP_ISA {

/// words[i] becomes, in each lane, the i-th word at rows[lane] + offset. Count is 8 or 16. (Native: words in memory.)
template <std::size_t Count, ByteOrder Order, class W>
HMACSWEEP_INLINE HMACSWEEP_HD void load_rows(const std::uint8_t* const* rows, std::size_t offset, W* words) {
    using Word = Element<W>;
    if constexpr (num_lanes<W> == 1) {
        HMACSWEEP_UNROLL
        for (std::size_t i = 0; i < Count; ++i) {
            const std::uint8_t* const bytes = rows[0] + offset + (i * sizeof(Word));
            words[i] = Order == ByteOrder::Big ? load_big_endian<Word>(bytes) : *reinterpret_cast<const Word*>(bytes);
        }
    }
#if !defined(__CUDACC__)
    else {
        HMACSWEEP_UNROLL
        for (std::size_t i = 0; i < Count; i += piece_bytes<W> / sizeof(Word)) {
            load_piece<Order>(rows, offset + (i * sizeof(Word)), words + i);
        }
    }
#endif
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
