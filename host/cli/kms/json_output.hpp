// A response as the AWS CLI prints it with `--output json`.
#pragma once

#include <string>
#include <string_view>

namespace hmacsweep::cli::aws {

/// `json`, a valid document, with an indent of 4 spaces and one newline at the end; members keep their order.
[[nodiscard]] std::string indented_json(std::string_view json);

}    // namespace hmacsweep::cli::aws
