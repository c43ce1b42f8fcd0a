// The one writer of a run's results and rejects.
#pragma once

#include "host/judge/run_context.hpp"
#include "host/report/rejects.hpp"
#include "host/report/report.hpp"
#include "host/report/result_lines.hpp"
#include "host/run/job.hpp"
#include "host/run/outputs.hpp"

#include <optional>
#include <span>

namespace hmacsweep::run {

/// Formats judged jobs, on any thread, and writes them, on one. A write that fails ends the run: the report gets the
/// reason, and a stop is requested.
class ResultSink {
public:
    /// All must outlive the object.
    ResultSink(const judge::RunContext& context, std::span<const input::Source> sources, const Outputs& outputs,
               StopFlag& stop);

    /// Notes in the report where the results and the rejects go.
    void begin(report::Report& report) const;
    /// Makes the result lines and the rejects of a judged job. Any number of threads may do so at a time.
    void format(Job& job) const;
    /// Writes the lines and the rejects of the next job, in input order. Call it no more once the report has an error
    /// of results or rejects.
    void write(Job& job, report::Report& report);
    /// Ends the rejects after the last job.
    void finish(report::Report& report);

private:
    void write_lines(const Job& job, report::ResultsReport& results);
    void write_rejects(Job& job, report::RejectsReport& rejects);

    const judge::RunContext& context_;
    std::vector<std::string> names_;    ///< of the sources
    report::ResultLines lines_;
    OutputFile& results_;
    std::optional<report::RejectsFile> rejects_;    ///< none where rejects are not kept
    report::RejectHeader reject_header_;
    StopFlag& stop_;
};

}    // namespace hmacsweep::run
