// Chooses the fast steps (text_functions.hpp) for this machine.
#pragma once

#include "host/backend/text_functions.hpp"

#include <vector>

namespace hmacsweep::backend {

/// The functions that this machine can run, the fastest last. Never empty.
[[nodiscard]] std::vector<const TextFunctions*> usable_text();
/// The last of usable_text().
[[nodiscard]] const TextFunctions& best_text();

}    // namespace hmacsweep::backend
