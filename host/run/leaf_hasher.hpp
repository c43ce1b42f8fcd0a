// A worker's part of a tree digest: the SHA-256 of the leaves that end in its slab, in SIMD lanes while the bytes are
// in the core's cache.
#pragma once

#include "cuda/core/whole_leaves.hpp"
#include "host/backend/leaf_lanes.hpp"
#include "host/input/leaf_digests.hpp"

#include <cstdint>
#include <vector>

namespace hmacsweep::run {

/// Not for use by two threads at a time.
class LeafHasher {
public:
    /// `lanes` may be null: then OpenSSL hashes one leaf at a time. The lanes must outlive the object.
    explicit LeafHasher(const backend::LeafLanes* lanes) : lanes_(lanes) {}

    /// The leaves of the work that are completely in the slab, for a backend that may hash some of them; null when
    /// there are none. The result is valid until the next call of find_whole() or hash().
    [[nodiscard]] const core::WholeLeaves* find_whole(const input::LeafWork& work);

    /// Appends the digest of every leaf of the work, whose bytes are in the slab's buffer, to the work's digests. Takes
    /// the digests that the backend has made since find_whole() and makes all others. Makes one of the backend's
    /// digests again, and throws std::runtime_error when the two differ.
    void hash(input::LeafWork& work, const std::uint8_t* buffer);

private:
    void hash_unknown();
    void take_known(const std::uint8_t* leaves, std::uint8_t* digests);

    const backend::LeafLanes* lanes_;
    core::WholeLeaves whole_{};
    std::vector<std::uint8_t> whole_digests_;
    std::vector<std::uint8_t> is_known_;
    std::uint64_t num_checks_ = 0;
    std::vector<const std::uint8_t*> leaves_;    ///< to be hashed here
    std::vector<std::uint8_t> digests_;          ///< of leaves_
    std::vector<std::size_t> places_;            ///< where digests_ belong among the work's digests
};

}    // namespace hmacsweep::run
