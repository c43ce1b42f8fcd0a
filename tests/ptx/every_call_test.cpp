// Every function of CUDA's runtime that the program calls and every kernel that it launches fails once, with any code,
// in runs that verify, generate, search among keys and make tree digests: nvidia_runtime.cpp and the engine give the
// GPU up or go on, the results are the scalar backend's, and after a sticky error no call is made.
#include "host/backend/cpu_backends.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gpu_runs.hpp"
#include "tests/support/ptx/machine.hpp"
#include "tests/support/records.hpp"

#include <algorithm>
#include <map>

namespace hmacsweep::tests {
namespace {

/// A code of each kind: memory, the device's, sticky, and unknown ones.
constexpr int codes[] = {2,   1,   3,   4,   9,   35,  46,  98,  100, 101, 201, 209, 214,
                         218, 220, 304, 400, 700, 701, 702, 710, 715, 716, 719, 999};

struct Mode {
    const char* name;
    rules::RunOptions options{};
    std::size_t max_message = 200;
    InputDigest digest = InputDigest::None;
    const char* own_kernel;    ///< that no other mode launches
};

std::vector<Mode> all_modes() {
    std::vector<Mode> modes{
        {.name = "verify", .own_kernel = "judge_narrow"},
        {.name = "generate", .own_kernel = "generate_narrow"},
        {.name = "search among keys", .own_kernel = "try_narrow"},
        {.name = "tree digest", .max_message = 9000, .digest = InputDigest::Tree, .own_kernel = "digest_leaves"}};
    for (Mode& mode : modes) {
        mode.options.threads = 1;
        mode.options.slab_bytes = 1'000'000;
    }
    modes[1].options.operation = rules::Operation::Generate;
    modes[2].options.shape.candidates.is_any = true;
    return modes;
}

/// Records of all algorithms; every seventh has a wrong MAC, and where keys are searched, most name none.
std::string records_for(const Mode& mode, const keys::KeyStore& keys) {
    Random random(5);
    std::string text;
    for (std::size_t i = 0; i < 40; ++i) {
        const keys::Key& key = keys[static_cast<std::uint32_t>(random.below(keys.size()))];
        const Algorithm algorithm = all_algorithms[i % all_algorithms.size()];
        const ByteVector message = random.bytes(random.below(mode.max_message));
        ByteVector mac = reference_hmac(algorithm, key.material.bytes(), message);
        mac[i % mac.size()] ^= std::uint8_t{i % 7 == 0};
        const bool is_named = !mode.options.shape.candidates.is_any || i % 5 == 0;
        text += record_line({"", is_named ? key.key_id : "", std::string(name_of(algorithm)), message, mac}) + "\n";
    }
    return text;
}

struct Outcome {
    RunOutcome run;
    [[nodiscard]] std::string tree() const { return run.report.sources.at(0).tree_sha256; }
};

Outcome run_mode(const Mode& mode, const std::string& records, const keys::KeyStore& keys,
                 const ptx::PlannedFailure& failure) {
    ptx::MachinePlan plan;
    plan.failures = {failure};
    ptx::machine().restart(plan);
    const backend::OpenBackend open = [&](const keys::KeyTable& table) -> std::unique_ptr<backend::Backend> {
        const auto open_gpu = [&] {
            const gpu::OpenedRuntime opened = gpu::open_runtime();
            if (opened.runtime == nullptr) {
                throw backend::BackendFailure(opened.none.reason);
            }
            return backend::open_cuda_on(opened.runtime, table, small_engine());
        };
        return std::make_unique<backend::FallbackBackend>(
            open_gpu, [&] { return backend::Replacement{"scalar", "for the test", backend::open_scalar(table, {})}; });
    };
    return {run_text_on(records, keys, mode.options, open, mode.digest)};
}

/// Fails occurrence `which` of `total` calls, and checks what comes of it.
void check_failure(const Mode& mode, const std::string& records, const keys::KeyStore& keys, const Outcome& expected,
                   const std::string& call, int code, std::uint64_t which, std::uint64_t total) {
    INFO(mode.name << ": call " << which << " of " << total << " to " << call << " fails with " << code);
    const Outcome failed = run_mode(mode, records, keys, {call, code, which});
    CHECK(failed.run.report.backend_error.empty());
    CHECK(failed.run.report.num_disagreements == 0);
    CHECK(failed.run.text == expected.run.text);
    CHECK(failed.tree() == expected.tree());
    // CUB takes a cudaGetDevice() that fails for device -1, and makes its next call before it says so.
    CHECK(ptx::machine().num_late_calls() <= (call == "cudaGetDevice" ? 1U : 0U));
    const gpu::Severity severity = call == "cudaHostAlloc" ? gpu::severity_of_pinning(code) : gpu::severity_of(code);
    // What could not be given back is still there, and after a sticky error nothing is given back.
    const bool gives_back = call == "cudaFree" || call == "cudaFreeHost" || call.ends_with("Destroy");
    if (severity != gpu::Severity::Process) {
        CHECK(ptx::machine().num_left() <= (gives_back ? 1U : 0U));
    }
}

/// Every call and launch of every mode, the first, a middle or the last one, each with `num_codes` of the codes.
void fail_every_call(std::size_t num_codes) {
    const keys::KeyStore keys = gpu_test_keys();
    std::size_t next = 0;
    for (const Mode& mode : all_modes()) {
        const std::string records = records_for(mode, keys);
        const Outcome expected{run_text_on(
            records, keys, mode.options, [](const keys::KeyTable& table) { return backend::open_scalar(table, {}); },
            mode.digest)};
        const Outcome whole = run_mode(mode, records, keys, {});
        REQUIRE(whole.run.text == expected.run.text);
        REQUIRE(whole.tree() == expected.tree());
        CHECK(whole.run.report.shares.size() == 1);
        const std::map<std::string, std::uint64_t> calls = ptx::machine().calls_and_launches();
        CHECK(std::ranges::any_of(
            calls, [&](const auto& call) { return call.first.find(mode.own_kernel) != std::string::npos; }));
        for (const auto& [call, total] : calls) {
            for (std::size_t i = 0; i < num_codes; ++i) {
                const int code = codes[next++ % std::size(codes)];
                const std::uint64_t occurrences[] = {1, (total + 1) / 2, total};
                check_failure(mode, records, keys, expected, call, code, occurrences[next % 3], total);
            }
        }
    }
}

}    // namespace

TEST_CASE("every call and launch fails once, with one code or another: the results are the scalar backend's") {
    fail_every_call(1);
}

TEST_CASE("every call and launch fails with every code: the results are the scalar backend's", "[long]") {
    fail_every_call(std::size(codes));
}

}    // namespace hmacsweep::tests
