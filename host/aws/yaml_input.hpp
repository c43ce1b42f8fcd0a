// Parses YAML for --cli-input-yaml, with yaml-cpp. The program may be built without yaml-cpp.
#pragma once

#include "host/aws/value.hpp"

#include <optional>
#include <string>

namespace hmacsweep::aws {

/// Whether the program was built with yaml-cpp.
[[nodiscard]] bool can_read_yaml();

/// The value of a YAML 1.2 document; null for an empty one. Nothing for text that is no YAML, has more than one
/// document or more than 1 MiB, has a member twice or a tag that is not YAML's own, or is nested hundreds of levels
/// deep. Aliases share their value, so that they take no memory. Nothing when can_read_yaml() is false.
[[nodiscard]] std::optional<Value> parse_yaml(const std::string& text);

}    // namespace hmacsweep::aws
