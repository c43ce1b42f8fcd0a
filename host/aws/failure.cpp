#include "host/aws/failure.hpp"

#include <fmt/format.h>

namespace hmacsweep::aws {

Failure service_failure(std::string_view code, std::string_view operation, std::string_view message) {
    return {service_error,
            fmt::format("An error occurred ({}) when calling the {} operation: {}", code, operation, message)};
}

}    // namespace hmacsweep::aws
