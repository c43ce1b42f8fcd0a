// How a KMS command ends other than well: the exit statuses of the AWS CLI version 2, and the text that goes with one.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// Exit statuses.
inline constexpr int success = 0;
inline constexpr int usage_error = 252;      ///< the command line, or a parameter that the client itself refuses
inline constexpr int service_error = 254;    ///< an exception that KMS answers
inline constexpr int general_error = 255;    ///< everything else

/// Thrown by every step of a command and caught by run_kms_command(). what() goes to standard error between two
/// newlines, as the AWS CLI writes its errors, and nothing goes to standard output.
class Failure : public std::runtime_error {
public:
    Failure(int status, const std::string& text) : std::runtime_error(text), status_(status) {}

    [[nodiscard]] int status() const { return status_; }

private:
    int status_;
};

/// The exception `code` of KMS for an operation (`GenerateMac`), in the AWS CLI's words.
[[nodiscard]] Failure service_failure(std::string_view code, std::string_view operation, std::string_view message);

}    // namespace hmacsweep::aws
