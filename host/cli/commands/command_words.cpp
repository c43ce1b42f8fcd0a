#include "host/cli/commands/command_words.hpp"

#include "host/cli/options/option_table.hpp"

#include <algorithm>
#include <array>
#include <ranges>
#include <string_view>

#include <CLI/CLI.hpp>

namespace hmacsweep::cli {
namespace {

using namespace std::string_view_literals;

constexpr std::array format_options{"--input-format"sv, "--no-header"sv, "--delimiter"sv,
                                    "--null"sv,         "--line"sv,      "--records"sv};
constexpr std::array chain_facts{"--chain-start"sv, "--chain-end"sv, "--chain-order"sv, "--one-chain"sv};
constexpr std::array job_options{
    "--columns"sv,      "--message"sv,         "--message-encoding"sv, "--mac"sv,        "--mac-separator"sv,
    "--mac-encoding"sv, "--profile"sv,         "--min-mac-bytes"sv,    "--chain-link"sv, "--chain-start"sv,
    "--chain-end"sv,    "--chain-order"sv,     "--one-chain"sv,        "--mac-prefix"sv, "--mac-prefix-bytes"sv,
    "--refuse"sv,       "--algorithm-names"sv, "--mac-algorithm"sv,    "--key-id"sv,     "--ignore-name-case"sv};

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
}

/// The option of `diagnose` or `verify` with this name; null for none.
const Option* option_of(std::string_view name) {
    const auto found = std::ranges::find_if(all_options(), [&](const Option& option) {
        return (option.commands.has(Command::Diagnose) || option.commands.has(Command::Verify)) &&
               std::ranges::any_of(option.names | std::views::split(','),
                                   [&](const auto& one) { return std::ranges::equal(one, name); });
    });
    return found == all_options().end() ? nullptr : &*found;
}

}    // namespace

CommandWords sort_words(std::span<const std::string> words) {
    CommandWords sorted;
    bool is_operand = false;    // behind `--`
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (is_operand || !word.starts_with('-') || word == "-") {
            sorted.inputs.push_back(word);
            continue;
        }
        const std::size_t equals = std::min(word.find('='), word.size());
        const Option* const option = option_of(std::string_view(word).substr(0, equals));
        is_operand = word == "--";
        if (option == nullptr) {
            continue;
        }
        diagnosis::Setting setting{std::string(option->name()), ""};
        if (option->takes != Takes::Nothing) {
            if (equals < word.size()) {
                setting.value = word.substr(equals + 1);
            } else if (i + 1 < words.size()) {
                setting.value = words[++i];
            }
        }
        if (is_one_of(setting.name, format_options)) {
            sorted.format.push_back(std::move(setting));
        } else if (is_one_of(setting.name, job_options)) {
            sorted.job.push_back(std::move(setting));
        } else if (option->commands.has(Command::Verify)) {
            sorted.others.push_back(std::move(setting));
        }
    }
    return sorted;
}

bool is_chain_fact(const diagnosis::Setting& setting) {
    return is_one_of(setting.name, chain_facts);
}

std::vector<std::string> verify_words(const CommandWords& given, const diagnosis::Settings& settings) {
    std::vector<std::string> words{"verify"};
    words.insert(words.end(), given.inputs.begin(), given.inputs.end());
    for (const diagnosis::Settings& part : {given.others, settings}) {
        const std::vector<std::string> more = diagnosis::words_of(part);
        words.insert(words.end(), more.begin(), more.end());
    }
    return words;
}

Result<BatchRequest> verify_request(std::span<const std::string> words) {
    CLI::App app;
    Given given(Command::Verify);
    given.declare(app);
    std::vector<std::string> reversed(words.rbegin(), words.rend() - 1);    // as CLI11 wants them, without the command
    try {
        app.parse(std::move(reversed));
    } catch (const CLI::ParseError& error) {
        return Error{error.what()};
    }
    return make_batch_request(given, rules::Operation::Verify);
}

}    // namespace hmacsweep::cli
