// What a command was given: the values of its options as text, from the command line and from a profile.
#pragma once

#include "host/cli/options/option.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace hmacsweep::cli {

/// Options are asked for by their long names, `--output`, and operands by their words. A name that the table lacks is
/// a std::logic_error; an option that belongs to other commands only has no value.
class Given {
public:
    explicit Given(Command command);

    /// Declares the command's options on CLI11's parser, which fills them in. `parser` and the object must not move
    /// until parsing is done.
    void declare(CLI::App& parser);

    /// Whether the option has a value other than its default.
    [[nodiscard]] bool has(std::string_view name) const;
    /// The value, else the option's default.
    [[nodiscard]] const std::string& text(std::string_view name) const;
    /// All values, of options that have several.
    [[nodiscard]] const std::vector<std::string>& list(std::string_view name) const;

    /// Takes a value in place of those there are.
    void set(std::string_view name, std::string value);
    void set(std::string_view name, std::vector<std::string> values);
    void turn_on(std::string_view name);

    /// What the command line has, for the summary: name and values, in the table's order.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> arguments() const;

    /// Calls the effects of one stage.
    void apply(Stage stage, BatchRequest& request, Validation& validation) const;
    void apply(bench::ComparisonOptions& request, Validation& validation) const;

private:
    struct Entry {
        const Option* option;
        const CLI::Option* parsed = nullptr;
        bool is_set = false;    ///< by other than the command line
        std::string text{};
        std::vector<std::string> list{};
        bool is_on = false;

        [[nodiscard]] bool has() const;
        [[nodiscard]] bool has_effect() const { return has() || !option->fallback.empty(); }
    };

    [[nodiscard]] const Entry& entry(std::string_view name) const;
    /// The entry, to be given a value that the command line does not have.
    [[nodiscard]] Entry& entry_to_set(std::string_view name);

    Command command_;
    std::deque<Entry> entries_;    ///< one for each name, at fixed addresses
};

}    // namespace hmacsweep::cli
