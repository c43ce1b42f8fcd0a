// Values of blob parameters: the AWS CLI's lenient base64, and file:// and fileb:// in place of a value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::aws {

/// A parameter's value as the command line gives it, or as the file that it names holds it.
struct ParameterText {
    std::string text;
    bool is_binary = false;    ///< from fileb://, to be taken as it is
    std::string shown;         ///< what a complaint quotes: the value, or the file's URL; never a file's contents
};

/// Loads what a value names with file:// or fileb:// (`~`, `$NAME` and `${NAME}` are expanded; text has its line ends
/// made LF, as the AWS CLI's Python does); any other value stands for itself. Throws Failure, naming `option`.
[[nodiscard]] ParameterText load_parameter(std::string_view option, const std::string& value);

/// Decodes base64 as Python's binascii.a2b_base64 does: characters outside the alphabet are dropped, and so is what
/// follows complete padding; only text whose characters do not make whole bytes is refused. Throws Failure.
[[nodiscard]] std::vector<std::uint8_t> decode_lenient_base64(const ParameterText& value);

/// The bytes of a blob parameter. `is_raw`: --cli-binary-format raw-in-base64-out. Throws Failure.
[[nodiscard]] std::vector<std::uint8_t> decode_blob(const ParameterText& value, bool is_raw);

}    // namespace hmacsweep::aws
