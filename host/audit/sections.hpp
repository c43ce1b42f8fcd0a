// The parts of a report, each as HTML.
#pragma once

#include "host/audit/report_page.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::audit {

/// The verdict in words, coverage and the five counts.
[[nodiscard]] std::string verdict_opening(const ReportInput& input, const Verdicts& verdicts);
/// What could not be verified, and why; what failed, and how.
[[nodiscard]] std::string counts_section(const report::Summary& summary);
/// Inputs, keys, outputs, and what the run was.
[[nodiscard]] std::string evidence_section(const report::Summary& summary);
/// Findings by place, key, input, code and range, and the first of them one by one.
[[nodiscard]] std::string findings_section(const ReportInput& input);
[[nodiscard]] std::string limits_section(const report::Summary& summary);
[[nodiscard]] std::string reproduction_section(const report::Summary& summary);

/// A class's name with its colour before it.
[[nodiscard]] std::string class_label(report::RecordClass record_class);
/// A code, as the result lines have it.
[[nodiscard]] std::string code_label(Verdict verdict);
/// `2026-11-21 10:00:00 UTC`, so many seconds after a summary's time; that text itself where it is none.
[[nodiscard]] std::string utc_after(std::string_view started, double seconds);

}    // namespace hmacsweep::audit
