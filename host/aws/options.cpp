#include "host/aws/options.hpp"

#include "host/aws/failure.hpp"
#include "host/aws/python_text.hpp"
#include "host/base/encoding.hpp"
#include "host/keys/kms_text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hmacsweep::aws {
namespace {

constexpr std::array<std::string_view, 5> output_formats{"json", "text", "table", "yaml", "yaml-stream"};
constexpr std::array<std::string_view, 3> color_choices{"on", "off", "auto"};
constexpr std::array<std::string_view, 2> binary_formats{"base64", "raw-in-base64-out"};
constexpr std::array<std::string_view, 3> skeleton_choices{"input", "output", "yaml-input"};

constexpr OptionRow flag(std::string_view name, Support support) {
    return {.name = name, .arity = Arity::None, .support = support};
}

constexpr OptionRow required(std::string_view name) {
    return {.name = name, .is_required = true};
}

/// What the AWS CLI looks for before anything else.
constexpr std::array first_options{
    flag("-h", Support::Full),
    flag("--help", Support::Full),
    OptionRow{.name = "--profile", .support = Support::Network},
    flag("--debug", Support::Ignored),
};

/// The AWS CLI's global options in its order, in which complaints list them, and hmacsweep's own.
constexpr std::array global_options{
    flag("--debug", Support::Ignored),
    OptionRow{.name = "--endpoint-url", .support = Support::Network},
    flag("--no-verify-ssl", Support::Network),
    flag("--no-paginate", Support::Network),
    OptionRow{.name = "--output", .choices = output_formats},
    OptionRow{.name = "--query"},
    OptionRow{.name = "--profile", .support = Support::Network},
    OptionRow{.name = "--region"},
    OptionRow{.name = "--color", .choices = color_choices},
    flag("--no-sign-request", Support::Network),
    OptionRow{.name = "--ca-bundle", .support = Support::Network},
    OptionRow{.name = "--cli-read-timeout", .support = Support::Network},
    OptionRow{.name = "--cli-connect-timeout", .support = Support::Network},
    OptionRow{.name = "--cli-binary-format", .choices = binary_formats},
    flag("--no-cli-pager", Support::Ignored),
    flag("--cli-auto-prompt", Support::Ignored),
    flag("--no-cli-auto-prompt", Support::Ignored),
    flag("--version", Support::Full),
    OptionRow{.name = "--keys", .is_own = true},
};

constexpr OptionRow grant_tokens{.name = "--grant-tokens", .arity = Arity::Any};
constexpr OptionRow dry_run{.name = "--dry-run", .arity = Arity::None};
constexpr OptionRow no_dry_run{.name = "--no-dry-run", .arity = Arity::None, .undoes = "--dry-run"};
constexpr OptionRow input_json{.name = "--cli-input-json"};
constexpr OptionRow input_yaml{.name = "--cli-input-yaml"};
constexpr OptionRow skeleton{.name = skeleton_option, .arity = Arity::AtMostOne, .choices = skeleton_choices};

constexpr std::array generate_mac_options{required("--message"),
                                          required("--key-id"),
                                          required("--mac-algorithm"),
                                          grant_tokens,
                                          dry_run,
                                          no_dry_run,
                                          input_json,
                                          input_yaml,
                                          skeleton};
constexpr std::array verify_mac_options{required("--message"),
                                        required("--key-id"),
                                        required("--mac-algorithm"),
                                        required("--mac"),
                                        grant_tokens,
                                        dry_run,
                                        no_dry_run,
                                        input_json,
                                        input_yaml,
                                        skeleton};
constexpr std::array describe_key_options{required("--key-id"), grant_tokens, input_json, input_yaml, skeleton};

constexpr std::array<Operation, 3> operations{{
    {"generate-mac", keys::generate_mac, generate_mac_options, generate_mac_members},
    {"verify-mac", keys::verify_mac, verify_mac_options, verify_mac_members},
    {"describe-key", describe_key_name, describe_key_options, describe_key_members},
}};

std::string usage(const Operation& operation) {
    return fmt::format(
        "usage: hmacsweep {0} [parameters]\nTo see help text, you can run:\n\n  hmacsweep --help\n  hmacsweep {0} "
        "help\n",
        operation.command);
}

Failure argument_failure(const Operation& operation, std::string_view complaint) {
    return {usage_error, fmt::format("{}\nhmacsweep: error: {}\n", usage(operation), complaint)};
}

/// Whether what the AWS CLI takes from JSON or YAML, or only shows, need not stand on the command line.
bool needs_no_options(std::span<const std::string> arguments) {
    const auto skeleton_at = std::ranges::find(arguments, skeleton.name);
    const bool is_skeleton =
        skeleton_at != arguments.end() && (skeleton_at + 1 == arguments.end() || *(skeleton_at + 1) != "output");
    return is_skeleton || std::ranges::find(arguments, input_json.name) != arguments.end() ||
           std::ranges::find(arguments, input_yaml.name) != arguments.end();
}

void check_prompt(std::span<const std::string> arguments) {
    const auto has = [&](std::string_view name) { return std::ranges::find(arguments, name) != arguments.end(); };
    if (has("--cli-auto-prompt") && has("--no-cli-auto-prompt")) {
        throw Failure(usage_error,
                      "Both --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same time.");
    }
}

std::shared_ptr<const jmespath::Expression> read_query(const Parsed& global) {
    const std::optional<std::string> text = global.value("--query");
    if (!text) {
        return nullptr;
    }
    if (!is_utf8(*text)) {
        throw Failure(usage_error, "Bad value for --query: it is not UTF-8");
    }
    try {
        return std::make_shared<const jmespath::Expression>(*text);
    } catch (const jmespath::ParseError& error) {
        throw Failure(usage_error, fmt::format("Bad value for --query {}: {}", *text, error.what()));
    }
}

/// A URL needs its scheme, whether or not anything is sent there.
void check_endpoint(const Parsed& global) {
    const std::optional<std::string> url = global.value("--endpoint-url");
    if (!url) {
        return;
    }
    const auto is_scheme_character = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
               c == '.';
    };
    const std::size_t colon = url->find(':');
    if (colon == std::string::npos || colon == 0 || !std::ranges::all_of(url->substr(0, colon), is_scheme_character)) {
        throw Failure(usage_error,
                      fmt::format("Bad value for --endpoint-url \"{}\": scheme is missing.  Must be of the form "
                                  "http://<hostname>/ or https://<hostname>/",
                                  *url));
    }
}

/// Whether Python's int() reads `text`: digits with a sign before and single underscores between, blanks around.
bool is_python_int(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\v\f\r";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
        return false;
    }
    text = text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
    if (text.starts_with('-') || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return !text.empty() && is_digit(text.front()) && is_digit(text.back()) &&
           text.find("__") == std::string_view::npos &&
           std::ranges::all_of(text, [&](char c) { return is_digit(c) || c == '_'; });
}

void check_timeouts(const Parsed& global) {
    for (const std::string_view name : {"--cli-read-timeout", "--cli-connect-timeout"}) {
        if (const auto value = global.value(name); value && !is_python_int(*value)) {
            throw Failure(general_error,
                          fmt::format("invalid literal for int() with base 10: {}", python_repr(*value)));
        }
    }
}

Invocation read(const Operation& operation, std::span<const std::string> arguments) {
    Invocation invocation;
    const Parsed first = parse_known(arguments, first_options, false);
    if (first.has("-h") || first.has("--help")) {
        invocation.action = Action::Help;
        return invocation;
    }
    check_prompt(arguments);
    invocation.global = parse_known(arguments, global_options, false);
    if (invocation.global.has("--version")) {
        invocation.action = Action::Version;
        return invocation;
    }
    invocation.query = read_query(invocation.global);
    check_endpoint(invocation.global);
    check_timeouts(invocation.global);

    std::vector<std::string> rest = invocation.global.rest;
    if (!rest.empty() && rest.front() == "--") {
        rest.erase(rest.begin());    // it goes with the command before it
    }
    if (rest.size() == 1 && rest.front() == "help") {
        invocation.action = Action::Help;
        return invocation;
    }
    invocation.own = parse_known(rest, operation.options, true);
    const std::string complaint =
        needs_no_options(rest) ? std::string() : missing_options(invocation.own, operation.options);
    if (!complaint.empty()) {
        throw ArgumentError(complaint);
    }
    if (invocation.own.positional == "help") {
        invocation.action = Action::Help;
        return invocation;
    }
    std::vector<std::string> unknown = invocation.own.rest;
    if (invocation.own.positional && !invocation.own.positional->empty()) {
        unknown.push_back(*invocation.own.positional);
    }
    if (!unknown.empty()) {
        throw Failure(usage_error,
                      fmt::format("{}\nUnknown options: {}\n", usage(operation), fmt::join(unknown, ", ")));
    }
    return invocation;
}

}    // namespace

const Operation* find_operation(std::string_view command) {
    const auto* const row = std::ranges::find(operations, command, &Operation::command);
    return row == operations.end() ? nullptr : row;
}

std::span<const OptionRow> global_option_rows() {
    return global_options;
}

std::vector<std::string_view> network_options(const Parsed& global) {
    std::vector<std::string_view> names;
    for (const OptionRow& row : global_options) {
        if (row.support == Support::Network && global.has(row.name)) {
            names.push_back(row.name);
        }
    }
    return names;
}

Invocation read_command_line(const Operation& operation, std::span<const std::string> arguments) {
    try {
        return read(operation, arguments);
    } catch (const ArgumentError& error) {
        throw argument_failure(operation, error.what());
    }
}

}    // namespace hmacsweep::aws
