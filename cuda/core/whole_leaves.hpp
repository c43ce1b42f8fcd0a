// The leaves of a tree digest that lie whole in a slab: plain data between the reader of a slab and the backend that
// hashes leaves beside the slab's records.
#pragma once

#include <cstdint>

namespace hmacsweep::core {

/// The leaves lie one behind another, leaf_bytes each. The backend writes the digests that it computes; the caller
/// computes all others.
struct WholeLeaves {
    std::uint64_t offset;    ///< of the first leaf in the slab, in bytes
    std::uint64_t count;
    std::uint8_t* digests;     ///< leaf_digest_bytes for each leaf
    std::uint8_t* is_known;    ///< one byte for each leaf: 1 where its digest is written
};

}    // namespace hmacsweep::core
