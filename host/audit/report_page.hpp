// The report of a run as one HTML page, for people who have no other file of the run. The page has only what the
// summary and the result lines have: no message, MAC or key material.
#pragma once

#include "host/audit/conclusion.hpp"
#include "host/audit/findings.hpp"
#include "host/report/summary.hpp"

#include <string>
#include <vector>

namespace hmacsweep::audit {

struct ReportInput {
    const report::Summary& summary;
    const Findings* findings = nullptr;    ///< null without result lines
    std::vector<std::string> misfits{};    ///< sentences: where stored result lines differ from the summary
    std::string made_from{};               ///< the names of the stored files, in words; empty for a live run
};

/// The complete page.
[[nodiscard]] std::string report_html(const ReportInput& input);

}    // namespace hmacsweep::audit
