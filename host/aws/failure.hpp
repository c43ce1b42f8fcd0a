// How a KMS command fails: the exit statuses of the AWS CLI version 2, and the exception with a status and a text.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// Exit statuses.
inline constexpr int success = 0;
inline constexpr int usage_error = 252;      ///< a wrong command line, or a parameter that the AWS CLI refuses
inline constexpr int service_error = 254;    ///< an exception of KMS
inline constexpr int general_error = 255;    ///< everything else

/// Thrown by every step of a command and caught by run_kms_command(), which writes what() to standard error between two
/// newlines, as the AWS CLI does, and nothing to standard output.
class Failure : public std::runtime_error {
public:
    Failure(int status, const std::string& text) : std::runtime_error(text), status_(status) {}

    [[nodiscard]] int status() const { return status_; }

private:
    int status_;
};

/// The exception `code` of KMS for an operation (`GenerateMac`), in the AWS CLI's words, with status service_error.
[[nodiscard]] Failure service_failure(std::string_view code, std::string_view operation, std::string_view message);

}    // namespace hmacsweep::aws
