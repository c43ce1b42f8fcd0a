// The exceptions of AWS KMS and their texts, as the service words them.
#pragma once

#include "host/base/verdict.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::keys {

/// The operations, as texts name them.
inline constexpr std::string_view generate_mac = "GenerateMac";
inline constexpr std::string_view verify_mac = "VerifyMac";

/// Lengths of the request members' constraints.
inline constexpr std::size_t max_message_bytes = 4096;
inline constexpr std::size_t max_mac_bytes = 6144;

/// The exception that stands for a verdict; nothing for Valid.
[[nodiscard]] std::string_view code_of(Verdict verdict);

/// ValidationException: a member shorter than 1 or longer than `max`.
[[nodiscard]] std::string length_violation(std::string_view member, std::size_t size, std::size_t max);
/// ValidationException: a MacAlgorithm that KMS does not have.
[[nodiscard]] std::string enum_violation(std::string_view value);

}    // namespace hmacsweep::keys
