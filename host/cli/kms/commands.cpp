#include "host/cli/kms/commands.hpp"

#include "host/cli/environment.hpp"
#include "host/cli/kms/failure.hpp"
#include "host/cli/kms/help.hpp"
#include "host/cli/kms/json_output.hpp"
#include "host/cli/kms/service.hpp"
#include "host/key_file.hpp"
#include "host/version.hpp"

#include <algorithm>
#include <exception>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::cli {
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
    return listed_key_files();
}

LoadedKeys load_keys(const Operation& operation, const Parsed& global) {
    const std::vector<std::string> names = key_file_names(global);
    if (names.empty()) {
        throw Failure(general_error,
                      "Unable to locate keys. You can name key files with --keys FILE or in HMACSWEEP_KEYS.");
    }
    Result<LoadedKeys> keys = load_key_files(names, {.keep_metadata = operation.name == describe_key_name});
    if (!keys) {
        throw Failure(general_error, keys.error().message);
    }
    return std::move(*keys);
}

std::string run(const Operation& operation, std::span<const std::string> arguments, std::ostream& err) {
    const Invocation invocation = read_command_line(operation, arguments);
    switch (invocation.action) {
        case Action::Help:
            return help_text(operation.command);
        case Action::Version:
            return fmt::format("hmacsweep {}\n", version());
        case Action::Call:
            break;
    }
    if (invocation.global.has("--debug")) {
        err << "hmacsweep: nothing goes over a network, so --debug has nothing to show\n";
    }
    const std::string region = named_region(invocation.global);
    const Request request = read_request(invocation);
    const LoadedKeys keys = load_keys(operation, invocation.global);
    for (const std::string& notice : keys.notices) {
        err << "hmacsweep: warning: " << notice << '\n';
    }
    return indented_json(answer(operation, request, keys.store, region.empty() ? keys.store.region() : region));
}

int run_guarded(const Operation& operation, std::span<const std::string> arguments, std::ostream& out,
                std::ostream& err) {
    try {
        out << run(operation, arguments, err) << std::flush;
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
    return aws::find_operation(name) != nullptr;
}

int run_kms_command(std::string_view name, std::span<const std::string> arguments, std::ostream& out,
                    std::ostream& err) {
    const aws::Operation* const operation = aws::find_operation(name);
    if (operation == nullptr) {
        err << '\n' << fmt::format("hmacsweep has no command {}", name) << '\n';
        return aws::usage_error;
    }
    return aws::run_guarded(*operation, arguments, out, err);
}

}    // namespace hmacsweep::cli
