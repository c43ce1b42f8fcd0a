#include "host/run/diagnoser.hpp"

#include <algorithm>
#include <new>

namespace hmacsweep::run {
namespace {

/// Where more keys than that have no valid record, they have the same reason.
constexpr std::size_t max_diagnoses = 16;

/// Chained records fail also because of the records before them. No guess is made about the prefix of a MAC, about a
/// message in a file, or about a message that must not be shown.
bool is_diagnosable(const rules::RunOptions& options) {
    const format::Shape& shape = options.shape;
    return options.operation == rules::Operation::Verify && !shape.is_chained() && shape.mac_prefix_bytes == 0 &&
           !shape.recipe.uses_files && !shape.recipe.uses_keys();
}

/// Whether one more diagnosis may say something new.
bool is_wanted(const std::vector<diagnosis::Diagnosis>& found) {
    const auto is_unexplained = [](const diagnosis::Diagnosis& diagnosis) { return diagnosis.findings.empty(); };
    return found.size() < max_diagnoses &&
           static_cast<std::size_t>(std::ranges::count_if(found, is_unexplained)) < diagnosis::enough_unexplained;
}

}    // namespace

Diagnoser::Diagnoser(const rules::RunOptions& options, const keys::KeyStore& keys, const Observer& observer)
    : options_(options),
      keys_(keys),
      observer_(observer),
      is_possible_(is_diagnosable(options)),
      sampler_(keys.size(), {}) {}

void Diagnoser::add(const input::Slab& slab, const judge::SlabResult& result,
                    std::vector<diagnosis::Diagnosis>& found) {
    if (!is_possible_ || !is_wanted(found)) {
        return;
    }
    try {
        sampler_.add(slab, result);
        diagnose(sampler_.take_ready(), found);
    } catch (const std::bad_alloc&) {
        give_up();
    }
}

void Diagnoser::finish(std::vector<diagnosis::Diagnosis>& found) {
    try {
        diagnose(sampler_.take_rest(), found);
    } catch (const std::bad_alloc&) {
        give_up();
    }
}

void Diagnoser::give_up() {
    is_possible_ = false;
    sampler_ = diagnosis::FailureSampler(0, {});
}

void Diagnoser::diagnose(const std::vector<diagnosis::SampleGroup>& groups,
                         std::vector<diagnosis::Diagnosis>& found) const {
    for (const diagnosis::SampleGroup& group : groups) {
        if (!is_wanted(found)) {
            return;
        }
        found.push_back(diagnosis::diagnose(group, keys_, options_, diagnosis::brief_search));
        if (observer_.on_diagnosis) {
            observer_.on_diagnosis(found.back());
        }
    }
}

}    // namespace hmacsweep::run
