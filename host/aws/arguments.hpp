// A parser of command lines in the manner of Python's argparse, with which the AWS CLI reads its own: unique prefixes,
// `--option=value`, and values that begin with a dash taken for options. It knows no option itself; tables tell it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::aws {

/// How many values follow an option.
enum class Arity : std::uint8_t { None, One, AtMostOne, Any };

/// What this program does with an option.
enum class Support : std::uint8_t {
    Full,
    Ignored,    ///< accepted, with nothing to do here
    Network,    ///< the same, since nothing goes over a network
};

/// The choices of an option that takes any value.
inline constexpr std::span<const std::string_view> any_value;
inline constexpr std::string_view no_option;

/// One row of an option table.
struct OptionRow {
    std::string_view name;    ///< with its dashes
    Arity arity = Arity::One;
    bool is_required = false;
    Support support = Support::Full;
    std::span<const std::string_view> choices = any_value;
    std::string_view undoes = no_option;    ///< the option that it takes back, as `--no-dry-run` does
    bool is_own = false;    ///< hmacsweep's, not the AWS CLI's: no prefix of it counts, and every use of it does
};

/// What stood on a command line. An option that is given twice has the values of its last use.
struct Parsed {
    std::map<std::string_view, std::vector<std::string>> options;    ///< by the table's names
    std::optional<std::string> positional;                           ///< the first stray value, when one is wanted
    std::vector<std::string> rest;                                   ///< what the table does not know, in order

    [[nodiscard]] bool has(std::string_view name) const { return options.contains(name); }
    /// The value of an option with one; nothing when it was not given.
    [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
};

/// A complaint about a command line, in argparse's words.
struct ArgumentError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Reads the options of `table` and leaves everything else in Parsed::rest. Does not look for missing options. Throws
/// ArgumentError when an option is ambiguous or its values are wrong.
[[nodiscard]] Parsed parse_known(std::span<const std::string> arguments, std::span<const OptionRow> table,
                                 bool wants_positional);

/// The complaint about required options that are missing, in the table's order; empty when none is.
[[nodiscard]] std::string missing_options(const Parsed& parsed, std::span<const OptionRow> table);

}    // namespace hmacsweep::aws
