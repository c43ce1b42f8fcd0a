#include "host/cli/app.hpp"

#include "host/aws/commands.hpp"
#include "host/base/close_matches.hpp"
#include "host/base/encoding.hpp"
#include "host/base/version.hpp"
#include "host/cli/commands/command_table.hpp"
#include "host/cli/commands/look.hpp"
#include "host/cli/describe/command_tree.hpp"
#include "host/cli/describe/help_text.hpp"
#include "host/cli/describe/version_text.hpp"
#include "host/cli/terminal.hpp"
#include "host/report/ending.hpp"

#include <algorithm>
#include <deque>
#include <iostream>
#include <memory>
#include <optional>
#include <ranges>
#include <sstream>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

namespace hmacsweep::cli {
namespace {

constexpr int usage_status = static_cast<int>(report::Status::Usage);

/// Has CLI11 print the help that the tables of commands and options make.
class HelpFormatter : public CLI::FormatterBase {
public:
    [[nodiscard]] std::string make_help(const CLI::App* app, std::string /*name*/,
                                        CLI::AppFormatMode /*mode*/) const override {
        std::string path;
        for (; app->get_parent() != nullptr; app = app->get_parent()) {
            path = path.empty() ? app->get_name() : fmt::format("{} {}", app->get_name(), path);
        }
        return help_text(describe_command(path));
    }
};

/// A command's parser of CLI11, and what it fills in.
struct Parser {
    const CommandRow* row;
    CLI::App* app;
    std::optional<Given> given;    ///< none where only the commands below can run, or where no argument is its name
};

/// The question whether a word that the command does not know is one of its options, mistyped; empty where it is not.
std::string question_of(const CLI::App& app, const CommandInfo& command) {
    std::vector<std::string_view> names;
    for (const OptionInfo& option : command.options) {
        names.insert(names.end(), option.names.begin(), option.names.end());
    }
    for (const std::string& word : app.remaining(true)) {
        const std::string name = word.substr(0, word.find('='));
        if (const std::vector<std::string_view> matches = close_matches(name, names); !matches.empty()) {
            return fmt::format("; did you mean {}?", matches.front());
        }
    }
    return {};
}

/// The question whether a word that is no command is one, mistyped, or an input; empty where it is neither.
std::string command_meant(const std::string& word) {
    if (is_input(word)) {
        return fmt::format("; hmacsweep verify {} ... verifies it", printable(word));
    }
    std::vector<std::string_view> names;
    std::ranges::transform(command_table(), std::back_inserter(names), &CommandRow::path);
    const std::vector<std::string_view> matches = close_matches(word, names);
    return matches.empty() ? std::string() : fmt::format("; did you mean {}?", matches.front());
}

/// The error for arguments that begin with no command.
std::string no_command(std::span<const std::string> arguments) {
    const std::string& word = arguments[0];
    const std::string meant = command_meant(word);
    if (!meant.empty() && !is_input(word)) {
        return fmt::format("there is no command \"{}\"{}", printable(word), meant);
    }
    const auto missing = std::ranges::find_if(
        arguments, [](const std::string& name) { return !name.starts_with('-') && !is_input(name); });
    const bool has_options = std::ranges::any_of(arguments, [](const auto& name) { return name.starts_with('-'); });
    if (has_options && is_input(word)) {
        return fmt::format("there is no command \"{}\"{}", printable(word), meant);
    }
    return fmt::format("there is no {}file \"{}\"", missing == arguments.begin() ? "command and no " : "",
                       printable(*missing));
}

/// The error for a word behind a command that has only commands below it; empty where there is no such word.
std::string unknown_below(const CLI::App& app, const CommandRow& row) {
    const std::vector<std::string> words = app.remaining(true);
    if (row.command || row.path.empty() || words.empty() || words.front().starts_with('-')) {
        return {};
    }
    const std::string path = fmt::format("{} {}", row.path, words.front());
    return fmt::format("there is no command \"{}\"{}", printable(path), command_meant(path));
}

/// CLI11's text and status for help, version and errors: usage errors end with 2, whatever CLI11 calls them.
int exit_parse(const CLI::App& app, const CLI::ParseError& error, const CommandRow& row) {
    std::ostringstream out;
    std::ostringstream err;
    const int status = app.exit(error, out, err);
    if (status == 0) {
        return static_cast<int>(write_out(out.str()) ? report::Status::Ok : report::Status::Incomplete);
    }
    std::string text = err.str();
    text.erase(std::min(text.find_last_not_of('\n') + 1, text.size()));
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) {
        text.insert(std::min(text.find('\n'), text.size()), question_of(app, describe_command(row.path)));
    } else if (std::string unknown = unknown_below(app, row); !unknown.empty()) {
        text = std::move(unknown);
    }
    complain(text);
    return usage_status;
}

bool is_command(std::string_view word) {
    return std::ranges::any_of(command_table(), [&](const CommandRow& row) { return row.path == word; });
}

/// Declares the commands of the table, each on the parser of the command above it, and the options of the commands that
/// the arguments may name.
void declare_commands(CLI::App& program, std::span<const std::string> arguments, std::deque<Parser>& parsers) {
    for (const CommandRow& row : command_table()) {
        Parser& parser = parsers.emplace_back(Parser{&row, &program, std::nullopt});
        if (!row.path.empty()) {
            const auto above = std::ranges::find(parsers, row.above(), [](const Parser& p) { return p.row->path; });
            parser.app = above->app->add_subcommand(std::string(row.name()));
        }
        if (!row.command) {
            parser.app->require_subcommand(1);
        } else if (std::ranges::find(arguments, row.name()) != arguments.end()) {
            parser.given.emplace(*row.command).declare(*parser.app);
        }
    }
}

/// The command that the words name; the program itself where they name none.
const Parser& last_parsed(const std::deque<Parser>& parsers) {
    const auto backwards = parsers | std::views::reverse;
    const auto found = std::ranges::find_if(backwards, [](const Parser& parser) { return parser.app->parsed(); });
    return found == backwards.end() ? parsers.front() : *found;
}

int run_cli11(std::span<const std::string> arguments) {
    CLI::App app("", "hmacsweep");
    app.set_version_flag("-V,--version", fmt::format("hmacsweep {}", version()));
    app.formatter(std::make_shared<HelpFormatter>());
    std::deque<Parser> parsers;
    declare_commands(app, arguments, parsers);
    if (arguments.empty()) {
        say(app.help());
        return usage_status;
    }
    if (!arguments[0].starts_with('-') && !is_command(arguments[0])) {
        if (std::ranges::all_of(arguments, is_input)) {
            return look_at_inputs(arguments);
        }
        complain(fmt::format("{}; hmacsweep --help lists the commands", no_command(arguments)));
        return usage_status;
    }
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());    // as CLI11 wants them
    try {
        app.parse(std::move(reversed));
    } catch (const CLI::ParseError& error) {
        return exit_parse(app, error, *last_parsed(parsers).row);
    }
    const Parser& parser = last_parsed(parsers);
    return parser.row->run({*parser.given, arguments});
}

/// Whether the words are `--version --verbose`, in either order.
bool asks_for_all_versions(std::span<const std::string> arguments) {
    const auto is_version = [](const std::string& word) { return word == "--version" || word == "-V"; };
    return arguments.size() == 2 && std::ranges::any_of(arguments, is_version) &&
           std::ranges::find(arguments, "--verbose") != arguments.end();
}

/// `help COMMAND` and `version` as the flags that they stand for.
std::vector<std::string> without_words(std::span<const std::string> given) {
    std::vector<std::string> arguments(given.begin(), given.end());
    if (arguments.empty() || (arguments[0] != "help" && arguments[0] != "version")) {
        return arguments;
    }
    const bool is_help = arguments[0] == "help";
    arguments.erase(arguments.begin());
    const bool is_kms = !arguments.empty() && aws::is_kms_command(arguments[0]);
    if (is_kms) {
        arguments.insert(is_help ? arguments.end() : arguments.begin(), "help");
    } else if (is_help) {
        arguments.emplace_back("--help");
    } else {
        arguments.insert(arguments.begin(), "--version");
    }
    return arguments;
}

}    // namespace

int run_app(std::span<const std::string> arguments) {
    const std::vector<std::string> meant = without_words(arguments);
    if (!meant.empty() && aws::is_kms_command(meant[0])) {
        return aws::run_kms_command(meant[0], std::span(meant).subspan(1), std::cout, std::cerr);
    }
    if (asks_for_all_versions(meant)) {
        fmt::print("{}", verbose_version_text());
        return 0;
    }
    return run_cli11(meant);
}

}    // namespace hmacsweep::cli
