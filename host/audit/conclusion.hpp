// The verdict on a run as a whole, in words: PASS, EMPTY, FAIL, NOT VERIFIED or INCOMPLETE, and what must be known
// beside it.
#pragma once

#include "host/report/summary.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::audit {

/// A wrong MAC is a fail, whatever else is the matter, where verdicts can be trusted at all; where the options do not
/// fit, nothing was verified. Only a run that ended with
/// status 0 passes, and without records it is empty. All others are incomplete: something was not read, or could not be
/// verified.
enum class Conclusion : std::uint8_t { Pass, Empty, Fail, NotVerified, Incomplete };

[[nodiscard]] std::string_view name_of(Conclusion conclusion);

struct Verdicts {
    Conclusion conclusion = Conclusion::Incomplete;
    std::string words;                   ///< a sentence
    std::vector<std::string> remarks;    ///< sentences: what else stands in the way of trusting it
};

/// `misfits` are those of stored results and of the summary itself: with one there is no pass.
[[nodiscard]] Verdicts conclude(const report::Summary& summary, const std::vector<std::string>& misfits);

/// What a code means, for someone who does not know KMS.
[[nodiscard]] std::string_view meaning_of(Verdict verdict);

}    // namespace hmacsweep::audit
