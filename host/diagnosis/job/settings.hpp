// The options of a job, as data: what a command line says about how records are read and what their MACs cover.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::diagnosis {

/// An option of `verify` and its value; a flag has an empty value.
struct Setting {
    std::string name;
    std::string value;

    friend bool operator==(const Setting&, const Setting&) = default;
};
using Settings = std::vector<Setting>;

/// Adds `field=name` to --columns.
void add_column(Settings& settings, std::string_view field, std::string_view name);
/// Appends settings. Those of --columns are joined with the ones that are there.
void append(Settings& settings, const Settings& more);
/// The value of an option; empty where the settings do not have it.
[[nodiscard]] std::string_view value_of(const Settings& settings, std::string_view name);
/// The settings as words of a command line.
[[nodiscard]] std::vector<std::string> words_of(const Settings& settings);

/// A text as a literal of a recipe or of a template: braces and backslashes are doubled, control characters escaped.
[[nodiscard]] std::string literal_text(std::string_view text);

}    // namespace hmacsweep::diagnosis
