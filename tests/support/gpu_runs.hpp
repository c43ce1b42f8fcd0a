// What the tests of the GPU engine share: keys, records of all algorithms, and backends over an emulated GPU that they
// hold on to.
#pragma once

#include "host/backend/cuda_backend.hpp"
#include "host/backend/fallback_backend.hpp"
#include "tests/support/emulated_gpu.hpp"
#include "tests/support/runs.hpp"

#include <memory>
#include <string>

namespace hmacsweep::tests {

/// Small slots and short patience, so that a test has many pieces and few seconds.
[[nodiscard]] gpu::EngineOptions small_engine();

/// Three keys, below, at and above the blocks' sizes.
[[nodiscard]] keys::KeyStore gpu_test_keys();
/// `count` records under them, every algorithm and messages of 0 to 300 bytes; every seventh has a wrong MAC, and every
/// eleventh is not plain, so that it comes to the device packed and not as text.
[[nodiscard]] std::string gpu_test_records(const keys::KeyStore& keys, std::size_t count);

/// Those keys and records, and what the scalar backend writes about them.
struct GpuFixture {
    static constexpr std::size_t num_records = 900;
    keys::KeyStore keys = gpu_test_keys();
    std::string records = gpu_test_records(keys, num_records);
    std::string expected = run_text(records, keys, {}, backend_named("scalar"), ParsedLines::Unwanted).text;
};

/// What a run over an emulated GPU came to.
struct GpuRun {
    RunOutcome outcome;
    std::shared_ptr<EmulatedGpu> gpu;
};

enum class Replaceable : std::uint8_t { No, Yes };

/// Verifies records on an emulated GPU; with Replaceable::Yes, the scalar backend takes over when it fails.
[[nodiscard]] GpuRun run_on_gpu(const EmulatedGpuOptions& options, std::string_view records, const keys::KeyStore& keys,
                                Replaceable replaceable, rules::RunOptions run = {},
                                const gpu::EngineOptions& engine = small_engine());

}    // namespace hmacsweep::tests
