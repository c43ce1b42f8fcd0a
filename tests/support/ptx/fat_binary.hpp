// The PTX that nvcc puts into a program, beside the machine code that it makes of it.
#pragma once

#include <string>
#include <vector>

namespace hmacsweep::tests::ptx {

struct PtxText {
    int architecture = 0;    ///< 90 for compute_90
    std::string text;
};

/// All PTX in what nvcc's code hands to __cudaRegisterFatBinary(). Throws Unsupported for what it cannot read: nvcc
/// compresses by zstd since CUDA 12.9.
[[nodiscard]] std::vector<PtxText> ptx_in(const void* fat_binary);

}    // namespace hmacsweep::tests::ptx
