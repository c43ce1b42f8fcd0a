// Values of blob parameters: the AWS CLI's lenient base64, and values that are file:// and fileb:// URLs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::aws {

/// A parameter's value, from the command line or from the file that the command line names.
struct ParameterText {
    std::string text;
    bool is_binary = false;    ///< from fileb://: `text` is the bytes of the parameter
    std::string shown;         ///< the text for errors: the value or the file's URL, but never a file's content
};

/// Loads a parameter. For file:// and fileb:// reads the file, after `~`, `$NAME` and `${NAME}` in its path are
/// expanded; line ends of a file:// become LF, as in the AWS CLI. Any other value is the text itself. Throws Failure,
/// which names `option`, when the file cannot be read or a file:// is not UTF-8.
[[nodiscard]] ParameterText load_parameter(std::string_view option, const std::string& value);

/// Decodes base64 as Python's binascii.a2b_base64 does. Ignores ASCII characters outside the alphabet and everything
/// behind complete padding. Throws Failure when a character is not ASCII or the last group is not complete.
[[nodiscard]] std::vector<std::uint8_t> decode_lenient_base64(const ParameterText& value);

/// The bytes of a blob parameter. `is_raw`: --cli-binary-format raw-in-base64-out, so that text is not base64 but
/// UTF-8. Throws Failure when the text is not so encoded.
[[nodiscard]] std::vector<std::uint8_t> decode_blob(const ParameterText& value, bool is_raw);

}    // namespace hmacsweep::aws
