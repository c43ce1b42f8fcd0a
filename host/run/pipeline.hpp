// The run: one thread reads slabs, workers judge and format them, and the caller's thread writes the results in input
// order. Memory is bounded by the jobs in flight.
#pragma once

#include "host/base/digest.hpp"
#include "host/base/output_file.hpp"
#include "host/base/stop_flag.hpp"
#include "host/input/source.hpp"
#include "host/judge/slab_judge.hpp"
#include "host/report/report.hpp"

#include <cstdint>
#include <functional>
#include <span>

namespace hmacsweep::run {

/// How far a run has come; called from the thread that called run(), some ten times a second.
struct Progress {
    std::uint64_t bytes = 0;           ///< of records, decompressed
    std::uint64_t source_bytes = 0;    ///< of the inputs as they are
    std::uint64_t records = 0;
    std::uint64_t invalid = 0;
    std::uint64_t open = 0;    ///< neither valid nor invalid
};
using OnProgress = std::function<void(const Progress&)>;

/// Why a key has no valid record, as soon as that is known; called from the thread that called run().
using OnDiagnosis = std::function<void(const diagnosis::Diagnosis&)>;

/// A slab with records that are not valid, in input order; called from the thread that called run().
using OnFailures = std::function<void(const input::Slab&, const input::SlabPlace&, const judge::SlabResult&)>;

/// Judges every record of the sources and writes the result lines to `results`, which it neither commits nor closes.
/// `stop` ends the run early; the run itself uses it when results cannot be written or backend and checker disagree.
/// `digest` is what is computed over each source. `rejects`, where there is one, gets the bytes of the records that
/// are not valid; `on_diagnosis` what was found about keys none of whose records is; `on_failures` every slab that has
/// some. Problems are told in the report;
/// only std::bad_alloc and failures to start a thread are thrown.
[[nodiscard]] report::Report run(const judge::RunContext& context, std::span<input::Source> sources, InputDigest digest,
                                 OutputFile& results, StopFlag& stop, const OnProgress& on_progress,
                                 OutputFile* rejects = nullptr, const OnDiagnosis& on_diagnosis = {},
                                 const OnFailures& on_failures = {});

}    // namespace hmacsweep::run
