// Which of the steps before hashing a machine runs.
#pragma once

#include "host/backend/text_functions.hpp"

#include <vector>

namespace hmacsweep::backend {

/// Those that this machine runs, the fastest last.
[[nodiscard]] std::vector<const TextFunctions*> usable_text();
[[nodiscard]] const TextFunctions& best_text();

}    // namespace hmacsweep::backend
