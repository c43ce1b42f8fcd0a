#include "host/aws/jmespath/number_text.hpp"

#include <charconv>
#include <limits>
#include <optional>
#include <string>

namespace hmacsweep::aws::jmespath {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// `text` without blanks around it, the sign first, and underscores between digits; nothing when one stands elsewhere.
std::optional<std::string> normal(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\v\f\r\x1c\x1d\x1e\x1f";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
        return std::nullopt;
    }
    text = text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            result += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
        } else if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) {
            return std::nullopt;
        }
    }
    if (result.starts_with('+')) {
        result.erase(0, 1);
        return result.starts_with('-') || result.starts_with('+') ? std::nullopt : std::optional(result);
    }
    return result;
}

}    // namespace

Value python_number(std::string_view text) {
    const std::optional<std::string> number = normal(text);
    if (!number) {
        return {};
    }
    const char* const end = number->data() + number->size();
    std::int64_t integer = 0;
    if (const auto read = std::from_chars(number->data(), end, integer); read.ptr == end && read.ec == std::errc()) {
        return Value(integer);
    }
    const std::string_view unsigned_text = std::string_view(*number).substr(number->starts_with('-') ? 1 : 0);
    const double sign = number->starts_with('-') ? -1 : 1;
    if (unsigned_text == "inf" || unsigned_text == "infinity") {
        return Value(sign * std::numeric_limits<double>::infinity());
    }
    if (unsigned_text == "nan") {
        return Value(std::numeric_limits<double>::quiet_NaN());
    }
    if (unsigned_text.empty() || (!is_digit(unsigned_text[0]) && unsigned_text[0] != '.')) {
        return {};
    }
    double real = 0;
    const auto read = std::from_chars(number->data(), end, real);
    if (read.ptr != end || read.ec == std::errc::invalid_argument) {
        return {};
    }
    if (read.ec == std::errc::result_out_of_range) {
        const bool is_small = number->find("e-") != std::string::npos;
        real = sign * (is_small ? 0 : std::numeric_limits<double>::infinity());
    }
    return Value(real);
}

}    // namespace hmacsweep::aws::jmespath
