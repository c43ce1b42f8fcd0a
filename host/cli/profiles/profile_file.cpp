#include "host/cli/profiles/profile_file.hpp"

#include "cuda/core/text_codec.hpp"
#include "host/base/encoding.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

namespace hmacsweep::cli {
namespace {

/// Adds one of an array's or table's strings to an option's value.
bool append_entry(std::string& value, const std::string& entry) {
    value += value.empty() ? entry : fmt::format(",{}", entry);
    return entry.find(',') == std::string::npos;
}

constexpr std::string_view no_comma = "has a comma in an entry of a list, which its option cannot tell from the list's";

/// One line of TOML.
class TomlLine {
public:
    explicit TomlLine(std::string_view text) : text_(text) {}

    /// Whether there is nothing on the line.
    [[nodiscard]] bool is_blank() {
        skip_blanks();
        return is_end();
    }

    /// The entry of the line.
    Result<ProfileEntry> parse() {
        skip_blanks();
        ProfileEntry entry;
        if (!key(entry.name) || !equals() || !value(entry)) {
            return Error{error_};
        }
        skip_blanks();
        if (!is_end()) {
            return Error{"has text behind its value"};
        }
        return entry;
    }

private:
    [[nodiscard]] char at() const { return i_ < text_.size() ? text_[i_] : '\0'; }
    [[nodiscard]] bool is_end() const { return i_ == text_.size() || text_[i_] == '#'; }
    void skip_blanks() {
        while (at() == ' ' || at() == '\t') {
            ++i_;
        }
    }
    bool fail(std::string error) {
        error_ = std::move(error);
        return false;
    }
    bool take(char c) {
        skip_blanks();
        if (at() != c || i_ == text_.size()) {
            return false;
        }
        ++i_;
        return true;
    }

    bool key(std::string& name) {
        if (at() == '"' || at() == '\'') {
            return string(name);
        }
        if (at() == '[') {
            return fail("begins a table; a profile is options alone, and a table is written {name = \"value\", ...}");
        }
        const auto is_key = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        };
        while (i_ < text_.size() && is_key(text_[i_])) {
            name += text_[i_++];
        }
        return name.empty() ? fail("has no name = value") : true;
    }

    bool equals() { return take('=') ? true : fail("has no = behind its name"); }

    bool value(ProfileEntry& entry) {
        skip_blanks();
        switch (at()) {
            case '"':
            case '\'':
                return string(entry.value);
            case '[':
                return list(entry.value, ']', false);
            case '{':
                return list(entry.value, '}', true);
            default:
                break;
        }
        while (i_ < text_.size() && text_[i_] != ' ' && text_[i_] != '\t' && text_[i_] != '#') {
            entry.value += text_[i_++];
        }
        entry.is_flag = entry.value == "true" || entry.value == "false";
        const bool is_number =
            !entry.value.empty() && std::ranges::all_of(entry.value, [](char c) { return c >= '0' && c <= '9'; });
        return entry.is_flag || is_number
                   ? true
                   : fail("has a value that is no string in quotes, whole number, true, false, [...] or {...}");
    }

    /// The strings up to `end`, each behind a name and `=` in a table.
    bool list(std::string& joined, char end, bool has_names) {
        ++i_;
        bool is_first = true;
        while (!take(end)) {
            if (!is_first && !take(',')) {
                return fail(fmt::format("has a list that goes on without a comma and does not end with {}", end));
            }
            skip_blanks();
            if (!is_first && !has_names && take(end)) {
                return true;    // an array may end with a comma
            }
            is_first = false;
            std::string entry;
            if (has_names && (!key(entry) || !equals())) {
                return false;
            }
            skip_blanks();
            std::string text;
            if (at() != '"' && at() != '\'') {
                return fail("has a list with something in it that is no string");
            }
            if (!string(text)) {
                return false;
            }
            if (!append_entry(joined, has_names ? fmt::format("{}={}", entry, text) : text)) {
                return fail(std::string(no_comma));
            }
        }
        return true;
    }

    bool string(std::string& value) {
        const char quote = text_[i_++];
        while (i_ < text_.size() && text_[i_] != quote) {
            if (text_[i_] == '\\' && quote == '"') {
                if (!escape(value)) {
                    return fail(
                        "has an escape in a string that is none of \\\", \\\\, \\b, \\t, \\n, \\f, \\r and "
                        "\\uXXXX (ASCII); a string in single quotes has none");
                }
            } else {
                value += text_[i_++];
            }
        }
        if (i_ == text_.size()) {
            return fail("has a string that is not closed");
        }
        ++i_;
        return true;
    }

    bool escape(std::string& value) {
        ++i_;
        constexpr std::string_view names = "btnfr\"\\";
        constexpr std::string_view bytes = "\b\t\n\f\r\"\\";
        const char c = at();
        ++i_;
        if (const std::size_t found = names.find(c); c != '\0' && found != std::string_view::npos) {
            value += bytes[found];
            return true;
        }
        std::uint32_t code = 0;
        if (c != 'u' || i_ + 4 > text_.size()) {
            return false;
        }
        for (const char digit : text_.substr(i_, 4)) {
            code = (code << 4) | core::hex_digit(static_cast<std::uint8_t>(digit));
        }
        i_ += 4;
        value += static_cast<char>(code);
        return code < 0x80;
    }

    std::string_view text_;
    std::size_t i_ = 0;
    std::string error_;
};

/// A value of JSON as an option's value; why it cannot be one, or nothing.
std::string read_json_value(const simdjson::dom::element& value, ProfileEntry& entry) {
    namespace dom = simdjson::dom;
    constexpr const char* strings_only = "has a list with something in it that is no string";
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
    ProfileEntries entries;
    for (std::size_t begin = 0, number = 1; begin < text.size(); ++number) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = text.substr(begin, end - begin);
        begin = end + 1;
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (TomlLine(line).is_blank()) {
            continue;
        }
        Result<ProfileEntry> entry = is_utf8(line) ? TomlLine(line).parse() : Error{"has bytes that are not UTF-8"};
        if (!entry) {
            return Error{fmt::format("{}, line {}: it {}", printable(name), number, entry.error().message)};
        }
        entry->line = number;
        entries.push_back(std::move(*entry));
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
