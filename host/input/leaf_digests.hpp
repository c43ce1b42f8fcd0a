// The tree digest of a source: SHA-256 over the SHA-256 of each of its leaves, 64 KiB each, the last one maybe shorter.
// Here are its pieces where no worker hashes leaves: one stream of bytes, and the one source whose slabs' leaves the
// workers hash while everything else of it is hashed by whoever reads it.
#pragma once

#include "host/base/bytes.hpp"
#include "host/base/digest.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::input {

/// The leaves that a slab's worker hashes. Their bytes are not those of the slab's records: they are what was read of
/// the source while the slab was filled, and the beginning of their first leaf was read before.
struct LeafWork {
    std::vector<std::uint8_t> digests;    ///< of leaves that stand before, and that the reading thread has hashed
    std::vector<std::uint8_t> begun;      ///< what was read before of the first leaf
    std::size_t offset = 0;               ///< in Slab::buffer, of what follows that
    std::size_t size = 0;                 ///< so many bytes of it, up to the end of a leaf; 0: no leaves
};

/// The digest of one stream of bytes.
class TreeStream {
public:
    void update(Bytes bytes);
    /// The digests of leaves that were hashed elsewhere; the stream's next byte begins a leaf.
    void add_leaves(Bytes digests);
    /// In hex; ends the stream.
    [[nodiscard]] std::string finish();

private:
    void end_leaf();

    Sha256Stream root_;
    Sha256Stream leaf_;
    std::size_t leaf_size_ = 0;
};

/// Deals the bytes of one source, in order, out to workers or to itself.
class LeafDealer {
public:
    /// Begins another source.
    void restart();
    /// Bytes that no worker will see.
    void add(Bytes bytes);
    /// What was read into a slab's buffer, from `offset` to `end`: it fills in the slab's work.
    void deal(const std::uint8_t* buffer, std::size_t offset, std::size_t end, LeafWork& work);
    /// Gives the slab that no bytes were read for what there is to hand on.
    void deal_nothing(LeafWork& work);
    /// The digests of the leaves that no slab has, at the end of the source.
    [[nodiscard]] std::vector<std::uint8_t> finish();

private:
    void hash_leaf();

    std::vector<std::uint8_t> begun_;      ///< read of the leaf that is not complete
    std::vector<std::uint8_t> digests_;    ///< hashed here, and not handed on yet
};

}    // namespace hmacsweep::input
