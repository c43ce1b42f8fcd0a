#include "host/aws/arguments.hpp"

#include "host/aws/python_text.hpp"
#include "host/base/close_matches.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hmacsweep::aws {
namespace {

/// What one argument is, before values are given to options.
enum class Kind : std::uint8_t { Value, Option, DoubleDash };

struct Token {
    Kind kind = Kind::Value;
    const OptionRow* option = nullptr;                           ///< null for an option that the table does not know
    std::optional<std::string> explicit_value = std::nullopt;    ///< what follows the `=`
};

bool is_negative_number(std::string_view text) {
    const auto is_digits = [](std::string_view part) {
        return std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    };
    const std::string_view number = text.substr(1);
    const std::size_t point = number.find('.');
    if (point == std::string_view::npos) {
        return is_digits(number);
    }
    return is_digits(number.substr(0, point)) && point + 1 < number.size() && is_digits(number.substr(point + 1));
}

/// How many values an option takes when they are there.
std::size_t most_values(Arity arity) {
    switch (arity) {
        case Arity::None:
            return 0;
        case Arity::One:
        case Arity::AtMostOne:
            return 1;
        case Arity::Any:
            break;
    }
    return std::numeric_limits<std::size_t>::max();
}

class Parser {
public:
    Parser(std::span<const std::string> arguments, std::span<const OptionRow> table, bool wants_positional)
        : arguments_(arguments), table_(table), wants_positional_(wants_positional) {}

    Parsed parse() {
        classify();
        while (next_ < arguments_.size()) {
            if (tokens_[next_].kind == Kind::Option) {
                take_option();
            } else {
                take_stray();
            }
        }
        return std::move(parsed_);
    }

private:
    void classify() {
        for (const std::string& argument : arguments_) {
            if (has_dashes_) {
                tokens_.push_back({});
            } else if (argument == "--") {
                has_dashes_ = true;
                tokens_.push_back({.kind = Kind::DoubleDash});
            } else {
                tokens_.push_back(read_token(argument));
            }
        }
    }

    [[nodiscard]] const OptionRow* find(std::string_view name) const {
        const auto row = std::ranges::find(table_, name, &OptionRow::name);
        return row == table_.end() ? nullptr : &*row;
    }

    [[nodiscard]] Token read_token(const std::string& argument) const {
        if (argument.size() < 2 || argument[0] != '-') {
            return {};
        }
        if (const OptionRow* const exact = find(argument)) {
            return {.kind = Kind::Option, .option = exact};
        }
        const std::size_t equals = argument.find('=');
        const std::string name = argument.substr(0, equals);
        std::optional<std::string> value;
        if (equals != std::string::npos) {
            value = argument.substr(equals + 1);
            if (const OptionRow* const exact = find(name)) {
                return {.kind = Kind::Option, .option = exact, .explicit_value = std::move(value)};
            }
        }
        if (const OptionRow* const row = find_by_prefix(argument, name)) {
            return {.kind = Kind::Option, .option = row, .explicit_value = std::move(value)};
        }
        if (is_negative_number(argument) || argument.find(' ') != std::string::npos) {
            return {};
        }
        return {.kind = Kind::Option};
    }

    [[nodiscard]] const OptionRow* find_by_prefix(const std::string& argument, const std::string& prefix) const {
        if (!prefix.starts_with("--")) {
            return nullptr;
        }
        std::vector<std::string_view> matches;
        for (const OptionRow& row : table_) {
            if (!row.is_own && row.name.starts_with(prefix)) {
                matches.push_back(row.name);
            }
        }
        if (matches.size() > 1) {
            throw ArgumentError(fmt::format("ambiguous option: {} could match {}", argument, fmt::join(matches, ", ")));
        }
        return matches.empty() ? nullptr : find(matches.front());
    }

    /// An option and the values that follow it.
    void take_option() {
        const Token& token = tokens_[next_];
        if (token.option == nullptr) {
            parsed_.rest.push_back(arguments_[next_++]);
            return;
        }
        const OptionRow& row = *token.option;
        ++next_;
        std::vector<std::string> values;
        if (token.explicit_value) {
            if (row.arity == Arity::None) {
                throw ArgumentError(fmt::format("argument {}: ignored explicit argument {}", row.name,
                                                python_repr(*token.explicit_value)));
            }
            values.push_back(*token.explicit_value);
        } else {
            const std::size_t most = most_values(row.arity);
            while (values.size() < most && next_ < arguments_.size() && tokens_[next_].kind == Kind::Value) {
                values.push_back(arguments_[next_++]);
            }
        }
        if (row.arity == Arity::One && values.empty()) {
            throw ArgumentError(fmt::format("argument {}: expected one argument", row.name));
        }
        check_choices(row, values);
        store(row, std::move(values));
    }

    void store(const OptionRow& row, std::vector<std::string> values) {
        parsed_.options.erase(row.undoes);
        std::vector<std::string>& stored = parsed_.options[row.name];
        if (row.is_own) {
            stored.insert(stored.end(), values.begin(), values.end());
        } else {
            stored = std::move(values);
        }
    }

    static void check_choices(const OptionRow& row, std::span<const std::string> values) {
        if (row.choices.empty()) {
            return;
        }
        for (const std::string& value : values) {
            if (std::ranges::find(row.choices, value) != row.choices.end()) {
                continue;
            }
            std::string text = fmt::format("argument {}: Invalid choice, valid choices are:\n", row.name);
            for (std::size_t i = 0; i < row.choices.size(); ++i) {
                text += fmt::format("{}{:<40}", i % 2 == 0 ? "\n" : " | ", row.choices[i]);
            }
            if (const std::vector<std::string_view> close = close_matches(value, row.choices); !close.empty()) {
                text += fmt::format("\n\n\nInvalid choice: {}, maybe you meant:\n", python_repr(value));
                for (const std::string_view choice : close) {
                    text += fmt::format("\n  * {}", choice);
                }
            }
            throw ArgumentError(text);
        }
    }

    /// A value that belongs to no option. The first becomes the positional one, together with a `--` before it.
    void take_stray() {
        if (!wants_positional_ || parsed_.positional) {
            parsed_.rest.push_back(arguments_[next_++]);
            return;
        }
        if (tokens_[next_].kind == Kind::DoubleDash) {
            ++next_;
        }
        if (next_ < arguments_.size()) {
            parsed_.positional = arguments_[next_++];
        }
        if (next_ < arguments_.size() && tokens_[next_].kind == Kind::DoubleDash) {
            ++next_;
        }
    }

    std::span<const std::string> arguments_;
    std::span<const OptionRow> table_;
    bool wants_positional_;
    bool has_dashes_ = false;
    std::vector<Token> tokens_;
    std::size_t next_ = 0;
    Parsed parsed_;
};

}    // namespace

std::optional<std::string> Parsed::value(std::string_view name) const {
    const auto found = options.find(name);
    return found == options.end() || found->second.empty() ? std::nullopt : std::optional(found->second.back());
}

Parsed parse_known(std::span<const std::string> arguments, std::span<const OptionRow> table, bool wants_positional) {
    return Parser(arguments, table, wants_positional).parse();
}

std::string missing_options(const Parsed& parsed, std::span<const OptionRow> table) {
    std::vector<std::string_view> missing;
    for (const OptionRow& row : table) {
        if (row.is_required && !parsed.has(row.name)) {
            missing.push_back(row.name);
        }
    }
    return missing.empty() ? std::string()
                           : fmt::format("the following arguments are required: {}", fmt::join(missing, ", "));
}

}    // namespace hmacsweep::aws
