// A worker's part of a tree digest: the SHA-256 of the leaves that end in its slab, in SIMD lanes while the bytes are
// in the core's cache.
#pragma once

#include "host/backend/leaf_lanes.hpp"
#include "host/io/leaf_digests.hpp"

#include <cstdint>
#include <vector>

namespace hmacsweep {

/// Not for use by two threads at a time.
class LeafHasher {
public:
    /// With no lanes OpenSSL hashes, one leaf at a time.
    explicit LeafHasher(const backend::LeafLanes* lanes) : lanes_(lanes) {}

    /// Puts the digests of the work's leaves, which are in the slab's buffer, behind those that are there.
    void hash(io::LeafWork& work, const std::uint8_t* buffer);

private:
    const backend::LeafLanes* lanes_;
    std::vector<const std::uint8_t*> leaves_;
};

}    // namespace hmacsweep
