#include "host/cli/describe/man_page.hpp"

#include "host/cli/describe/command_tree.hpp"
#include "host/cli/describe/roff.hpp"
#include "host/cli/describe/topic_pages.hpp"

#include <algorithm>
#include <span>
#include <string_view>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

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

/// The sections that a command's text has.
struct Sections {
    std::string description;
    std::string exit_status;
    std::string examples;
};

/// Adds the paragraphs of a command's text to the sections.
void append_text(std::string_view text, Sections& sections) {
    for (std::string_view paragraph : paragraphs(text)) {
        if (paragraph.starts_with("Exit status: ")) {
            paragraph.remove_prefix(std::string_view("Exit status: ").size());
            sections.exit_status += roff_section("EXIT STATUS") + roff_lines(paragraph);
        } else if (paragraph.starts_with("Example")) {
            paragraph.remove_prefix(paragraph.find('\n') + 1);
            sections.examples += roff_section("EXAMPLES") + roff_verbatim(paragraph);
        } else {
            sections.description +=
                fmt::format(".PP\n{}", paragraph.find("\n  ") == std::string_view::npos && !paragraph.starts_with("  ")
                                           ? roff_lines(paragraph)
                                           : roff_verbatim(paragraph));
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
    std::string text = roff_section("OPTIONS");
    Group group = Group::Options;
    for (const OptionInfo& option : command.options) {
        if (option.group != group) {
            group = option.group;
            text += roff_subsection(heading_of(group));
        }
        text += option_entry(option);
    }
    return text;
}

/// The name of a command's page without its section: `hmacsweep-keys-create`.
std::string man_page_name(const CommandInfo& command) {
    return command.path.empty() ? "hmacsweep" : fmt::format("hmacsweep-{}", joined(command.path, "-"));
}

std::string name_for_person(const CommandInfo& command) {
    return command.path.empty() ? "hmacsweep" : fmt::format("hmacsweep {}", joined(command.path, " "));
}

bool has_option(const CommandInfo& command, std::string_view name) {
    return std::ranges::any_of(command.options, [&](const OptionInfo& option) {
        return std::ranges::find(option.names, name) != option.names.end();
    });
}

/// The environment variables that a command reads.
std::string environment_section(const CommandInfo& command) {
    std::string text;
    if (has_option(command, "--keys")) {
        text +=
            roff_term("HMACSWEEP_KEYS", "The key files and bare secrets to use without --keys, separated by colons.");
    }
    if (has_option(command, "--query")) {
        text += roff_term("AWS_DEFAULT_OUTPUT", "The format to use without --output.") +
                roff_term("AWS_REGION, AWS_DEFAULT_REGION", "The Region to use without --region.");
    } else if (has_option(command, "--color")) {
        text += roff_term("NO_COLOR", "Not empty: no colours, unless --color always is given.");
    }
    return text.empty() ? text : roff_section("ENVIRONMENT") + text;
}

/// The files that a command reads and writes, and the page or schema of each.
std::string files_section(const CommandInfo& command) {
    constexpr std::string_view schemas = "share/hmacsweep/schemas";
    std::string text;
    if (has_option(command, "--keys") || (has_option(command, "--out") && has_option(command, "--id"))) {
        text += roff_term("key files", "See hmacsweep-keys(5).");
    }
    if (has_option(command, "--input-format")) {
        text += roff_term("inputs", "See hmacsweep-formats(7).") + roff_term("profiles", "See hmacsweep-profiles(7).");
    }
    if (has_option(command, "--results") || command.path == std::vector<std::string>{"report"}) {
        text +=
            roff_term("results", fmt::format("JSON Lines; {}/results.schema.json below the installation's folder is "
                                             "their JSON Schema.",
                                             schemas)) +
            roff_term("summary", fmt::format("JSON; {}/summary.schema.json below the installation's folder is its "
                                             "JSON Schema.",
                                             schemas));
    }
    return text.empty() ? text : roff_section("FILES") + text;
}

/// The references to all pages except this one.
std::string see_also(const std::string& name, int section, std::span<const CommandInfo> all) {
    std::string pages;
    const auto add = [&](const std::string& page, int its_section) {
        if (page != name || its_section != section) {
            pages += fmt::format("{}.BR {} ({})", pages.empty() ? "" : ",\n", roff(page), its_section);
        }
    };
    for (const CommandInfo& command : all) {
        add(man_page_name(command), 1);
    }
    for (const TopicPage& topic : topic_pages()) {
        add(fmt::format("hmacsweep-{}", topic.name), topic.section);
    }
    return roff_section("SEE ALSO") + pages + "\n";
}

std::string text_of_page(const CommandInfo& command, std::span<const CommandInfo> all) {
    const std::string name = man_page_name(command);
    std::string text =
        roff_title(name, 1, command.path.empty() ? "verify stored HMACs in bulk, offline" : command.about);
    text += roff_section("SYNOPSIS");
    text += fmt::format(".B {}\n{}{}\n", roff(name_for_person(command)),
                        command.commands.empty() ? "[\\fIOPTION\\fR...]" : "\\fICOMMAND\\fR [\\fIOPTION\\fR...]",
                        command.usage.empty() ? "" : fmt::format(" {}", roff(command.usage)));
    Sections sections;
    append_text(command.text, sections);
    text += roff_section("DESCRIPTION") +
            (command.path.empty() ? roff_lines(command.about) : fmt::format("{}.\n", roff(command.about))) +
            sections.description;
    if (!command.commands.empty()) {
        text += roff_section("COMMANDS");
        for (const auto& [below, what] : command.commands) {
            text += roff_term(below, what);
        }
    }
    return text + options_section(command) + sections.exit_status + environment_section(command) +
           files_section(command) + sections.examples + see_also(name, 1, all);
}

}    // namespace

std::vector<ManPage> man_pages() {
    const std::vector<CommandInfo> commands = describe_commands();
    std::vector<ManPage> pages;
    pages.reserve(commands.size() + topic_pages().size());
    for (const CommandInfo& command : commands) {
        pages.push_back({.name = man_page_name(command), .section = 1, .text = text_of_page(command, commands)});
    }
    for (const TopicPage& topic : topic_pages()) {
        const std::string name = fmt::format("hmacsweep-{}", topic.name);
        pages.push_back({.name = name,
                         .section = topic.section,
                         .text = roff_title(name, topic.section, topic.about) + topic.body() +
                                 see_also(name, topic.section, commands)});
    }
    return pages;
}

}    // namespace hmacsweep::cli
