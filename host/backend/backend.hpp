// What every backend does: judge slabs and packed batches under the keys that it was opened for. One backend serves all
// workers of a run at once, so whatever it changes between calls it guards.
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

/// What the fast steps made of a slab: where its records are, and which of them are left.
struct Judgement {
    std::vector<core::Frame> frames;          ///< every record of the slab, in order
    std::uint32_t num_lines = 0;              ///< blank ones included
    std::vector<std::uint32_t> exceptions;    ///< frames that only the Reader can read, ascending
};

using core::Share;
using core::TextCandidates;
using core::TextJob;
using core::TextResult;

/// Thrown by a backend that cannot judge any more. Whatever it has written of the batch at hand is void.
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

    /// Judges a packed batch: verdicts[i] becomes Valid or Invalid. `verdicts` has one NotJudged for each item.
    virtual void verify(const core::BatchView& batch, std::span<Verdict> verdicts) = 0;

    /// Whether the backend also does the steps before hashing: judge().
    [[nodiscard]] virtual bool reads_texts() const { return false; }
    /// Judges the plain records of a slab from their text. The backend finds the records itself where the job has no
    /// frames. Each frame gets an answer. False, and the result is void, where the backend cannot do this job: the
    /// caller then finds the records, or packs the plain records.
    virtual bool judge(const TextJob& /*job*/, TextResult& /*result*/) { return false; }

    /// Computes the MACs of a packed batch: core::max_digest_bytes for each item, of which the first digest_bytes are
    /// written.
    virtual void generate(const core::BatchView& batch, std::span<std::uint8_t> macs) = 0;

    /// The steps before hashing that go with it.
    [[nodiscard]] virtual const TextFunctions& text() const;

    /// The best memory for slabs that go to judge(); any other memory works too. The slabs must be gone before the
    /// backend is.
    [[nodiscard]] virtual std::pmr::memory_resource* slab_memory() { return std::pmr::new_delete_resource(); }

    /// Whether it puts batches in Schedule order by itself, so that BatchView::order need not be there.
    [[nodiscard]] virtual bool makes_order() const { return false; }
    /// Who did how much, where the backend has parts or has had to be replaced; else nothing.
    [[nodiscard]] virtual std::vector<Share> shares() const { return {}; }
};

/// One device of a backend that has several.
struct BackendDevice {
    int index = 0;
    std::string name;        ///< `NVIDIA H200`
    std::string detail;      ///< `compute capability 9.0, 139 GiB`
    std::string obstacle;    ///< why it cannot be used; empty when it can
};

/// Whether a backend can run on this machine, and what with ("AVX-512", "no NVIDIA driver").
struct Probe {
    bool is_available = false;
    std::string detail;
    std::vector<BackendDevice> devices{};    ///< empty for a backend that has none to choose from
    std::string advice{};                    ///< what to install or do, when it is not available
    bool is_left_out = false;                ///< this build does not have it, whatever the machine has
};

/// What a backend is opened with, besides the keys.
struct BackendSetup {
    std::vector<int> devices;    ///< which to use; empty: all
};

/// One row of the registry.
struct BackendInfo {
    std::string_view name;
    std::string_view description;
    Probe (*probe)(const BackendSetup& setup);    ///< of the setup's devices; those that it leaves out are not touched
    /// For use after a probe that found it available. The key table must outlive the backend.
    std::unique_ptr<Backend> (*open)(const keys::KeyTable& keys, const BackendSetup& setup);
    /// Whether OpenSSL does this backend's work, so that the core must be its checker.
    bool is_openssl;
    /// Inputs smaller than this, in bytes, do not pay for its start; `auto` then takes the next row.
    std::uint64_t pays_from_bytes = 0;
    /// The slabs that suit it, in bytes.
    std::size_t slab_bytes = std::size_t{1} << 20;    // stays in a core's cache
    /// What all slabs of a run may take together, in bytes, so that with many workers they are smaller; 0: they are
    /// not.
    std::size_t all_slabs_bytes = 0;
};

}    // namespace hmacsweep::backend
