// The known-answer self-test that a backend must pass before its first use in a run.
#pragma once

#include "host/backend/backend.hpp"

#include <string>

namespace hmacsweep {

/// Runs the known answers through a backend: every algorithm, messages at every block boundary, keys below, at and
/// above the block size; each MAC must be valid, with one bit flipped invalid, and generate() must make it. Returns
/// what failed, or nothing.
[[nodiscard]] std::string self_test(Backend& backend);
/// The same for a fresh backend of the registry; a throw while making or running it is a failure.
[[nodiscard]] std::string self_test(const BackendInfo& info);

}    // namespace hmacsweep
