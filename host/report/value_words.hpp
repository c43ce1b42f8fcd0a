// Says in words what the value checks (--unique, --sequence) found. The texts have printable characters only.
#pragma once

#include "host/report/summary.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::report {

/// The findings of one check as a clause, for the reasons of an exit status: `2 of 998 values of Id occur more than
/// once`. `counts` must have findings.
[[nodiscard]] std::string findings_clause(bool is_sequence, std::string_view field, const judge::ValueCounts& counts);

/// Whether any check has findings.
[[nodiscard]] bool has_value_findings(const Summary& summary);

/// What one check looked at and found, without a full stop: `--unique Id: 1,000 valid records have it; 2 of 998 values
/// of Id occur more than once`.
[[nodiscard]] std::string check_words(const Summary::ValueCheck& check);

/// Sentences about what the check does not show: that the MAC does not cover the field, and how many records and values
/// were not checked. Empty when there is nothing to remark.
[[nodiscard]] std::vector<std::string> check_remarks(const Summary::ValueCheck& check);

/// What one finding is: a clause that follows the place of its record, as `has "row-3" again, first in record 3`.
[[nodiscard]] std::string finding_words(const Summary::ValueCheck& check, const Summary::ValueFinding& finding);

/// The lines about all checks, for the summary for people: check_words(), check_remarks(), and at most
/// Report::max_named findings of each check. Empty when the run had no checks.
[[nodiscard]] std::string value_checks_text(const Summary& summary);

}    // namespace hmacsweep::report
