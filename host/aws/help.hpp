// The help texts of the KMS commands.
#pragma once

#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// The help of a command (`generate-mac`): what it does, options, exit statuses and examples.
[[nodiscard]] std::string help_text(std::string_view command);

}    // namespace hmacsweep::aws
