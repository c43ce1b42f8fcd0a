// The conclusion on a whole run, in words: PASS, EMPTY, FAIL, NOT VERIFIED or INCOMPLETE, with remarks.
#pragma once

#include "host/report/summary.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::audit {

/// NotVerified: report::options_do_not_fit(), and the run ended with status 1. Fail: a MAC is wrong, or
/// --unique or --sequence has findings, and the verdicts can be trusted. Pass: status 0. Empty: status 0 without
/// records. Incomplete: all other runs, because something was not read, written or verified.
enum class Conclusion : std::uint8_t { Pass, Empty, Fail, NotVerified, Incomplete };

/// `NOT VERIFIED`.
[[nodiscard]] std::string_view name_of(Conclusion conclusion);

struct ConclusionText {
    Conclusion conclusion = Conclusion::Incomplete;
    std::string words;                   ///< a sentence
    std::vector<std::string> remarks;    ///< sentences: what else is wrong with the run itself
};

/// `misfits` are those of ReportInput. A misfit or a contradiction in the summary makes a run Incomplete that would be
/// Pass or Empty.
[[nodiscard]] ConclusionText conclude(const report::Summary& summary, const std::vector<std::string>& misfits);

/// A sentence that explains a verdict's code to someone who does not know KMS.
[[nodiscard]] std::string_view meaning_of(Verdict verdict);

}    // namespace hmacsweep::audit
