// --cli-input-yaml of a program that was built without yaml-cpp.
#include "host/aws/yaml_input.hpp"

namespace hmacsweep::aws {

bool can_read_yaml() {
    return false;
}

std::optional<Value> parse_yaml(const std::string& /*text*/) {
    return std::nullopt;
}

}    // namespace hmacsweep::aws
