// The known-answer self-test that a backend must pass before its first use in a run.
#pragma once

#include "host/backend/backend.hpp"

#include <functional>
#include <memory>
#include <string>

namespace hmacsweep::backend {

/// Opens a backend for the self-test's own keys.
using OpenBackend = std::function<std::unique_ptr<Backend>(const keys::KeyTable&)>;

/// Runs the known answers through a backend: every algorithm, messages at every block boundary, keys below, at and
/// above the block size; each MAC must be valid, with one bit flipped invalid, and generate() must make it. One
/// that reads texts gets them as text, too. Returns what failed, or nothing; a throw while opening or running it is a
/// failure.
[[nodiscard]] std::string self_test(const OpenBackend& open);
/// The same for a backend of the registry.
[[nodiscard]] std::string self_test(const BackendInfo& info, const BackendSetup& setup = {});

}    // namespace hmacsweep::backend
