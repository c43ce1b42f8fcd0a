#include "host/report/closing_hint.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hmacsweep::report {
namespace {

bool is_explained(const Summary::Diagnosis& diagnosis) {
    return !diagnosis.findings.empty() && diagnosis.findings[0].verified == diagnosis.sampled;
}

bool is_representation(const std::string& mistake) {
    const auto known = std::ranges::find(diagnosis::mistakes(), mistake, &diagnosis::Mistake::name);
    return known != diagnosis::mistakes().end() && diagnosis::is_representation(*known);
}

bool is_only_representation(const Summary::Finding& finding) {
    return !finding.mistakes.empty() && std::ranges::all_of(finding.mistakes, is_representation);
}

/// How many keys, and "no key", have records with a wrong MAC.
std::size_t num_failing_keys(const Summary& summary) {
    const auto fails = [](const ClassCounts& classes) { return classes.of(RecordClass::Invalid) != 0; };
    return static_cast<std::size_t>(std::ranges::count_if(summary.keys, fails, &Summary::Key::classes)) +
           (fails(summary.classes_without_key) ? 1 : 0);
}

}    // namespace

bool options_do_not_fit(const Summary& summary) {
    const std::size_t num_failing = num_failing_keys(summary);
    return summary.classes.of(RecordClass::Valid) == 0 && num_failing != 0 && summary.diagnoses.size() == num_failing &&
           std::ranges::all_of(summary.diagnoses, [](const Summary::Diagnosis& diagnosis) {
               return is_explained(diagnosis) && is_only_representation(diagnosis.findings[0]);
           });
}

std::string closing_hint(const Summary& summary) {
    const auto found = std::ranges::find_if(summary.diagnoses, is_explained);
    if (found == summary.diagnoses.end()) {
        return {};
    }
    const Summary::Finding& finding = found->findings[0];
    std::vector<std::string> words = finding.options;
    words.insert(words.end(), finding.remarks.begin(), finding.remarks.end());
    return fmt::format("hint: {} of {} {} if {}{}{}", finding.verified, found->sampled,
                       finding.verified == 1 ? "verifies" : "verify", finding.words, words.empty() ? "" : ": ",
                       fmt::join(words, "; "));
}

}    // namespace hmacsweep::report
