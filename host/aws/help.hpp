// What `help` and `--help` print for the KMS commands.
#pragma once

#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// What a command (`generate-mac`) does, its options, exit statuses and examples.
[[nodiscard]] std::string help_text(std::string_view command);

}    // namespace hmacsweep::aws
