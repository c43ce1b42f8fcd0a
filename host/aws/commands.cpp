#include "host/aws/commands.hpp"

#include "host/aws/failure.hpp"
#include "host/aws/help.hpp"
#include "host/aws/output/output.hpp"
#include "host/aws/service.hpp"
#include "host/aws/skeleton.hpp"
#include "host/base/environment.hpp"
#include "host/base/version.hpp"
#include "host/keys/key_file.hpp"
#include "host/keys/key_source.hpp"

#include <algorithm>
#include <exception>
#include <iostream>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace hmacsweep::aws {
namespace aws {
namespace {

/// The Region that the user names; empty when none is named.
std::string named_region(const Parsed& global) {
    std::string region = global.value("--region").value_or("");
    for (const char* const variable : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
        if (region.empty()) {
            region = environment(variable);
        }
    }
    // A host label (RFC 1123, 2.1) that is not all digits, as botocore has it.
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto is_label_character = [&](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    };
    constexpr std::size_t max_label = 63;
    if (!region.empty() &&
        (region.size() > max_label || region.front() == '-' || region.back() == '-' ||
         !std::ranges::all_of(region, is_label_character) || std::ranges::all_of(region, is_digit))) {
        throw Failure(general_error,
                      fmt::format("Provided region_name '{}' doesn't match a supported format.", region));
    }
    return region;
}

std::vector<std::string> key_file_names(const Parsed& global) {
    if (const auto given = global.options.find("--keys"); given != global.options.end()) {
        return given->second;
    }
    Result<std::vector<std::string>> listed = keys::listed_key_sources();
    if (!listed) {
        throw Failure(general_error, listed.error().message);
    }
    return std::move(*listed);
}

keys::LoadedKeys load_keys(const Operation& operation, const Parsed& global) {
    const std::vector<std::string> names = key_file_names(global);
    if (names.empty()) {
        throw Failure(general_error,
                      "Unable to locate keys. You can name key files with --keys FILE or in HMACSWEEP_KEYS.");
    }
    Result<keys::LoadedKeys> keys = keys::load_key_files(names, {.keep_metadata = operation.name == describe_key_name});
    if (!keys) {
        throw Failure(general_error, keys.error().message);
    }
    return std::move(*keys);
}

void say_what_is_ignored(const Parsed& global, std::ostream& err) {
    if (global.has("--debug")) {
        const std::vector<std::string_view> names = network_options(global);
        err << (names.empty() ? std::string("hmacsweep: nothing goes over a network, so --debug has nothing to show")
                              : fmt::format("hmacsweep: nothing goes over a network, so {} {} nothing to do",
                                            fmt::join(names, ", "), names.size() == 1 ? "has" : "have"))
            << '\n';
    }
    if (global.has("--cli-auto-prompt")) {
        err << "hmacsweep: --cli-auto-prompt does nothing: there is no prompt\n";
    }
}

/// How wide the terminal is, and whether there is one.
TableStyle table_style(const Parsed& global, bool is_standard_output) {
    TableStyle style;
    const bool is_terminal = is_standard_output && ::isatty(STDOUT_FILENO) != 0;
    winsize size{};
    if (is_terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        style.columns = size.ws_col;
    }
    const std::string color = global.value("--color").value_or("auto");
    style.has_color = color == "on" || (color == "auto" && is_terminal);
    return style;
}

OutputChoice output_choice(const Invocation& invocation, bool is_standard_output) {
    OutputChoice choice{.query = invocation.query.get(), .table = table_style(invocation.global, is_standard_output)};
    const std::string format = invocation.global.value("--output").value_or(environment("AWS_DEFAULT_OUTPUT"));
    if (!format.empty()) {
        choice.format = format;
    }
    return choice;
}

/// The response of a call, or a sample of it.
Value respond(const Operation& operation, const Invocation& invocation, const Parameters& parameters,
              std::ostream& err) {
    const std::string region = named_region(invocation.global);
    const bool is_raw = invocation.global.value("--cli-binary-format") == "raw-in-base64-out";
    const Request request = make_request(operation, parameters, is_raw);
    if (invocation.own.has(skeleton_option)) {
        return sample_response(operation);
    }
    const keys::LoadedKeys keys = load_keys(operation, invocation.global);
    for (const std::string& notice : keys.notices) {
        err << "hmacsweep: warning: " << notice << '\n';
    }
    return answer(operation, request, keys.store, region.empty() ? keys.store.region() : region);
}

std::string run(const Operation& operation, std::span<const std::string> arguments, bool is_standard_output,
                std::ostream& err) {
    const Invocation invocation = read_command_line(operation, arguments);
    switch (invocation.action) {
        case Action::Help:
            return help_text(operation.command);
        case Action::Version:
            return fmt::format("hmacsweep {}\n", version());
        case Action::Call:
            break;
    }
    say_what_is_ignored(invocation.global, err);
    const Parameters parameters = read_parameters(operation, invocation.own);
    if (invocation.own.has(skeleton_option)) {
        const std::string kind = invocation.own.value(skeleton_option).value_or("input");
        if (kind != "output") {
            return kind == "input" ? json_skeleton(operation) : yaml_skeleton(operation);
        }
    }
    return printed_response(operation.name, respond(operation, invocation, parameters, err),
                            output_choice(invocation, is_standard_output));
}

int run_guarded(const Operation& operation, std::span<const std::string> arguments, std::ostream& out,
                std::ostream& err) {
    try {
        out << run(operation, arguments, &out == &std::cout, err) << std::flush;
        if (!out) {
            throw Failure(general_error, "cannot write to standard output");
        }
        return success;
    } catch (const Failure& failure) {
        err << '\n' << failure.what() << '\n' << std::flush;
        return failure.status();
    } catch (const std::exception& error) {
        err << '\n' << error.what() << '\n' << std::flush;
        return general_error;
    }
}

}    // namespace
}    // namespace aws

bool is_kms_command(std::string_view name) {
    return find_operation(name) != nullptr;
}

int run_kms_command(std::string_view name, std::span<const std::string> arguments, std::ostream& out,
                    std::ostream& err) {
    const Operation* const operation = find_operation(name);
    if (operation == nullptr) {
        err << '\n' << fmt::format("hmacsweep has no command {}", name) << '\n';
        return usage_error;
    }
    return aws::run_guarded(*operation, arguments, out, err);
}

}    // namespace hmacsweep::aws
