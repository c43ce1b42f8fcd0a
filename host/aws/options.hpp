// The options of the KMS commands, and a command line read by them in the AWS CLI's order: global options first, then
// those of the operation.
#pragma once

#include "host/aws/arguments.hpp"
#include "host/aws/jmespath/expression.hpp"
#include "host/aws/members.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::aws {

/// An operation of KMS as a command.
struct Operation {
    std::string_view command;    ///< `generate-mac`
    std::string_view name;       ///< `GenerateMac`
    std::span<const OptionRow> options;
    std::span<const Member> members;    ///< of its request, in the model's order
};

inline constexpr std::string_view describe_key_name = "DescribeKey";
inline constexpr std::string_view skeleton_option = "--generate-cli-skeleton";

/// The operation of a command; null for other commands.
[[nodiscard]] const Operation* find_operation(std::string_view command);

/// The options that all of them have besides their own.
[[nodiscard]] std::span<const OptionRow> global_option_rows();

/// What a command line asks for besides a call.
enum class Action : std::uint8_t { Call, Help, Version };

struct Invocation {
    Action action = Action::Call;
    Parsed global;
    Parsed own;                                           ///< the operation's options
    std::shared_ptr<const jmespath::Expression> query;    ///< null without --query
};

/// The options on a command line that the AWS CLI's network would have a use for, in its order.
[[nodiscard]] std::vector<std::string_view> network_options(const Parsed& global);

/// Reads a command line. Throws Failure for one that the AWS CLI refuses.
[[nodiscard]] Invocation read_command_line(const Operation& operation, std::span<const std::string> arguments);

}    // namespace hmacsweep::aws
