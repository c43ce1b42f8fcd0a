// How every function of the stand-in for CUDA's runtime answers.
#pragma once

#include "tests/support/ptx/machine.hpp"

#include <cuda_runtime_api.h>

namespace hmacsweep::tests::ptx {

/// The calling thread's, as in CUDA.
inline cudaError_t& last_error() {
    thread_local cudaError_t error = cudaSuccess;
    return error;
}

/// As in CUDA, an error is reported once more by the next cudaGetLastError().
inline cudaError_t note(int code) {
    if (code != 0) {
        last_error() = static_cast<cudaError_t>(code);
    }
    return static_cast<cudaError_t>(code);
}

/// One call: fails as an earlier error or the plan wants it, or does its work, which returns a code.
template <class F>
cudaError_t answer(const char* call, F&& work) {
    Machine& here = machine();
    const std::lock_guard lock(here.mutex());
    if (here.lasting_error() != 0) {
        here.count_late_call();
        return note(here.lasting_error());
    }
    if (const int code = here.planned_code(call); code != 0) {
        return note(code);
    }
    return note(work(here));
}

}    // namespace hmacsweep::tests::ptx
