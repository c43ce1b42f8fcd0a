// `cuda`: the GPU engine as a backend.
#pragma once

#include "cuda/gpu/engine.hpp"
#include "host/backend/backend.hpp"

#include <chrono>
#include <memory>

namespace hmacsweep::backend {

/// Lists all GPUs, and says for each of the setup's GPUs whether it can be used. The backend is available when at least
/// one of these can be used. Without CUDA, the probe says what is missing and what to install. Other GPUs are listed as
/// not chosen and are not touched: a CUDA context takes memory and, on a broken GPU, minutes.
Probe probe_cuda(const BackendSetup& setup);
/// Opens the setup's GPUs, or all usable GPUs when the setup names none. Throws BackendFailure when it cannot.
std::unique_ptr<Backend> open_cuda(const keys::KeyTable& keys, const BackendSetup& setup);

/// probe_cuda() on a given runtime. A GPU that does not answer within `patience` closes the runtime, and the backend is
/// not available.
Probe probe_cuda_on(const std::shared_ptr<gpu::Runtime>& runtime, const BackendSetup& setup,
                    std::chrono::milliseconds patience);
/// open_cuda() on a given runtime. Throws BackendFailure.
std::unique_ptr<Backend> open_cuda_on(const std::shared_ptr<gpu::Runtime>& runtime, const keys::KeyTable& keys,
                                      const gpu::EngineOptions& options);

/// This process's CUDA runtime, for code that measures it; null where CUDA cannot be opened. The first call opens CUDA.
[[nodiscard]] std::shared_ptr<gpu::Runtime> cuda_runtime();

/// Whether this process must make no CUDA call any more, because CUDA has failed or does not return. This includes the
/// calls of CUDA's own cleanup at exit, so the process must end without cleanup.
[[nodiscard]] bool cuda_is_abandoned();

/// Why memory could not be released, or keys could not be wiped, after use. Empty when nothing failed, or CUDA was not
/// used.
[[nodiscard]] std::string cuda_release_failure();

using gpu::device_name;

}    // namespace hmacsweep::backend
