// The type of a YAML scalar without quotes and tags.
#pragma once

#include <cstdint>
#include <string_view>

namespace hmacsweep::aws {

enum class YamlType : std::uint8_t { Text, Null, Boolean, Integer, Real, Timestamp, Merge, Default };

/// The type by the patterns of YAML 1.2 in Python's ruamel.yaml, which reads and writes YAML for the AWS CLI.
[[nodiscard]] YamlType yaml_type(std::string_view scalar);

}    // namespace hmacsweep::aws
