// The options of the KMS commands, and a command line read by them in the AWS CLI's order: global options first, then
// those of the operation.
#pragma once

#include "host/cli/kms/arguments.hpp"

#include <span>
#include <string>
#include <string_view>

namespace hmacsweep::cli::aws {

/// An operation of KMS as a command.
struct Operation {
    std::string_view command;    ///< `generate-mac`
    std::string_view name;       ///< `GenerateMac`
    std::span<const OptionRow> options;
};

inline constexpr std::string_view describe_key_name = "DescribeKey";

/// The operation of a command; null for other commands.
[[nodiscard]] const Operation* find_operation(std::string_view command);

/// The options that all of them have besides their own.
[[nodiscard]] std::span<const OptionRow> global_option_rows();

/// What a command line asks for besides a call.
enum class Action : std::uint8_t { Call, Help, Version };

struct Invocation {
    Action action = Action::Call;
    Parsed global;
    Parsed own;    ///< the operation's options
};

/// Reads a command line. Throws Failure for one that the AWS CLI refuses or that this version does not have.
[[nodiscard]] Invocation read_command_line(const Operation& operation, std::span<const std::string> arguments);

}    // namespace hmacsweep::cli::aws
