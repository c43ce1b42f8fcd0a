// `cuda`: the GPU engine as a backend.
#pragma once

#include "cuda/gpu/engine.hpp"
#include "host/backend/backend.hpp"

#include <chrono>
#include <memory>

namespace hmacsweep::backend {

/// Which of the setup's GPUs there are, and for each whether it can be used; what is missing and what to install, when
/// there is none. No other GPU is touched: a context takes memory and, on a broken one, minutes.
Probe probe_cuda(const BackendSetup& setup);
/// The setup's GPUs, or all that can be used. Throws BackendFailure when there is none.
std::unique_ptr<Backend> open_cuda(const keys::KeyTable& keys, const BackendSetup& setup);

/// The same over a given runtime. A GPU that does not answer within the patience closes the runtime.
Probe probe_cuda_on(const std::shared_ptr<gpu::Runtime>& runtime, const BackendSetup& setup,
                    std::chrono::milliseconds patience);
std::unique_ptr<Backend> open_cuda_on(const std::shared_ptr<gpu::Runtime>& runtime, const keys::KeyTable& keys,
                                      const gpu::EngineOptions& options);

/// CUDA as this process has it, for what measures it; null when probe_cuda() finds none.
[[nodiscard]] std::shared_ptr<gpu::Runtime> cuda_runtime();

/// Whether no call of CUDA may be made in this process any more, not even those of its own winding down: the process is
/// then best left at once.
[[nodiscard]] bool cuda_is_abandoned();

/// What went wrong when memory was released (or keys were wiped) after use; empty when nothing did, or CUDA was not
/// used.
[[nodiscard]] std::string cuda_release_failure();

using gpu::device_name;

}    // namespace hmacsweep::backend
