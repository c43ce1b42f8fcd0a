// What a command was given: the values of its options as text, from the command line and from a profile.
#pragma once

#include "host/cli/options/option.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace CLI {
class App;
class Option;
}    // namespace CLI

namespace hmacsweep::cli {

/// Functions take the long name of an option, as `--output`, or the word of an operand, as `INPUT`. They throw
/// std::logic_error where the table has no such name. An option that only other commands have has no value.
class Given {
public:
    explicit Given(Command command);

    /// Declares the command's options on CLI11's parser, which fills them in. `parser` and the object must not move
    /// until parsing is done.
    void declare(CLI::App& parser);

    /// The command that these options are of.
    [[nodiscard]] Command command() const { return command_; }

    /// Whether the command line or a profile has the option, with a value that is not empty.
    [[nodiscard]] bool has(std::string_view name) const;
    /// The value that was given, else the option's default.
    [[nodiscard]] const std::string& text(std::string_view name) const;
    /// All values of an option that takes several.
    [[nodiscard]] const std::vector<std::string>& list(std::string_view name) const;

    /// Replaces the values of an option.
    void set(std::string_view name, std::string value);
    void set(std::string_view name, std::vector<std::string> values);
    void turn_on(std::string_view name);

    /// The names and values of the options on the command line, in the table's order. The summary has them.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> arguments() const;
    /// The error where one of arguments() has an empty value, as of a shell's variable that is not set; else empty.
    [[nodiscard]] std::string error_of_empty_value() const;

    /// Calls the effects of one stage, in the table's order; for `bench`, all effects.
    void apply(Stage stage, BatchRequest& request, Validation& validation) const;
    void apply(bench::ComparisonOptions& request, Validation& validation) const;

private:
    struct Entry {
        const Option* option;
        const CLI::Option* parsed = nullptr;
        bool is_set = false;    ///< whether a value came from elsewhere than the command line
        std::string text{};
        std::vector<std::string> list{};
        bool is_on = false;

        [[nodiscard]] bool has() const;
        [[nodiscard]] bool has_effect() const { return has() || !option->fallback.empty(); }
    };

    [[nodiscard]] const Entry& entry(std::string_view name) const;
    /// The entry, marked as set. The caller gives it its value.
    [[nodiscard]] Entry& entry_to_set(std::string_view name);

    Command command_;
    std::deque<Entry> entries_;    ///< one for each name, at fixed addresses
};

}    // namespace hmacsweep::cli
