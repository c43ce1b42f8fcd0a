#include "host/cli/profiles/profile_file.hpp"

#include "host/base/encoding.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

// Errors are returned, nothing is printed, and a profile's values are lists at most.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_HEADER_ONLY 1
#define TOML_MAX_NESTED_VALUES 8
#include <toml++/toml.h>

namespace hmacsweep::cli {
namespace {

/// Adds one of an array's or table's strings to an option's value.
bool append_entry(std::string& value, const std::string& entry) {
    value += value.empty() ? entry : fmt::format(",{}", entry);
    return entry.find(',') == std::string::npos;
}

constexpr std::string_view no_comma = "has a comma in an entry of a list, which its option cannot tell from the list's";

/// A key's depth is that of the tables it makes, which are destroyed one within the other.
constexpr std::ptrdiff_t most_dots_in_line = 200;

constexpr const char* strings_only = "has a list with something in it that is no string";

/// The entries of a table in the order of the text.
std::vector<std::pair<const toml::key*, const toml::node*>> in_order(const toml::table& table) {
    std::vector<std::pair<const toml::key*, const toml::node*>> entries;
    for (const auto& [key, node] : table) {
        entries.emplace_back(&key, &node);
    }
    std::ranges::sort(entries, std::less{}, [](const auto& entry) {
        const toml::source_position place = entry.first->source().begin;
        return std::pair(place.line, place.column);
    });
    return entries;
}

/// Adds the strings of a TOML array or table to an option's value; why that cannot be, or nothing.
std::string append_strings(const toml::node& node, std::string& value) {
    if (const toml::array* const array = node.as_array()) {
        for (const toml::node& element : *array) {
            if (!element.is_string()) {
                return strings_only;
            }
            if (!append_entry(value, element.as_string()->get())) {
                return std::string(no_comma);
            }
        }
        return {};
    }
    for (const auto& [key, element] : in_order(*node.as_table())) {
        if (!element->is_string()) {
            return strings_only;
        }
        if (!append_entry(value, fmt::format("{}={}", key->str(), element->as_string()->get()))) {
            return std::string(no_comma);
        }
    }
    return {};
}

/// A value of TOML as an option's value; why it cannot be one, or nothing.
std::string read_toml_value(const toml::node& node, ProfileEntry& entry) {
    if (node.is_array() || node.is_table()) {
        return append_strings(node, entry.value);
    }
    if (const toml::value<std::string>* const text = node.as_string()) {
        entry.value = text->get();
        return {};
    }
    if (const toml::value<bool>* const flag = node.as_boolean()) {
        entry.is_flag = true;
        entry.value = flag->get() ? "true" : "false";
        return {};
    }
    if (const toml::value<std::int64_t>* const number = node.as_integer(); number != nullptr && number->get() >= 0) {
        entry.value = fmt::to_string(number->get());
        return {};
    }
    return "has a value that is no string in quotes, whole number, true, false, [...] or {...}";
}

/// The number of a line with more dots than keys of a profile can need; 0 for none.
std::size_t find_line_of_dots(std::string_view text) {
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (std::ranges::count(line, '.') > most_dots_in_line) {
            return number;
        }
    }
    return 0;
}

/// A value of JSON as an option's value; why it cannot be one, or nothing.
std::string read_json_value(const simdjson::dom::element& value, ProfileEntry& entry) {
    namespace dom = simdjson::dom;
    dom::array array;
    dom::object object;
    std::string_view text;
    std::uint64_t number = 0;
    if (value.get_string().get(text) == simdjson::SUCCESS) {
        entry.value = text;
    } else if (value.get_bool().get(entry.is_flag) == simdjson::SUCCESS) {
        entry.value = entry.is_flag ? "true" : "false";
        entry.is_flag = true;
    } else if (value.get_uint64().get(number) == simdjson::SUCCESS) {
        entry.value = fmt::to_string(number);
    } else if (value.get_array().get(array) == simdjson::SUCCESS) {
        for (const dom::element& element : array) {
            if (element.get_string().get(text) != simdjson::SUCCESS) {
                return strings_only;
            }
            if (!append_entry(entry.value, std::string(text))) {
                return std::string(no_comma);
            }
        }
    } else if (value.get_object().get(object) == simdjson::SUCCESS) {
        for (const auto& [name, element] : object) {
            if (element.get_string().get(text) != simdjson::SUCCESS) {
                return strings_only;
            }
            if (!append_entry(entry.value, fmt::format("{}={}", name, text))) {
                return std::string(no_comma);
            }
        }
    } else {
        return "has a value that is no string, whole number, true, false, list or object of strings";
    }
    return {};
}

}    // namespace

Result<ProfileEntries> parse_toml_profile(std::string_view text, std::string_view name) {
    if (const std::size_t line = find_line_of_dots(text); line != 0) {
        return Error{fmt::format("{}, line {}: it has more than {} dots, and a name needs one at most", printable(name),
                                 line, most_dots_in_line)};
    }
    const toml::parse_result parsed = toml::parse(text);
    if (!parsed) {
        return Error{fmt::format(
            "{}, line {}: it is not TOML: {} (a line is name = value; a value is a string in "
            "quotes, a whole number, true, false, [...] or {{...}})",
            printable(name), parsed.error().source().begin.line, printable(parsed.error().description(), 400))};
    }
    ProfileEntries entries;
    for (const auto& [key, node] : in_order(parsed.table())) {
        ProfileEntry& entry = entries.emplace_back();
        entry.name = key->str();
        entry.line = key->source().begin.line;
        if (const std::string reason = read_toml_value(*node, entry); !reason.empty()) {
            return Error{fmt::format("{}, line {}: {} {}", printable(name), entry.line, printable(entry.name), reason)};
        }
    }
    return entries;
}

Result<ProfileEntries> parse_json_profile(std::string_view text, std::string_view name) {
    simdjson::dom::parser parser;
    simdjson::dom::object root;
    if (parser.parse(text.data(), text.size()).get_object().get(root) != simdjson::SUCCESS) {
        return Error{fmt::format("{}: it is not one valid JSON object", printable(name))};
    }
    ProfileEntries entries;
    for (const auto& [option, value] : root) {
        ProfileEntry& entry = entries.emplace_back();
        entry.name = option;
        if (const std::string reason = read_json_value(value, entry); !reason.empty()) {
            return Error{fmt::format("{}, {}: it {}", printable(name), printable(option), reason)};
        }
    }
    return entries;
}

}    // namespace hmacsweep::cli
