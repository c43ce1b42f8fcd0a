#include "host/cli/kms/options.hpp"

#include "host/cli/environment.hpp"
#include "host/cli/kms/failure.hpp"
#include "host/kms_text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hmacsweep::cli::aws {
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
    OptionRow{.name = "--profile", .support = Support::Ignored},
    flag("--debug", Support::Ignored),
};

/// The AWS CLI's global options in its order, in which complaints list them, and hmacsweep's own.
constexpr std::array global_options{
    flag("--debug", Support::Ignored),
    OptionRow{.name = "--endpoint-url", .support = Support::Ignored},
    flag("--no-verify-ssl", Support::Ignored),
    flag("--no-paginate", Support::Ignored),
    OptionRow{.name = "--output", .choices = output_formats},
    OptionRow{.name = "--query", .support = Support::NotYet},
    OptionRow{.name = "--profile", .support = Support::Ignored},
    OptionRow{.name = "--region"},
    OptionRow{.name = "--color", .support = Support::Ignored, .choices = color_choices},
    flag("--no-sign-request", Support::Ignored),
    OptionRow{.name = "--ca-bundle", .support = Support::Ignored},
    OptionRow{.name = "--cli-read-timeout", .support = Support::Ignored},
    OptionRow{.name = "--cli-connect-timeout", .support = Support::Ignored},
    OptionRow{.name = "--cli-binary-format", .choices = binary_formats},
    flag("--no-cli-pager", Support::Ignored),
    flag("--cli-auto-prompt", Support::NotYet),
    flag("--no-cli-auto-prompt", Support::Ignored),
    flag("--version", Support::Full),
    OptionRow{.name = "--keys", .is_own = true},
};

constexpr OptionRow grant_tokens{.name = "--grant-tokens", .arity = Arity::Any};
constexpr OptionRow dry_run{.name = "--dry-run", .arity = Arity::None};
constexpr OptionRow no_dry_run{.name = "--no-dry-run", .arity = Arity::None, .undoes = "--dry-run"};
constexpr OptionRow input_json{.name = "--cli-input-json", .support = Support::NotYet};
constexpr OptionRow input_yaml{.name = "--cli-input-yaml", .support = Support::NotYet};
constexpr OptionRow skeleton{.name = "--generate-cli-skeleton",
                             .arity = Arity::AtMostOne,
                             .support = Support::NotYet,
                             .choices = skeleton_choices};

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
    {"generate-mac", kms::generate_mac, generate_mac_options},
    {"verify-mac", kms::verify_mac, verify_mac_options},
    {"describe-key", describe_key_name, describe_key_options},
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

void refuse_what_is_missing_here(const Parsed& parsed, std::span<const OptionRow> table) {
    for (const OptionRow& row : table) {
        if (row.support == Support::NotYet && parsed.has(row.name)) {
            throw ArgumentError(fmt::format("argument {}: this version of hmacsweep does not have it", row.name));
        }
    }
}

/// The output format, from the option or the environment; this version has one.
void check_output(const Parsed& global) {
    const std::string format = global.value("--output").value_or(environment("AWS_DEFAULT_OUTPUT"));
    if (format.empty() || format == output_formats.front()) {
        return;
    }
    if (std::ranges::find(output_formats, format) == output_formats.end()) {
        throw Failure(general_error, fmt::format("Unknown output type: {}", format));
    }
    throw ArgumentError(fmt::format("{}: this version of hmacsweep does not have the format {}, only json",
                                    global.has("--output") ? "argument --output" : "AWS_DEFAULT_OUTPUT", format));
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
    invocation.global = parse_known(arguments, global_options, false);
    if (invocation.global.has("--version")) {
        invocation.action = Action::Version;
        return invocation;
    }
    refuse_what_is_missing_here(invocation.global, global_options);
    check_timeouts(invocation.global);

    const std::vector<std::string>& rest = invocation.global.rest;
    if (rest.size() == 1 && rest.front() == "help") {
        invocation.action = Action::Help;
        return invocation;
    }
    invocation.own = parse_known(rest, operation.options, true);
    refuse_what_is_missing_here(invocation.own, operation.options);
    if (const std::string complaint = missing_options(invocation.own, operation.options); !complaint.empty()) {
        throw ArgumentError(complaint);
    }
    if (invocation.own.positional == "help") {
        invocation.action = Action::Help;
        return invocation;
    }
    std::vector<std::string> unknown = invocation.own.rest;
    if (invocation.own.positional) {
        unknown.push_back(*invocation.own.positional);
    }
    if (!unknown.empty()) {
        throw Failure(usage_error,
                      fmt::format("{}\nUnknown options: {}\n", usage(operation), fmt::join(unknown, ", ")));
    }
    check_output(invocation.global);
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

Invocation read_command_line(const Operation& operation, std::span<const std::string> arguments) {
    try {
        return read(operation, arguments);
    } catch (const ArgumentError& error) {
        throw argument_failure(operation, error.what());
    }
}

}    // namespace hmacsweep::cli::aws
