#include "host/base/json_tokens.hpp"

#include <algorithm>

namespace hmacsweep {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Past the end of the string that begins with the quote at `i`; the end of the text when it is not closed.
std::size_t skip_string(std::string_view text, std::size_t i) {
    for (++i; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            return i + 1;
        }
    }
    return text.size();
}

std::size_t skip_digits(std::string_view text, std::size_t i) {
    while (i < text.size() && is_digit(text[i])) {
        ++i;
    }
    return i;
}

/// Past the end of the number at `i`, or `i` where there is none.
std::size_t skip_number(std::string_view text, std::size_t i) {
    const std::size_t begin = i;
    i += text[i] == '-' ? 1 : 0;
    std::size_t end = skip_digits(text, i);
    if (end == i || (text[i] == '0' && end > i + 1)) {
        return begin;
    }
    i = end;
    if (i < text.size() && text[i] == '.') {
        end = skip_digits(text, i + 1);
        if (end == i + 1) {
            return begin;
        }
        i = end;
    }
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        i += i < text.size() && (text[i] == '+' || text[i] == '-') ? 1 : 0;
        end = skip_digits(text, i);
        if (end == i) {
            return begin;
        }
        i = end;
    }
    return i;
}

/// Past the end of the value at `i` of a valid text: the comma or bracket that ends it at its own depth.
std::size_t skip_value(std::string_view text, std::size_t i) {
    std::size_t depth = 0;
    while (i < text.size()) {
        const char c = text[i];
        if (c == '"') {
            i = skip_string(text, i);
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
            return i;
        }
        depth += c == '{' || c == '[' ? 1 : 0;
        depth -= c == '}' || c == ']' ? 1 : 0;
        ++i;
    }
    return i;
}

}    // namespace

bool blank_numbers(std::string& text) {
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '"') {
            i = skip_string(text, i);
        } else if (text[i] == '-' || is_digit(text[i])) {
            const std::size_t end = skip_number(text, i);
            const char after = end < text.size() ? text[end] : ' ';
            if (end == i || (after != ',' && after != ']' && after != '}' && !is_blank(after))) {
                return false;
            }
            text[i] = '0';
            std::fill(text.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                      text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
            i = end;
        } else {
            ++i;
        }
    }
    return true;
}

std::string with_long_integers_as_doubles(std::string_view text) {
    constexpr std::size_t safe_size = 18;    // of digits and sign that any 64 bits hold
    std::string out;
    std::size_t copied = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '"') {
            i = skip_string(text, i);
        } else if (text[i] == '-' || is_digit(text[i])) {
            const std::size_t end = std::max(skip_number(text, i), i + 1);
            const std::string_view token = text.substr(i, end - i);
            if (token.size() > safe_size && token.find_first_of(".eE") == std::string_view::npos) {
                out += text.substr(copied, end - copied);
                out += ".0";
                copied = end;
            }
            i = end;
        } else {
            ++i;
        }
    }
    out += text.substr(copied);
    return out;
}

std::string_view trim_blanks(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

ValueTexts::ValueTexts(std::string_view json)
    : json_(json), at_(json.find_first_of("{[") + 1), has_names_(at_ != 0 && json[at_ - 1] == '{') {}

std::string_view ValueTexts::next() {
    if (has_names_) {
        at_ = skip_string(json_, json_.find('"', at_));
        at_ = json_.find(':', at_) + 1;
    }
    const std::size_t end = skip_value(json_, at_);
    const std::string_view text = trim_blanks(json_.substr(at_, end - at_));
    at_ = end + 1;
    return text;
}

std::string_view member_text(std::string_view json, std::size_t index) {
    return element_text(json, index);
}

std::string_view element_text(std::string_view json, std::size_t index) {
    ValueTexts texts(json);
    for (std::size_t i = 0; i < index; ++i) {
        static_cast<void>(texts.next());
    }
    return texts.next();
}

std::string without_member(std::string_view json, std::size_t index) {
    json = trim_blanks(json);
    std::size_t comma = 0;    // before the member; 0 for the first
    while (true) {
        const std::size_t name = json.find('"', comma + 1);
        const std::size_t value = json.find(':', skip_string(json, name)) + 1;
        const std::size_t end = skip_value(json, value);
        if (index == 0) {
            if (json[end] == ',') {    // the next member's name moves up
                return std::string(json.substr(0, name)).append(json.substr(json.find('"', end)));
            }
            const std::size_t value_end = value + json.substr(value, end - value).find_last_not_of(" \t\r\n") + 1;
            return std::string(json.substr(0, comma == 0 ? name : comma)).append(json.substr(value_end));
        }
        --index;
        comma = end;
    }
}

}    // namespace hmacsweep
