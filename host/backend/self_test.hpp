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
/// above the block size. verify() must find each MAC valid, and invalid with one bit flipped. generate() must make each
/// MAC. A backend that reads texts must also judge the records as text. Returns what failed; empty when nothing failed.
/// An exception from `open` or from the backend is a failure.
[[nodiscard]] std::string self_test(const OpenBackend& open);
/// self_test() for a row of the registry, opened with `setup`.
[[nodiscard]] std::string self_test(const BackendInfo& info, const BackendSetup& setup = {});

}    // namespace hmacsweep::backend
