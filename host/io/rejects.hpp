// The records that are not valid, as they stood in the input: for looking into them, and for trying them again.
#pragma once

#include "host/slab.hpp"
#include "host/slab_result.hpp"

#include <cstdint>
#include <string>

namespace hmacsweep::io {

struct RejectCounts {
    std::uint64_t written = 0;
    std::uint64_t left_out = 0;    ///< records that were too long to be kept
};

/// Appends the bytes of every record that is not valid, each with its line end; one that has none gets a line feed, so
/// that the next does not run into it.
RejectCounts append_rejects(const Slab& slab, const SlabResult& result, std::string& out);

}    // namespace hmacsweep::io
