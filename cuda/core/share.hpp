// What one part of a backend did in a run. Code of the host alone includes this header, because it needs the standard
// library.
#pragma once

#include <cstdint>
#include <string>

namespace hmacsweep::core {

/// A part is one GPU, or the backend that replaced a GPU that failed.
struct Share {
    std::string name;             ///< `cuda:0`, `simd`
    std::string detail;           ///< `NVIDIA H200`
    std::uint64_t records = 0;    ///< of the batches that the part finished
    std::string failure;          ///< why the part was given up; for a replacement, why the replaced part was given up
    bool is_replacement = false;
};

}    // namespace hmacsweep::core
