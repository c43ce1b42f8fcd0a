// One slab on its way to its outcomes, as every step of the judge is given it.
#pragma once

#include "cuda/core/whole_leaves.hpp"
#include "host/input/slab.hpp"
#include "host/judge/slab_result.hpp"

#include <cstdint>

namespace hmacsweep::judge {

/// A slab that is being judged, and what comes of it. Both must outlive the task.
struct SlabTask {
    const input::Slab& slab;
    SlabResult& result;
    const core::WholeLeaves* leaves = nullptr;    ///< leaves that the backend may hash as well; null for none
    std::uint64_t records_before = 0;             ///< records of the run before this slab; known once it is framed
};

}    // namespace hmacsweep::judge
