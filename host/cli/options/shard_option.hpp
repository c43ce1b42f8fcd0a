// --shard: which part of the inputs' files a run verifies.
#pragma once

#include "host/base/result.hpp"
#include "host/input/shard.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::cli {

/// Reads a variable of the environment; empty: it is not set.
using Variables = std::string (*)(const char* name);

/// `3/8`, or `auto`: what Slurm says to the task of an array, or Kubernetes to the pod of an indexed Job. Facts:
/// Slurm sets SLURM_ARRAY_TASK_ID, _MIN, _MAX, _STEP and _COUNT (sbatch(1), OUTPUT ENVIRONMENT VARIABLES). Kubernetes
/// sets JOB_COMPLETION_INDEX, from 0, and no variable with the number of completions: the manifest must set
/// JOB_COMPLETIONS to spec.completions.
[[nodiscard]] Result<input::Shard> parse_shard(std::string_view text, Variables variables);

}    // namespace hmacsweep::cli
