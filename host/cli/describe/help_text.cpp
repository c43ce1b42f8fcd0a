#include "host/cli/describe/help_text.hpp"

#include "host/cli/describe/command_tree.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hmacsweep::cli {
namespace {

constexpr std::size_t line_columns = 80;
constexpr std::size_t text_column = 26;    // where the text beside names begins

/// Adds words of a text to `out`, and begins a new line, indented, where the next word would pass the last column.
void wrap(std::string& out, std::string_view text, std::size_t indent) {
    std::size_t column = indent;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find_first_of(" \n"));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        if (column != indent && column + 1 + word.size() > line_columns) {
            out += fmt::format("\n{:{}}", "", indent);
            column = indent;
        }
        const std::string_view blank = column == indent ? "" : " ";
        out += fmt::format("{}{}", blank, word);
        column += blank.size() + word.size();
    }
}

/// A text of a command: prose is wrapped, and paragraphs with indented lines are left as they are.
std::string wrapped(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::string_view paragraph = text.substr(0, text.find("\n\n"));
        text.remove_prefix(std::min(paragraph.size() + 2, text.size()));
        if (paragraph.find("\n  ") == std::string_view::npos) {
            wrap(out, paragraph, 0);
        } else {
            out += paragraph;
        }
        out += text.empty() ? "\n" : "\n\n";
    }
    return out;
}

/// Names and the text beside them, which begins on the next line where the names are long.
std::string entry(const std::string& names, std::string_view text) {
    std::string out = fmt::format("  {}", names);
    if (out.size() + 2 > text_column) {
        out += fmt::format("\n{:{}}", "", text_column);
    } else {
        out.append(text_column - out.size(), ' ');
    }
    wrap(out, text, text_column);
    return out + "\n";
}

std::string entry(const OptionInfo& option) {
    return entry(fmt::format("{}{}{}", fmt::join(option.names, ","), option.value.empty() ? "" : " ", option.value),
                 option.help);
}

}    // namespace

std::string help_text(const CommandInfo& command) {
    const std::string words = command.path.empty() ? "" : fmt::format(" {}", fmt::join(command.path, " "));
    std::string text =
        fmt::format("{}\nUsage: hmacsweep{} [OPTIONS]{}{}{}\n", wrapped(command.about), words,
                    command.commands.empty() ? "" : " SUBCOMMAND", command.usage.empty() ? "" : " ", command.usage);
    if (!command.operands.empty()) {
        text += "\nPositionals:\n";
        for (const OptionInfo& operand : command.operands) {
            text += entry(operand);
        }
    }
    bool is_first = true;
    Group group = Group::Options;
    for (const OptionInfo& option : command.options) {
        if (is_first || option.group != group) {
            group = option.group;
            text += fmt::format("\n{}:\n", heading_of(group));
        }
        is_first = false;
        text += entry(option);
    }
    if (!command.commands.empty()) {
        text += "\nSubcommands:\n";
        for (const auto& [name, about] : command.commands) {
            text += entry(name, about);
        }
    }
    return command.text.empty() ? text : fmt::format("{}\n{}", text, wrapped(command.text));
}

}    // namespace hmacsweep::cli
