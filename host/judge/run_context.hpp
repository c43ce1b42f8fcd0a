// What all workers of a run share.
#pragma once

#include "host/backend/backend.hpp"
#include "host/base/stop_flag.hpp"
#include "host/rules/candidates.hpp"
#include "host/rules/run_options.hpp"

#include <exception>

namespace hmacsweep::judge {

/// Thrown when RunContext::stop ends a search among many keys. Then no record of the slab has a verdict.
class Interrupted : public std::exception {};

/// What all workers of a run share, read-only. Everything that a context refers to must outlive the context.
struct RunContext {
    const rules::RunOptions& options;
    const keys::KeyTable& table;
    backend::Backend& backend;
    const rules::Candidates* candidates = nullptr;    ///< the keys that options.shape.candidates names; null for none
    const StopFlag* stop = nullptr;                   ///< ends a long search among candidate keys; null for none
    bool is_timed = false;                            ///< whether the run measures StageTimes

    /// The place to which a StageTimer adds its time; null when the run measures none.
    [[nodiscard]] double* timed(double& seconds) const { return is_timed ? &seconds : nullptr; }
};

}    // namespace hmacsweep::judge
