// YAML for --cli-input-yaml, by yaml-cpp where the program was built with it.
#pragma once

#include "host/aws/value.hpp"

#include <optional>
#include <string>

namespace hmacsweep::aws {

/// Whether the program was built with yaml-cpp.
[[nodiscard]] bool can_read_yaml();

/// The value of a YAML 1.2 document; nothing for text that is none, or more than one, has a member twice or a tag that
/// is not YAML's own, or nests hundreds of levels deep. Aliases share what they name, so none of them takes room.
[[nodiscard]] std::optional<Value> parse_yaml(const std::string& text);

}    // namespace hmacsweep::aws
