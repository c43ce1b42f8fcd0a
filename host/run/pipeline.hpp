// The run: workers read, judge and format slabs, and the caller's thread writes the results in input order. Memory is
// bounded by the jobs in flight.
#pragma once

#include "host/base/digest.hpp"
#include "host/base/stop_flag.hpp"
#include "host/input/source.hpp"
#include "host/judge/run_context.hpp"
#include "host/report/report.hpp"
#include "host/run/observer.hpp"
#include "host/run/outputs.hpp"

#include <span>

namespace hmacsweep::run {

/// Judges every record of the sources and writes the outputs, but neither commits nor closes them: finish_results()
/// does. `digest` is what is computed over each source. `stop` ends the run early; the run itself requests a stop when
/// an output cannot be written or backend and checker disagree. The report has the problems; only std::bad_alloc
/// and failures to start a thread are thrown.
[[nodiscard]] report::Report run(const judge::RunContext& context, std::span<input::Source> sources, InputDigest digest,
                                 const Outputs& outputs, StopFlag& stop, const Observer& observer = {});

}    // namespace hmacsweep::run
