// The tree digests of a run's sources, put together from the digests of their leaves as slabs bring them, in order.
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

    /// The next leaves of a source; all sources before it have been read to their ends.
    void add(std::uint32_t source, Bytes digests);
    /// All sources have been read: fills in the tree digest of each that was read whole, where no one has done so.
    void finish();

private:
    void end_source();

    std::span<Source> sources_;
    std::size_t current_ = 0;
    TreeStream tree_;
    std::uint64_t num_leaves_ = 0;    ///< of the current source
};

}    // namespace hmacsweep::input
