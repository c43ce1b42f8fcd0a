// A parser of command lines that behaves as Python's argparse, which the AWS CLI uses: unique prefixes are accepted,
// `--option=value` is accepted, and a value that begins with a dash is taken for an option. The caller gives the
// options as a table.
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
    Ignored,    ///< accepted, without effect
    Network,    ///< accepted, without effect because hmacsweep uses no network
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
    std::string_view undoes = no_option;    ///< the option that this one removes: `--no-dry-run` removes `--dry-run`
    bool is_own = false;    ///< hmacsweep's option, not the AWS CLI's: has no prefixes, and keeps all its values
};

/// A parsed command line. An option that is given twice has the values of its last use, unless OptionRow::is_own.
struct Parsed {
    std::map<std::string_view, std::vector<std::string>> options;    ///< values by OptionRow::name
    std::optional<std::string> positional;                           ///< the first value that belongs to no option
    std::vector<std::string> rest;                                   ///< all other arguments, in order

    [[nodiscard]] bool has(std::string_view name) const { return options.contains(name); }
    /// The last value of an option; nothing when it has none or was not given.
    [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
};

/// A command line that the table does not allow, in argparse's words.
struct ArgumentError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Parses the options of `table` and leaves everything else in Parsed::rest. Sets Parsed::positional only with
/// `wants_positional`. Does not check for missing options. Throws ArgumentError when an option is ambiguous or its
/// values are wrong.
[[nodiscard]] Parsed parse_known(std::span<const std::string> arguments, std::span<const OptionRow> table,
                                 bool wants_positional);

/// The error text for required options that are missing, in the table's order; empty when none is missing.
[[nodiscard]] std::string missing_options(const Parsed& parsed, std::span<const OptionRow> table);

}    // namespace hmacsweep::aws
