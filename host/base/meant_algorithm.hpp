// Names of algorithms from elsewhere, for did-you-mean. Nothing is verified under a name that is only meant.
#pragma once

#include "host/base/algorithm_names.hpp"

#include <optional>
#include <string_view>

namespace hmacsweep {

/// The algorithm that a name from elsewhere stands for, as `sha256`, `HS256` or `hmac-sha2-256`; nullopt if that is not
/// clear.
[[nodiscard]] std::optional<Algorithm> meant_algorithm(std::string_view name);

}    // namespace hmacsweep
