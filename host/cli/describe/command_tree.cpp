#include "host/cli/describe/command_tree.hpp"

#include "host/aws/help.hpp"
#include "host/aws/options.hpp"
#include "host/base/algorithm_names.hpp"
#include "host/cli/commands/command_table.hpp"
#include "host/cli/options/option_table.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr std::array<std::string_view, 3> kms_commands{"generate-mac", "verify-mac", "describe-key"};

/// The names of an option, short ones first.
std::vector<std::string> names_of(const Option& option) {
    std::vector<std::string> names;
    for (std::string_view rest = option.names; !rest.empty();) {
        const std::size_t end = std::min(rest.find(','), rest.size());
        names.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return names;
}

OptionInfo describe(const Option& option) {
    return {.names = names_of(option),
            .value = std::string(option.value),
            .help = option.is_required ? fmt::format("{}; required", option.help) : option.help,
            .group = option.group,
            .takes_file = option.is_file,
            .words = option.words};
}

OptionInfo describe_flag(std::vector<std::string> names, std::string help) {
    return {.names = std::move(names), .value = {}, .help = std::move(help), .words = {}};
}

/// An operand as a usage line has it: `SUMMARY`, `[RESULTS]`, `[INPUT...]`.
std::string usage_of(const Option& option) {
    const std::string shown = fmt::format("{}{}", option.names, option.takes == Takes::Operands ? "..." : "");
    return option.is_required ? shown : fmt::format("[{}]", shown);
}

void describe_options(Command command, CommandInfo& info) {
    for (const Option& option : all_options()) {
        if (!option.commands.has(command)) {
            continue;
        }
        if (option.is_operand()) {
            info.usage += fmt::format("{}{}", info.usage.empty() ? "" : " ", usage_of(option));
            info.operands.push_back(describe(option));
            info.operands.back().names.front() += option.takes == Takes::Operands ? "..." : "";
        } else {
            const auto behind = std::ranges::upper_bound(info.options, option.group, {}, &OptionInfo::group);
            info.options.insert(behind, describe(option));
        }
    }
}

CommandInfo describe(const CommandRow& row) {
    CommandInfo info;
    for (std::string_view rest = row.path; !rest.empty();) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        info.path.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    info.about = row.about;
    info.text = row.text;
    info.options.push_back(describe_flag({"-h", "--help"}, "Print this help message and exit"));
    if (row.path.empty()) {
        info.options.push_back(describe_flag({"-V", "--version"},
                                             "Display program version information and exit; with --verbose also "
                                             "commit, compiler, backends and libraries"));
    }
    if (row.command) {
        describe_options(*row.command, info);
    }
    for (const CommandRow& below : command_table()) {
        if (!below.is_hidden && !below.path.empty() && below.above() == row.path) {
            info.commands.emplace_back(below.name(), below.about);
        }
    }
    return info;
}

OptionInfo describe(const aws::OptionRow& row) {
    OptionInfo info;
    info.names.emplace_back(row.name);
    info.takes_file = row.name == "--keys";
    if (row.arity != aws::Arity::None) {
        info.value = info.takes_file ? "FILE" : "VALUE";
        info.words.assign(row.choices.begin(), row.choices.end());
        if (row.name == "--mac-algorithm") {
            for (const Algorithm algorithm : all_algorithms) {
                info.words.emplace_back(name_of(algorithm));
            }
        }
    }
    switch (row.support) {
        case aws::Support::Full:
            break;
        case aws::Support::Ignored:
            info.help = "Accepted, and has nothing to do offline";
            break;
        case aws::Support::Network:
            info.help = "Accepted, and nothing goes over a network";
            break;
    }
    return info;
}

CommandInfo describe_kms(std::string_view command) {
    CommandInfo info;
    const aws::Operation& operation = *aws::find_operation(command);
    info.path.emplace_back(command);
    info.about = std::string(operation.name) + " of KMS, offline, with the flags, output and exit codes of `aws kms`";
    info.text = aws::help_text(command);
    info.options.emplace_back();
    info.options.back().names = {"-h", "--help"};
    info.options.back().help = "What the command does, its options and examples";
    for (const std::span<const aws::OptionRow> rows : {operation.options, aws::global_option_rows()}) {
        for (const aws::OptionRow& row : rows) {
            info.options.push_back(describe(row));
        }
    }
    return info;
}

}    // namespace

bool CommandInfo::takes_files() const {
    return std::ranges::any_of(operands, &OptionInfo::takes_file);
}

std::vector<std::string> CommandInfo::operand_words() const {
    std::vector<std::string> words;
    for (const OptionInfo& operand : operands) {
        words.insert(words.end(), operand.words.begin(), operand.words.end());
    }
    return words;
}

CommandInfo describe_command(std::string_view path) {
    return describe(*std::ranges::find(command_table(), path, &CommandRow::path));
}

std::vector<CommandInfo> describe_commands() {
    std::vector<CommandInfo> all;
    for (const CommandRow& row : command_table()) {
        if (!row.is_hidden) {
            all.push_back(describe(row));
        }
    }
    for (const std::string_view command : kms_commands) {
        CommandInfo info = describe_kms(command);
        all.front().commands.emplace_back(command, info.about);
        all.push_back(std::move(info));
    }
    return all;
}

std::string joined(const std::vector<std::string>& path, const std::string& separator) {
    std::string text;
    for (const std::string& name : path) {
        text += text.empty() ? name : separator + name;
    }
    return text;
}

}    // namespace hmacsweep::cli
