// What --unique and --sequence found, in words. Texts have printable characters only.
#pragma once

#include "host/report/summary.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::report {

/// The findings of one check as a clause, for the reasons of an exit status: `2 of 998 values of Id occur more than
/// once`. To be called when there are findings.
[[nodiscard]] std::string findings_clause(bool is_sequence, std::string_view field, const judge::ValueCounts& counts);

/// Whether any check has findings.
[[nodiscard]] bool has_value_findings(const Summary& summary);

/// What one check looked at and found: `--unique Id: 1,000 records, 998 different values; 2 ...`. No full stop.
[[nodiscard]] std::string check_words(const Summary::ValueCheck& check);

/// Sentences: whether the MAC covers the field, and which records were not checked.
[[nodiscard]] std::vector<std::string> check_remarks(const Summary::ValueCheck& check);

/// What one finding is, to follow the place of its record: `has "row-3" again, first in record 3`.
[[nodiscard]] std::string finding_words(const Summary::ValueCheck& check, const Summary::ValueFinding& finding);

/// All checks with their first findings, in lines, for the summary for people.
[[nodiscard]] std::string value_checks_text(const Summary& summary);

}    // namespace hmacsweep::report
