// What a run found of its chains.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace hmacsweep::judge {

/// A record at which a chain breaks.
struct ChainBreak {
    std::uint32_t source = 0;
    std::uint64_t record = 0;    ///< 1-based within its source
    std::uint64_t line = 0;      ///< 1-based within its source; 0 when records are not lines
    bool is_intact = false;      ///< the record's MAC is right after another record than the one before it
    bool is_altered = false;     ///< the record's MAC is wrong after any record; neither flag: not known
    /// The record that an intact record belongs after, when that record is near enough; 0: the start of the chain.
    std::optional<std::uint64_t> follows;
    std::uint32_t follows_source = 0;    ///< the source of record `follows`
};

struct ChainReport {
    bool is_chained = false;
    std::uint64_t num_breaks = 0;
    std::vector<ChainBreak> breaks;         ///< the first max_breaks breaks, in input order
    std::vector<std::uint32_t> cut_ends;    ///< sources whose chain does not end with Chain::end

    static constexpr std::size_t max_breaks = 1000;
};

}    // namespace hmacsweep::judge
