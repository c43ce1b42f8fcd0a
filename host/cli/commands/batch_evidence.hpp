// What `verify` and `generate` write when the results are written: summary, page, and the counts for people.
#pragma once

#include "host/audit/slab_findings.hpp"
#include "host/cli/commands/batch_files.hpp"
#include "host/cli/options/batch_request.hpp"
#include "host/report/report.hpp"
#include "host/report/summarize.hpp"

namespace hmacsweep::cli {

/// Writes the summary, and the page last, so that the page tells the status that the process ends with. Returns that
/// status, which `facts` gets, too.
int write_evidence(const BatchRequest& request, Opened& opened, report::Report& report, report::RunFacts& facts,
                   audit::Findings& findings);

}    // namespace hmacsweep::cli
