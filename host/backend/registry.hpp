// The one explicit list of backends.
#pragma once

#include "host/backend/backend.hpp"
#include "host/result.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep {

/// Every backend that this build has. `simd` stands for the widest of the `simd:...` rows that the machine has.
[[nodiscard]] std::span<const BackendInfo> backends();

/// The backend that a run uses, and how it came to be chosen.
struct ChosenBackend {
    const BackendInfo* info = nullptr;
    std::string detail;                   ///< from its probe
    std::vector<std::string> warnings;    ///< about backends that were tried and failed
};

/// `auto`, or a name from the list: the backend of that name, or the best one there is, after its self-test. An error
/// when it is not there or fails: RunStatus BackendFailed for a known name, a usage error for an unknown one.
Result<ChosenBackend> choose_backend(std::string_view name);

/// Whether `name` is `auto` or in the list.
[[nodiscard]] bool is_backend_name(std::string_view name);
/// `auto, simd, ...`, for messages.
[[nodiscard]] std::string backend_names();

}    // namespace hmacsweep
