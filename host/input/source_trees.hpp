// Makes the tree digests of a run's sources from the digests of their leaves, which the slabs bring in order.
#pragma once

#include "host/input/leaf_digests.hpp"
#include "host/input/source.hpp"

#include <cstdint>
#include <span>

namespace hmacsweep::input {

class SourceTrees {
public:
    /// The sources must outlive the object.
    explicit SourceTrees(std::span<Source> sources) : sources_(sources) {}

    /// Adds the digests of the next leaves of a source. All sources before it must have been read to their ends.
    void add(std::uint32_t source, Bytes digests);
    /// Ends all sources. Fills in Source::tree_sha256 of each uncompressed source that was read whole.
    void finish();

private:
    void end_source();

    std::span<Source> sources_;
    std::size_t current_ = 0;
    TreeStream tree_;
    std::uint64_t num_leaves_ = 0;    ///< of the current source
};

}    // namespace hmacsweep::input
