// What every backend does: it verifies or generates the MACs of packed batches, under the keys that it was opened for.
// Some backends also read records from their text. All workers of a run call one backend at the same time, so a backend
// must be thread-safe.
#pragma once

#include "cuda/core/frame.hpp"
#include "cuda/core/share.hpp"
#include "cuda/core/text_job.hpp"
#include "host/base/verdict.hpp"
#include "host/keys/key_table.hpp"

#include <memory>
#include <memory_resource>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::backend {

struct TextFunctions;

using core::Share;
using core::TextCandidates;
using core::TextJob;
using core::TextResult;

/// Thrown by a backend that cannot judge any more. The output of the failed call is void.
class BackendFailure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class Backend {
public:
    Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;
    Backend(Backend&&) = delete;
    Backend& operator=(Backend&&) = delete;
    virtual ~Backend() = default;

    /// Verifies the MACs of a packed batch: verdicts[i] becomes Valid or Invalid. The caller has filled `verdicts` with
    /// one NotJudged for each item. Throws BackendFailure.
    virtual void verify(const core::BatchView& batch, std::span<Verdict> verdicts) = 0;

    /// Whether the backend has a judge(), which reads records from their text.
    [[nodiscard]] virtual bool reads_texts() const { return false; }
    /// Judges the plain records of a slab from their text. Where the job has no frames, the backend finds the records
    /// itself. The result has one answer for each frame. Returns false where the backend cannot do this job; then the
    /// result is void, and the caller finds the records, or packs the plain records. Throws BackendFailure.
    virtual bool judge(const TextJob& /*job*/, TextResult& /*result*/) { return false; }

    /// Computes the MACs of a packed batch. `macs` has core::max_digest_bytes bytes for each item; the backend writes
    /// the first digest_bytes of them. Throws BackendFailure.
    virtual void generate(const core::BatchView& batch, std::span<std::uint8_t> macs) = 0;

    /// Whether OpenSSL does the hashing. Then OpenSSL is no second opinion, and the core is the checker.
    [[nodiscard]] virtual bool is_openssl() const { return false; }

    /// The functions with which a caller packs plain records for this backend.
    [[nodiscard]] virtual const TextFunctions& text() const;

    /// The memory from which the backend reads slabs fastest; other memory works as well. The backend owns the
    /// resource: slabs in this memory must be freed before the backend is destroyed.
    [[nodiscard]] virtual std::pmr::memory_resource* slab_memory() { return std::pmr::new_delete_resource(); }

    /// Whether the backend puts batches in Schedule order itself. Then BatchView::order may be null.
    [[nodiscard]] virtual bool makes_order() const { return false; }
    /// What each part of the backend has done so far. Empty for a backend that has no parts and was not replaced.
    [[nodiscard]] virtual std::vector<Share> shares() const { return {}; }
};

/// One device of a backend that has several.
struct BackendDevice {
    int index = 0;
    std::string name;        ///< `NVIDIA H200`
    std::string detail;      ///< `compute capability 9.0, 139 GiB`
    std::string obstacle;    ///< why the device cannot be used; empty when it can
};

/// Whether a backend can run on this machine.
struct Probe {
    bool is_available = false;
    std::string detail;                      ///< what the backend runs on, or why it cannot run: `AVX-512`
    std::vector<BackendDevice> devices{};    ///< empty for a backend without devices to choose from
    std::string advice{};                    ///< what to install or do when the backend is not available
    bool is_left_out = false;                ///< this build does not have the backend, on any machine
    bool is_no_fault = false;                ///< this machine lacks what the backend is for, and nothing is broken
};

/// How to open a backend.
struct BackendSetup {
    std::vector<int> devices;    ///< the devices to use; empty: all
};

/// One row of the registry.
struct BackendInfo {
    std::string_view name;
    std::string_view description;
    /// Probes the setup's devices, and touches no other device.
    Probe (*probe)(const BackendSetup& setup);
    /// Opens the backend, after a probe that found it available. The key table must outlive the backend.
    std::unique_ptr<Backend> (*open)(const keys::KeyTable& keys, const BackendSetup& setup);
    /// The smallest input, in bytes, for which starting the backend pays off. For a smaller input, or one of unknown
    /// size, `auto` skips this row unless the run names devices. 0: starting always pays off.
    std::uint64_t pays_from_bytes = 0;
    /// The best size of a slab, in bytes.
    std::size_t slab_bytes = std::size_t{1} << 20;    // stays in a core's cache
    /// The most bytes that all slabs of a run may have together; with many workers, slabs are smaller. 0: no limit.
    std::size_t all_slabs_bytes = 0;
};

}    // namespace hmacsweep::backend
