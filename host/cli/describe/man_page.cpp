#include "host/cli/describe/man_page.hpp"

#include "host/base/version.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// Text as roff prints it: hyphens that can be copied, no escapes.
std::string roff(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '\\':
                out += "\\e";
                break;
            case '-':
                out += "\\-";
                break;
            case '\'':
                out += "\\(aq";
                break;
            case '`':
                out += "\\(ga";
                break;
            case '^':
                out += "\\(ha";
                break;
            case '~':
                out += "\\(ti";
                break;
            default:
                out += c;
        }
    }
    return out;
}

/// Lines of it, none of which is taken for a request.
std::string roff_lines(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string line = roff(text.substr(0, end));
        out += fmt::format("{}{}\n", line.starts_with('.') ? "\\&" : "", line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string as_it_stands(std::string_view text) {
    return fmt::format(".nf\n{}.fi\n", roff_lines(text));
}

/// The parts of a text between its blank lines.
std::vector<std::string_view> paragraphs(std::string_view text) {
    std::vector<std::string_view> found;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find("\n\n"), text.size());
        if (end != 0) {
            found.push_back(text.substr(0, end));
        }
        text.remove_prefix(std::min(end + 2, text.size()));
    }
    return found;
}

/// What stands behind the options of a command's help: statuses and examples in sections of their own.
void append_text(std::string_view text, std::string& description, std::string& rest) {
    for (std::string_view paragraph : paragraphs(text)) {
        if (paragraph.starts_with("Exit status: ")) {
            paragraph.remove_prefix(std::string_view("Exit status: ").size());
            rest += fmt::format(".SH EXIT STATUS\n{}", roff_lines(paragraph));
        } else if (paragraph.starts_with("Example")) {
            paragraph.remove_prefix(paragraph.find('\n') + 1);
            rest += fmt::format(".SH EXAMPLES\n{}", as_it_stands(paragraph));
        } else {
            description +=
                fmt::format(".PP\n{}", paragraph.find("\n  ") == std::string_view::npos && !paragraph.starts_with("  ")
                                           ? roff_lines(paragraph)
                                           : as_it_stands(paragraph));
        }
    }
}

std::string option_entry(const OptionInfo& option) {
    std::string names;
    for (const std::string& name : option.names) {
        names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", roff(name));
    }
    if (!option.value.empty()) {
        names += fmt::format(" \\fI{}\\fR", roff(option.value));
    }
    return fmt::format(".TP\n{}\n{}", names, option.help.empty() ? "\\&\n" : roff_lines(option.help));
}

/// The options under the headings of their groups.
std::string options_section(const CommandInfo& command) {
    std::string text = ".SH OPTIONS\n";
    Group group = Group::Options;
    for (const OptionInfo& option : command.options) {
        if (option.group != group) {
            group = option.group;
            text += fmt::format(".SS {}\n", heading_of(group));
        }
        text += option_entry(option);
    }
    return text;
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c; });
    return text;
}

std::string name_for_person(const CommandInfo& command) {
    return command.path.empty() ? "hmacsweep" : fmt::format("hmacsweep {}", joined(command.path, " "));
}

}    // namespace

std::string man_page_name(const CommandInfo& command) {
    return command.path.empty() ? "hmacsweep" : fmt::format("hmacsweep-{}", joined(command.path, "-"));
}

std::string man_page(const CommandInfo& command, std::span<const CommandInfo> all) {
    const std::string name = man_page_name(command);
    const std::string about = command.path.empty() ? "verify stored HMACs in bulk, offline" : command.about;
    std::string text =
        fmt::format(".\\\" Made by hmacsweep man.\n.TH {} 1 \"\" \"hmacsweep {}\" \"User Commands\"\n.nh\n.ad l\n",
                    roff(upper(name)), version());
    text += fmt::format(".SH NAME\n{} \\- {}\n", roff(name), roff(about));
    text += fmt::format(".SH SYNOPSIS\n.B {}\n{}{}\n", roff(name_for_person(command)),
                        command.commands.empty() ? "[\\fIOPTION\\fR...]" : "\\fICOMMAND\\fR [\\fIOPTION\\fR...]",
                        command.usage.empty() ? "" : fmt::format(" {}", roff(command.usage)));
    std::string description = ".SH DESCRIPTION\n";
    std::string rest;
    description += command.path.empty() ? roff_lines(command.about) : fmt::format("{}.\n", roff(command.about));
    append_text(command.text, description, rest);
    text += description;
    if (!command.commands.empty()) {
        text += ".SH COMMANDS\n";
        for (const auto& [below, what] : command.commands) {
            text += fmt::format(".TP\n\\fB{}\\fR\n{}", roff(below), roff_lines(what));
        }
    }
    text += options_section(command);
    text += rest;
    text += ".SH SEE ALSO\n";
    std::string others;
    for (const CommandInfo& other : all) {
        if (man_page_name(other) != name) {
            others += fmt::format("{}.BR {} (1)", others.empty() ? "" : ",\n", roff(man_page_name(other)));
        }
    }
    return text + others + "\n";
}

}    // namespace hmacsweep::cli
