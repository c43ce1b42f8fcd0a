// What every backend does: judge slabs and packed batches. A backend is used by one thread at a time unless it says
// otherwise; the pipeline makes one for each worker.
#pragma once

#include "cuda/core/frame.hpp"
#include "host/key_table.hpp"
#include "host/shape.hpp"
#include "host/slab.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep {

using core::Verdict;

/// What a backend's fast steps made of a slab.
struct Judgement {
    std::vector<core::Frame> frames;          ///< every record of the slab, in order
    std::uint32_t num_lines = 0;              ///< blank ones included
    std::vector<Verdict> verdicts;            ///< one a frame; NotJudged for the exceptions
    std::vector<std::uint32_t> exceptions;    ///< frames that only the Reader can read, ascending
};

class Backend {
public:
    Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;
    Backend(Backend&&) = delete;
    Backend& operator=(Backend&&) = delete;
    virtual ~Backend() = default;

    /// Frames a slab and judges the records that are plain enough for the backend's own steps; all others become
    /// exceptions. This base frames, and leaves every record to the Reader.
    virtual void judge(const Slab& slab, const Shape& shape, const KeyTable& keys, Judgement& judgement);

    /// Judges a packed batch: verdicts[i] becomes Valid or Invalid. `verdicts` has one NotJudged for each item.
    virtual void verify(const core::BatchView& batch, const KeyTable& keys, std::span<Verdict> verdicts) = 0;

    /// Computes the MACs of a packed batch: core::max_digest_bytes for each item, of which the first digest_bytes are
    /// written.
    virtual void generate(const core::BatchView& batch, const KeyTable& keys, std::span<std::uint8_t> macs) = 0;
};

/// Whether a backend can run on this machine, and what with ("AVX-512", "no NVIDIA driver").
struct Probe {
    bool is_available = false;
    std::string detail;
};

/// One row of the registry.
struct BackendInfo {
    std::string_view name;
    std::string_view description;
    Probe (*probe)();
    std::unique_ptr<Backend> (*make)();    ///< for use after a probe that found it available
    /// Whether OpenSSL does this backend's work, so that the core must be its checker.
    bool is_openssl;
};

}    // namespace hmacsweep
