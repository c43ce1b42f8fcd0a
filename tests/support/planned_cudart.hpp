// A CUDA runtime in which nothing happens but what a test has planned: every call succeeds, kernels do nothing, and the
// calls and launches that the plan names fail with its code. It is linked in place of CUDA's own, under the runtime
// that the program has.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>

namespace hmacsweep::tests {

struct PlannedCudart {
    /// Codes of cudaError_t by the name of the call, for each such call.
    std::map<std::string, int> failing_calls{};
    /// The code for each launch of such a kernel; a part of its name as the compiler has it, or empty for none.
    std::string failing_kernel{};
    int code_of_launch = 0;

    std::size_t free_bytes = std::size_t{8} << 30;
    int multiprocessors = 0;
    int threads_of_each = 0;        ///< that a multiprocessor holds
    std::size_t local_bytes = 0;    ///< that a thread of a kernel takes

    std::set<int> devices{};    ///< out: that have a context
};

/// The one that this program is linked with.
[[nodiscard]] PlannedCudart& planned_cudart();

}    // namespace hmacsweep::tests
