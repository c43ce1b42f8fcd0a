#include "host/cli/options/given.hpp"

#include "host/cli/options/option_table.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

namespace hmacsweep::cli {

Given::Given(Command command) : command_(command) {
    const Options& all = all_options();
    for (const Option& option : all) {
        const auto is_same = [&](const Option& other) { return other.name() == option.name(); };
        const auto is_better = [&](const Option& other) { return is_same(other) && other.commands.has(command); };
        const bool is_known = std::ranges::any_of(entries_, [&](const Entry& known) { return is_same(*known.option); });
        if (!is_known && (option.commands.has(command) || std::ranges::none_of(all, is_better))) {
            entries_.push_back({.option = &option, .text = std::string(option.fallback)});
        }
    }
}

void Given::declare(CLI::App& parser) {
    const auto add = [&](Entry& entry) -> CLI::Option* {
        const std::string names(entry.option->names);
        switch (entry.option->takes) {
            case Takes::Nothing:
                return parser.add_flag(names, entry.is_on);
            case Takes::One:
                return parser.add_option(names, entry.text);
            case Takes::Last:
                return parser.add_option(names, entry.text)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
            case Takes::Each:    // one value each time, so that operands may follow
                return parser.add_option(names, entry.list)
                    ->expected(1)
                    ->allow_extra_args(false)
                    ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
            case Takes::Operands:
                return parser.add_option(names, entry.list);
        }
        return nullptr;
    };
    for (Entry& entry : entries_) {
        if (entry.option->commands.has(command_)) {
            CLI::Option* const parsed = add(entry);
            if (entry.option->takes != Takes::Nothing) {
                parsed->type_name(std::string(entry.option->value));
            }
            parsed->required(entry.option->is_required);
            entry.parsed = parsed;
        }
    }
}

bool Given::Entry::has() const {
    const bool is_given = is_set || (parsed != nullptr && parsed->count() != 0);
    return is_given && (is_on || !list.empty() || !text.empty());
}

const Given::Entry& Given::entry(std::string_view name) const {
    const auto found = std::ranges::find(entries_, name, [](const Entry& entry) { return entry.option->name(); });
    if (found == entries_.end()) {
        throw std::logic_error(fmt::format("the table of options has no {}", name));
    }
    return *found;
}

Given::Entry& Given::entry_to_set(std::string_view name) {
    const Entry* const wanted = &entry(name);
    const auto found = std::ranges::find_if(entries_, [&](const Entry& entry) { return &entry == wanted; });
    found->is_set = true;
    return *found;
}

bool Given::has(std::string_view name) const {
    return entry(name).has();
}

const std::string& Given::text(std::string_view name) const {
    return entry(name).text;
}

const std::vector<std::string>& Given::list(std::string_view name) const {
    return entry(name).list;
}

void Given::set(std::string_view name, std::string value) {
    entry_to_set(name).text = std::move(value);
}

void Given::set(std::string_view name, std::vector<std::string> values) {
    entry_to_set(name).list = std::move(values);
}

void Given::turn_on(std::string_view name) {
    entry_to_set(name).is_on = true;
}

std::vector<std::pair<std::string, std::string>> Given::arguments() const {
    std::vector<std::pair<std::string, std::string>> arguments;
    for (const Entry& entry : entries_) {
        if (entry.parsed != nullptr && entry.parsed->count() != 0) {
            arguments.emplace_back(entry.option->name(), fmt::format("{}", fmt::join(entry.parsed->results(), " ")));
        }
    }
    return arguments;
}

std::string Given::error_of_empty_value() const {
    for (const auto& [name, value] : arguments()) {
        if (value.empty()) {
            return fmt::format("{} needs a value that is not empty", name);
        }
    }
    return {};
}

void Given::apply(Stage stage, BatchRequest& request, Validation& validation) const {
    for (const Entry& entry : entries_) {
        if (entry.option->set != nullptr && entry.option->stage == stage && entry.has_effect()) {
            entry.option->set(request, *this, validation);
        }
    }
}

void Given::apply(bench::ComparisonOptions& request, Validation& validation) const {
    for (const Entry& entry : entries_) {
        if (entry.option->set_bench != nullptr && entry.option->commands.has(command_) && entry.has_effect()) {
            entry.option->set_bench(request, *this, validation);
        }
    }
}

}    // namespace hmacsweep::cli
