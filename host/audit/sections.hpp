// The parts of a report page, each as HTML.
#pragma once

#include "host/audit/report_page.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::audit {

/// The conclusion in words, the coverage and the five counts.
[[nodiscard]] std::string verdict_opening(const ReportInput& input, const ConclusionText& concluded);
/// The counts of records that are not valid, by reason, and of all records, by algorithm.
[[nodiscard]] std::string counts_section(const report::Summary& summary);
/// The inputs, keys and outputs, and how the run was started.
[[nodiscard]] std::string evidence_section(const report::Summary& summary);
/// The findings by place, key, input, code and range, and a list of the first findings.
[[nodiscard]] std::string findings_section(const ReportInput& input);
/// What the report does not prove.
[[nodiscard]] std::string limits_section(const report::Summary& summary);
/// How to repeat the run.
[[nodiscard]] std::string reproduction_section(const report::Summary& summary);

/// A class's name with the class's colour before it.
[[nodiscard]] std::string class_label(report::RecordClass record_class);
/// A verdict's code as the result lines have it.
[[nodiscard]] std::string code_label(Verdict verdict);
/// `2026-11-21 10:00:00 UTC`: the time `seconds` after `started`, a time as Summary::started has it. When `started` is
/// no such time, its text.
[[nodiscard]] std::string utc_after(std::string_view started, double seconds);

}    // namespace hmacsweep::audit
