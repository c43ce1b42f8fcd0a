// How a SlabReader reads its sources.
#pragma once

#include "host/base/digest.hpp"
#include "host/format/shape.hpp"
#include "host/input/compression/decompressor.hpp"
#include "host/input/source.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace hmacsweep::input {

struct SlabReaderOptions {
    std::size_t slab_bytes = std::size_t{1} << 20;               ///< the size of a slab without longer records
    std::uint64_t max_record_bytes = std::uint64_t{16} << 20;    ///< the limit for a record without its line end
    InputDigest digest = InputDigest::None;    ///< of each source; with Tree, take_leaves() gives what is left to hash
    format::Shape shape = {};                  ///< of the run; each source completes a copy
    std::span<const DecompressorInfo> libraries = decompressors();    ///< for compressed sources
    /// From 2 on, compressed sources are read ahead, and begin_next() lays out slabs for parallel reads.
    std::uint32_t threads = 1;
};

}    // namespace hmacsweep::input
