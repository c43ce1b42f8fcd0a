// Backends that are broken on purpose: each has the scalar backend do its work and then spoils the answers. They are
// the positive controls of everything that distrusts a backend.
#pragma once

#include "host/backend/backend.hpp"

#include <span>

namespace hmacsweep::tests {

/// `always valid`, `always invalid`, `silent` (touches nothing), `all ones` (0xff in every answer), `flips one in 97`,
/// `flips one MAC bit`, `stale` (answers of the call before) and `throws`.
[[nodiscard]] std::span<const backend::BackendInfo> lying_backends();
[[nodiscard]] const backend::BackendInfo& lying_backend(std::string_view name);

}    // namespace hmacsweep::tests
