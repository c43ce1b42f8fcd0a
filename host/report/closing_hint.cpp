#include "host/report/closing_hint.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hmacsweep::report {
namespace {

using diagnosis::Diagnosis;
using diagnosis::Finding;

bool is_representation(const Finding& finding) {
    return !finding.guesses.empty() && std::ranges::all_of(finding.guesses, diagnosis::is_representation);
}

/// How many keys, and "no key", have records with a wrong MAC.
std::size_t num_failing_keys(const Report& report) {
    const auto fails = [](const VerdictCounts& counts) { return counts.of(RecordClass::Invalid) != 0; };
    return static_cast<std::size_t>(std::ranges::count_if(report.by_key, fails)) + (fails(report.without_key) ? 1 : 0);
}

}    // namespace

bool options_do_not_fit(const Report& report) {
    const std::size_t num_failing = num_failing_keys(report);
    return report.counts.of(RecordClass::Valid) == 0 && num_failing != 0 && report.diagnoses.size() == num_failing &&
           std::ranges::all_of(report.diagnoses, [](const Diagnosis& diagnosis) {
               return diagnosis.is_explained() && is_representation(diagnosis.findings[0]);
           });
}

std::string closing_hint(const Report& report) {
    const auto found = std::ranges::find_if(report.diagnoses, [](const Diagnosis& d) { return d.is_explained(); });
    if (found == report.diagnoses.end()) {
        return {};
    }
    const Finding& finding = found->findings[0];
    std::vector<std::string> words = finding.options;
    words.insert(words.end(), finding.remarks.begin(), finding.remarks.end());
    return fmt::format("hint: {} of {} verify if {}{}{}", finding.num_verified, found->num_sampled, finding.words,
                       words.empty() ? "" : ": ", fmt::join(words, "; "));
}

}    // namespace hmacsweep::report
