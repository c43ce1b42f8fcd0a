// The report of a run: one HTML page for people who hold nothing else. No message, no MAC, no key material: only what
// summary and result lines say.
#pragma once

#include "host/audit/conclusion.hpp"
#include "host/audit/findings.hpp"
#include "host/report/summary.hpp"

#include <string>
#include <vector>

namespace hmacsweep::audit {

struct ReportInput {
    const report::Summary& summary;
    const Findings* findings = nullptr;    ///< null where no result lines are at hand
    std::vector<std::string> misfits{};    ///< of stored files, a sentence each
    std::string made_from{};               ///< of stored files, their names in words; empty for a live run
};

/// The page, whole.
[[nodiscard]] std::string report_html(const ReportInput& input);

}    // namespace hmacsweep::audit
