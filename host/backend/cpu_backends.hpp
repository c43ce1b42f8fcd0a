// The CPU's backends: probes and factories for the registry.
#pragma once

#include "host/backend/backend.hpp"

#include <memory>

namespace hmacsweep::backend {

std::unique_ptr<Backend> make_scalar();

/// The widest instruction set of the machine that the build has lanes for.
Probe probe_simd();
std::unique_ptr<Backend> make_simd();
std::unique_ptr<Backend> make_simd_128();
#if defined(__x86_64__)
Probe probe_avx2();
Probe probe_avx512();
std::unique_ptr<Backend> make_simd_avx2();
std::unique_ptr<Backend> make_simd_avx512();
#endif

/// OpenSSL's library version.
Probe probe_openssl();
std::unique_ptr<Backend> make_openssl();

}    // namespace hmacsweep::backend
