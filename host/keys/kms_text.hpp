// The exceptions of AWS KMS and their texts, in the service's own words.
#pragma once

#include "host/base/verdict.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::keys {

/// The names of KMS's operations in texts.
inline constexpr std::string_view generate_mac = "GenerateMac";
inline constexpr std::string_view verify_mac = "VerifyMac";

/// The longest Message and Mac of a request, in bytes.
inline constexpr std::size_t max_message_bytes = 4096;
inline constexpr std::size_t max_mac_bytes = 6144;

/// The name of KMS's exception for a verdict; empty for Valid. MissingMacException, for Untagged, is hmacsweep's own.
[[nodiscard]] std::string_view code_of(Verdict verdict);

/// The text of the ValidationException for a member of `size` characters, where 1 to `max` are allowed.
[[nodiscard]] std::string length_violation(std::string_view member, std::size_t size, std::size_t max);
/// The text of the ValidationException for a MacAlgorithm that KMS does not have.
[[nodiscard]] std::string enum_violation(std::string_view value);

}    // namespace hmacsweep::keys
