#include "host/cli/describe/command_tree.hpp"

#include "host/aws/help.hpp"
#include "host/aws/options.hpp"
#include "host/cli/describe/option_words.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr std::array<std::string_view, 3> kms_commands{"generate-mac", "verify-mac", "describe-key"};

std::string text_of_type(const CLI::Option& option, bool is_file) {
    std::string type = option.get_type_name();
    if (type.empty() || type == "TEXT") {
        return is_file ? "FILE" : "TEXT";
    }
    return type;
}

OptionInfo describe(const CLI::Option& option) {
    OptionInfo info;
    for (const std::string& name : option.get_snames()) {
        info.names.push_back(fmt::format("-{}", name));
    }
    for (const std::string& name : option.get_lnames()) {
        info.names.push_back(fmt::format("--{}", name));
        info.takes_file = info.takes_file || takes_file(info.names.back());
        for (std::string& word : words_of_option(info.names.back())) {
            info.words.push_back(std::move(word));
        }
    }
    if (option.get_items_expected_max() != 0) {
        info.value = text_of_type(option, info.takes_file);
    }
    info.help = option.get_description();
    return info;
}

/// One more of a command's operands.
void append_operand(CommandInfo& info, const CLI::Option& option) {
    constexpr std::array<std::string_view, 3> files{"INPUT", "SUMMARY", "RESULTS"};
    const std::string name = option.get_name(true);
    const std::string shown = fmt::format("{}{}", name, option.get_items_expected_max() > 1 ? "..." : "");
    info.operand += fmt::format("{}{}", info.operand.empty() ? "" : " ",
                                option.get_required() ? shown : fmt::format("[{}]", shown));
    info.takes_files = info.takes_files || std::ranges::find(files, name) != files.end();
}

void describe_app(const CLI::App& app, const std::vector<std::string>& path, std::vector<CommandInfo>& all) {
    CommandInfo info;
    info.path = path;
    info.about = app.get_description();
    info.text = app.get_footer();
    for (const CLI::Option* const option : app.get_options()) {
        if (option->get_positional()) {
            append_operand(info, *option);
            if (option->get_name(true) == "NAME") {
                info.operand_words = words_of_option("--profile");
            }
        } else {
            info.options.push_back(describe(*option));
        }
    }
    const std::vector<const CLI::App*> below =
        app.get_subcommands([](const CLI::App* command) { return !command->get_group().empty(); });
    for (const CLI::App* const command : below) {
        info.commands.emplace_back(command->get_name(), command->get_description());
    }
    all.push_back(std::move(info));
    for (const CLI::App* const command : below) {
        std::vector<std::string> longer = path;
        longer.push_back(command->get_name());
        describe_app(*command, longer, all);
    }
}

OptionInfo describe(const aws::OptionRow& row) {
    OptionInfo info;
    info.names.emplace_back(row.name);
    info.takes_file = row.is_own && takes_file(row.name);
    if (row.arity != aws::Arity::None) {
        info.value = info.takes_file ? "FILE" : "VALUE";
        info.words.assign(row.choices.begin(), row.choices.end());
        if (row.name == "--mac-algorithm") {
            info.words = words_of_option(row.name);
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

std::vector<CommandInfo> describe_commands(const CLI::App& app) {
    std::vector<CommandInfo> all;
    describe_app(app, {}, all);
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
