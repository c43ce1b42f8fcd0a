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
    std::uint64_t line = 0;      ///< likewise; 0 where records are no lines
    bool is_intact = false;      ///< its MAC is right behind another record than the one before it
    bool is_altered = false;     ///< its MAC is wrong whatever stands before it; with neither, that cannot be told
    std::optional<std::uint64_t> follows;    ///< of an intact one: the record that it belongs behind, 0 for the start,
                                             ///< when that one is within `reach` of it
    std::uint32_t follows_source = 0;        ///< of `follows`
};

struct ChainReport {
    bool is_chained = false;
    std::uint64_t num_breaks = 0;
    std::vector<ChainBreak> breaks;         ///< the first of them, in input order
    std::vector<std::uint32_t> cut_ends;    ///< sources whose chain does not end with Chain::end

    static constexpr std::size_t max_breaks = 1000;
};

}    // namespace hmacsweep::judge
