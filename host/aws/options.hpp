// The options of the KMS commands, and the parser of their command line. The AWS CLI parses global options first and
// then those of the operation, and so does this parser.
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
    std::span<const Member> members;    ///< of the request, in the model's order
};

inline constexpr std::string_view describe_key_name = "DescribeKey";
inline constexpr std::string_view skeleton_option = "--generate-cli-skeleton";

/// The operation of a command (`generate-mac`); null for other commands.
[[nodiscard]] const Operation* find_operation(std::string_view command);

/// The options that all operations have.
[[nodiscard]] std::span<const OptionRow> global_option_rows();

/// What a command line asks for.
enum class Action : std::uint8_t { Call, Help, Version };

struct Invocation {
    Action action = Action::Call;
    Parsed global;
    Parsed own;                                           ///< the operation's options
    std::shared_ptr<const jmespath::Expression> query;    ///< null without --query
};

/// The options of a command line with Support::Network, in the AWS CLI's order.
[[nodiscard]] std::vector<std::string_view> network_options(const Parsed& global);

/// Parses the arguments behind the command's name. Throws Failure for arguments that the AWS CLI refuses.
[[nodiscard]] Invocation read_command_line(const Operation& operation, std::span<const std::string> arguments);

}    // namespace hmacsweep::aws
