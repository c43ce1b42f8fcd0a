// What a summary says of --where: which records were chosen, and who can keep a record out.
#pragma once

#include "host/report/summary.hpp"

#include <string>

namespace hmacsweep::report {

/// `900 of 1,000 records, chosen by --where type=payment`. Only for a summary with filters.
[[nodiscard]] std::string chosen_words(const Summary& summary);

/// A sentence about the field of one filter.
[[nodiscard]] std::string filter_remark(const Summary::Filter& filter);

/// Lines for people; empty for a summary without filters.
[[nodiscard]] std::string filters_text(const Summary& summary);

}    // namespace hmacsweep::report
