#include "host/cli/describe/completion.hpp"

#include <string_view>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// The text as one word of bash or zsh.
std::string single_quoted(std::string_view text) {
    std::string word = "'";
    for (const char c : text) {
        word += c == '\'' ? std::string_view("'\\''") : std::string_view(&c, 1);
    }
    return word + "'";
}

std::string quoted_for_fish(std::string_view text) {
    std::string word = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') {
            word += '\\';
        }
        word += c;
    }
    return word + "'";
}

/// Before each of some characters a backslash.
std::string escaped(std::string_view text, std::string_view characters) {
    std::string escaped_text;
    for (const char c : text) {
        if (characters.find(c) != std::string_view::npos) {
            escaped_text += '\\';
        }
        escaped_text += c;
    }
    return escaped_text;
}

std::string all_names(const CommandInfo& command) {
    std::vector<std::string> names;
    for (const OptionInfo& option : command.options) {
        names.insert(names.end(), option.names.begin(), option.names.end());
    }
    return joined(names, " ");
}

std::string names_below(const CommandInfo& command) {
    std::vector<std::string> names;
    names.reserve(command.commands.size());
    for (const auto& [name, about] : command.commands) {
        names.push_back(name);
    }
    for (std::string& word : command.operand_words()) {
        names.push_back(std::move(word));
    }
    return joined(names, " ");
}

/// The case labels of an option in bash: `'verify -o'|'verify --output'`.
std::string bash_labels(const CommandInfo& command, const OptionInfo& option) {
    std::string labels;
    for (const std::string& name : option.names) {
        labels += fmt::format("{}{}", labels.empty() ? "" : "|",
                              single_quoted(fmt::format("{} {}", joined(command.path, " "), name)));
    }
    return labels;
}

std::string bash_values(const CommandInfo& command) {
    std::string text;
    for (const OptionInfo& option : command.options) {
        if (!option.value.empty()) {
            text += fmt::format("        {}) _hmacsweep_offer {} {}; return ;;\n", bash_labels(command, option),
                                option.takes_file ? "files" : "words", single_quoted(joined(option.words, " ")));
        }
    }
    return text;
}

/// An option of zsh's _arguments.
std::string zsh_option(const OptionInfo& option, const std::string& name) {
    std::string spec = fmt::format("*{}[{}]", name, escaped(option.help, "\\[]:"));
    if (!option.value.empty()) {
        spec += fmt::format(":{}:", escaped(option.value, "\\:"));
        if (option.takes_file && !option.words.empty()) {
            spec += fmt::format("{{_alternative 'words:word:({})' 'files:file:_files'}}", joined(option.words, " "));
        } else if (option.takes_file) {
            spec += "_files";
        } else if (!option.words.empty()) {
            spec += fmt::format("({})", joined(option.words, " "));
        } else {
            spec += " ";    // nothing to offer
        }
    }
    return single_quoted(spec);
}

std::string zsh_function(const CommandInfo& command) {
    return command.path.empty() ? "_hmacsweep" : fmt::format("_hmacsweep_{}", joined(command.path, "_"));
}

std::string zsh_arguments(const CommandInfo& command) {
    std::string text;
    for (const OptionInfo& option : command.options) {
        for (const std::string& name : option.names) {
            text += fmt::format(" \\\n        {}", zsh_option(option, name));
        }
    }
    if (command.takes_files()) {
        text += " \\\n        '*:file:_files'";
    } else if (!command.operand_words().empty()) {
        text += fmt::format(" \\\n        {}",
                            single_quoted(fmt::format("1:name:({})", joined(command.operand_words(), " "))));
    }
    return text;
}

/// When a command's options are to be offered, as fish asks.
std::string fish_condition(const CommandInfo& command) {
    if (command.path.empty()) {
        return "__fish_use_subcommand";
    }
    std::string condition;
    for (const std::string& name : command.path) {
        condition += fmt::format("{}__fish_seen_subcommand_from {}", condition.empty() ? "" : "; and ", name);
    }
    if (!command.commands.empty()) {
        condition += fmt::format("; and not __fish_seen_subcommand_from {}", names_below(command));
    }
    return condition;
}

std::string fish_option(const CommandInfo& command, const OptionInfo& option) {
    std::string text = fmt::format("complete -c hmacsweep -n {}", quoted_for_fish(fish_condition(command)));
    for (const std::string& name : option.names) {
        text += name.starts_with("--") ? fmt::format(" -l {}", name.substr(2)) : fmt::format(" -s {}", name.substr(1));
    }
    if (!option.value.empty()) {
        text += option.takes_file ? " -r -F" : " -x";
    }
    if (!option.words.empty()) {
        text += fmt::format(" -a {}", quoted_for_fish(joined(option.words, " ")));
    }
    if (!option.help.empty()) {
        text += fmt::format(" -d {}", quoted_for_fish(option.help));
    }
    return text + "\n";
}

constexpr std::string_view bash_head = R"(# Completion of hmacsweep for bash, made by `hmacsweep completion bash`.

# _hmacsweep_offer files|words WORDS: what fits of the words, and of the names of files.
_hmacsweep_offer() {
    mapfile -t COMPREPLY < <(compgen -W "$2" -- "$cur"; [ "$1" = words ] || compgen -f -- "$cur")
    [ "$1" = words ] || compopt -o filenames 2> /dev/null
}

_hmacsweep() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} path='' kind=words i
    if [ "$cur" = = ]; then
        cur=''
    elif [ "$prev" = = ]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$path/${COMP_WORDS[i]}" in
)";

constexpr std::string_view bash_foot = R"(    esac
    if [[ $cur == -* ]]; then
        kind=words words=$options
    fi
    _hmacsweep_offer "$kind" "$words"
}
complete -F _hmacsweep hmacsweep
)";

}    // namespace

std::string bash_completion(std::span<const CommandInfo> commands) {
    std::string text(bash_head);
    for (const CommandInfo& command : commands.subspan(1)) {
        const std::vector<std::string> before(command.path.begin(), command.path.end() - 1);
        const std::string label = fmt::format("{}/{}", joined(before, " "), command.path.back());
        text +=
            fmt::format("            {}) path={} ;;\n", single_quoted(label), single_quoted(joined(command.path, " ")));
    }
    text += "        esac\n    done\n    case \"$path $prev\" in\n";
    for (const CommandInfo& command : commands) {
        text += bash_values(command);
    }
    text += "    esac\n    local words='' options=''\n    case \"$path\" in\n";
    for (const CommandInfo& command : commands) {
        text += fmt::format("        {}) words={} options={}{} ;;\n", single_quoted(joined(command.path, " ")),
                            single_quoted(names_below(command)), single_quoted(all_names(command)),
                            command.takes_files() ? " kind=files" : "");
    }
    return text + std::string(bash_foot);
}

std::string zsh_completion(std::span<const CommandInfo> commands) {
    std::string text = "#compdef hmacsweep\n# Made by `hmacsweep completion zsh`.\n";
    for (const CommandInfo& command : commands) {
        text += fmt::format("\n{}() {{\n", zsh_function(command));
        if (command.commands.empty()) {
            text += fmt::format("    _arguments{}\n}}\n", zsh_arguments(command));
            continue;
        }
        text += "    local context state line curcontext=\"$curcontext\"\n    local -a commands\n";
        text += fmt::format("    _arguments -C{} \\\n        '1: :->command' '*:: :->rest'\n", zsh_arguments(command));
        text += "    case $state in\n        command)\n            commands=(";
        for (const auto& [name, about] : command.commands) {
            text +=
                fmt::format("\n                {}", single_quoted(fmt::format("{}:{}", name, escaped(about, "\\:"))));
        }
        text += fmt::format(
            ")\n            _describe -t commands command commands ;;\n        rest)\n"
            "            (( $+functions[{0}_$words[1]] )) && {0}_$words[1] ;;\n    esac\n}}\n",
            zsh_function(command));
    }
    return text + "\n_hmacsweep \"$@\"\n";
}

std::string fish_completion(std::span<const CommandInfo> commands) {
    std::string text =
        "# Completion of hmacsweep for fish, made by `hmacsweep completion fish`.\ncomplete -c hmacsweep -f\n";
    for (const CommandInfo& command : commands) {
        const std::string condition = quoted_for_fish(fish_condition(command));
        for (const auto& [name, about] : command.commands) {
            text += fmt::format("complete -c hmacsweep -n {} -a {} -d {}\n", condition, name, quoted_for_fish(about));
        }
        if (command.takes_files()) {
            text += fmt::format("complete -c hmacsweep -n {} -F\n", condition);
        }
        if (!command.operand_words().empty()) {
            text += fmt::format("complete -c hmacsweep -n {} -a {}\n", condition,
                                quoted_for_fish(joined(command.operand_words(), " ")));
        }
        for (const OptionInfo& option : command.options) {
            text += fish_option(command, option);
        }
    }
    return text;
}

}    // namespace hmacsweep::cli
