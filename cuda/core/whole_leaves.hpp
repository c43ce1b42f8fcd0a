// The leaves of a tree digest that lie whole in a slab: plain data between whoever reads the slab and whoever hashes
// them beside its records.
#pragma once

#include <cstdint>

namespace hmacsweep::core {

/// One behind another, leaf_bytes each. A digest that is not known is made by whoever asked.
struct WholeLeaves {
    std::uint64_t offset;    ///< in the slab, of the first
    std::uint64_t count;
    std::uint8_t* digests;     ///< leaf_digest_bytes for each
    std::uint8_t* is_known;    ///< one for each: 1 when its digest is there
};

}    // namespace hmacsweep::core
