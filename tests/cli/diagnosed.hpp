// What the tests of `diagnose` share: messages, MACs, and the command that it prints.
#pragma once

#include "host/base/encoding.hpp"
#include "tests/cli/program.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::tests {

inline std::string text_of(int i) {
    return std::string("payment no. ") + std::to_string(i);
}

inline std::string hex(Bytes bytes) {
    return to_hex(bytes);
}

/// The MAC of a message under the key `plain` of a Workplace.
inline ByteVector mac_of(std::string_view message, Algorithm algorithm = Algorithm::HmacSha256) {
    return reference_hmac(algorithm, as_bytes("0123456789"), as_bytes(message));
}

inline std::vector<std::string> joined(std::vector<std::string> first, const std::vector<std::string>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// The command that a diagnosis tells to run; empty when it tells none.
inline std::string command_of(const std::string& text) {
    constexpr std::string_view margin = "\n  hmacsweep verify ";
    const std::size_t begin = text.find(margin);
    return begin == std::string::npos ? "" : text.substr(begin + 3, text.find('\n', begin + 3) - begin - 3);
}

/// Runs such a command as a shell does, with `input` as standard input.
inline ProcessResult paste(const std::string& command, const std::string& input) {
    const std::string real = HMACSWEEP_BINARY + command.substr(command.find(' '));
    return run_process({"sh", "-c", real + " < " + input});
}

}    // namespace hmacsweep::tests
