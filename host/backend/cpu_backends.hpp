// The CPU's backends: probes and factories for the registry. Their contracts are those of BackendInfo::probe and
// BackendInfo::open.
#pragma once

#include "host/backend/backend.hpp"

#include <memory>

namespace hmacsweep::backend {

std::unique_ptr<Backend> open_scalar(const keys::KeyTable& keys, const BackendSetup& setup);

/// Always available. `detail` names the widest instruction set that both this machine and this build have.
Probe probe_simd(const BackendSetup& setup);
std::unique_ptr<Backend> open_simd(const keys::KeyTable& keys, const BackendSetup& setup);
std::unique_ptr<Backend> open_simd_128(const keys::KeyTable& keys, const BackendSetup& setup);
#if defined(__x86_64__)
/// Available where the CPU has the instruction set.
Probe probe_avx2(const BackendSetup& setup);
Probe probe_avx512(const BackendSetup& setup);
std::unique_ptr<Backend> open_simd_avx2(const keys::KeyTable& keys, const BackendSetup& setup);
std::unique_ptr<Backend> open_simd_avx512(const keys::KeyTable& keys, const BackendSetup& setup);
std::unique_ptr<Backend> open_simd_avx512x2(const keys::KeyTable& keys, const BackendSetup& setup);
#endif

/// Always available. `detail` is OpenSSL's version.
Probe probe_openssl(const BackendSetup& setup);
std::unique_ptr<Backend> open_openssl(const keys::KeyTable& keys, const BackendSetup& setup);

}    // namespace hmacsweep::backend
