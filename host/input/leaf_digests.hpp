// The tree digest of a source: SHA-256 over the SHA-256 of each of its leaves. A leaf has 64 KiB; the last one may be
// shorter. TreeStream makes the digest of one stream of bytes. LeafDealer gives the leaves of a source's slabs to the
// workers, and hashes the leaves that no worker gets.
#pragma once

#include "host/base/bytes.hpp"
#include "host/base/digest.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::input {

/// The leaves that a slab's worker hashes. Their bytes differ from the bytes of the slab's records: they are what was
/// read from the source while the slab was filled. The first leaf's beginning may have been read before.
struct LeafWork {
    std::vector<std::uint8_t> digests;    ///< of leaves before these, which the reading thread has hashed
    std::vector<std::uint8_t> begun;      ///< the beginning of the first leaf, read before
    std::size_t offset = 0;               ///< in Slab::buffer, where the bytes after `begun` are
    std::size_t size = 0;                 ///< how many bytes from `offset` to the end of the last leaf; 0: no leaves
};

/// The tree digest of one stream of bytes.
class TreeStream {
public:
    /// Adds the stream's next bytes.
    void update(Bytes bytes);
    /// Adds the digests of leaves that were hashed elsewhere. The next byte of update() begins a leaf. Only between
    /// whole leaves.
    void add_leaves(Bytes digests);
    /// Ends the stream and returns the tree digest in hex.
    [[nodiscard]] std::string finish();

private:
    void end_leaf();

    Sha256Stream root_;
    Sha256Stream leaf_;
    std::size_t leaf_size_ = 0;
};

/// Gives the bytes of one source, in order, to the workers as leaves, and hashes the rest itself.
class LeafDealer {
public:
    /// Forgets the source before and begins another.
    void restart();
    /// Adds bytes that no worker gets.
    void add(Bytes bytes);
    /// Adds the bytes that were read into a slab's buffer, from `offset` to `end`, and fills in the slab's work.
    void deal(const std::uint8_t* buffer, std::size_t offset, std::size_t end, LeafWork& work);
    /// Fills in the work of a slab for which no bytes were read: only the digests that are ready.
    void deal_nothing(LeafWork& work);
    /// Ends the source and returns the digests of the leaves that no slab has got.
    [[nodiscard]] std::vector<std::uint8_t> finish();

private:
    void hash_leaf();

    std::vector<std::uint8_t> begun_;      ///< the bytes of the incomplete leaf
    std::vector<std::uint8_t> digests_;    ///< hashed here, not yet given to a slab
};

}    // namespace hmacsweep::input
