#include "host/aws/yaml_type.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace hmacsweep::aws {
namespace {

/// Takes what fits from the front of a text.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    [[nodiscard]] bool is_at_end() const { return text_.empty(); }

    bool take(std::string_view word) {
        const bool fits = text_.starts_with(word);
        text_.remove_prefix(fits ? word.size() : 0);
        return fits;
    }
    bool take_one_of(std::string_view characters) {
        const bool fits = !text_.empty() && characters.find(text_[0]) != std::string_view::npos;
        text_.remove_prefix(fits ? 1 : 0);
        return fits;
    }
    /// As many as there are, at least `least` and at most `most`.
    bool take_many(std::string_view characters, std::size_t least, std::size_t most = std::string_view::npos) {
        const std::size_t end = std::min({text_.find_first_not_of(characters), text_.size(), most});
        text_.remove_prefix(end);
        return end >= least;
    }

private:
    std::string_view text_;
};

constexpr std::string_view digits = "0123456789";
constexpr std::string_view digits_and_lines = "0123456789_";

template <std::size_t N>
bool is_one_of(std::string_view scalar, const std::array<std::string_view, N>& words) {
    return std::ranges::find(words, scalar) != words.end();
}

bool is_integer(std::string_view scalar) {
    struct Base {
        std::string_view prefix;
        std::string_view digits;
    };
    static constexpr std::array<Base, 4> bases{
        {{"0b", "01_"}, {"0o", "01234567_"}, {"0x", "0123456789abcdefABCDEF_"}, {"", digits_and_lines}}};
    return std::ranges::any_of(bases, [&](const Base& base) {
        Scanner scanner(scalar);
        scanner.take_one_of("+-");
        return scanner.take(base.prefix) && scanner.take_many(base.digits, 1) && scanner.is_at_end();
    });
}

bool take_exponent(Scanner& scanner, bool needs_sign) {
    if (!scanner.take_one_of("eE")) {
        return true;
    }
    return (scanner.take_one_of("+-") || !needs_sign) && scanner.take_many(digits, 1);
}

bool is_real(std::string_view scalar) {
    if (is_one_of(scalar, std::array<std::string_view, 3>{".nan", ".NaN", ".NAN"})) {
        return true;
    }
    Scanner scanner(scalar);
    scanner.take_one_of("+-");
    if (scanner.take(".")) {
        if (scanner.take("inf") || scanner.take("Inf") || scanner.take("INF")) {
            return scanner.is_at_end();
        }
        return scanner.take_many(digits_and_lines, 1) && take_exponent(scanner, true) && scanner.is_at_end();
    }
    if (!scanner.take_one_of(digits)) {
        return false;
    }
    scanner.take_many(digits_and_lines, 0);
    if (scanner.take(".")) {
        scanner.take_many(digits_and_lines, 0);
        return take_exponent(scanner, false) && scanner.is_at_end();
    }
    return !scanner.is_at_end() && take_exponent(scanner, false) && scanner.is_at_end();
}

bool is_date(std::string_view scalar) {
    Scanner scanner(scalar);
    return scanner.take_many(digits, 4, 4) && scanner.take("-") && scanner.take_many(digits, 2, 2) &&
           scanner.take("-") && scanner.take_many(digits, 2, 2) && scanner.is_at_end();
}

bool is_time(std::string_view scalar) {
    Scanner scanner(scalar);
    if (!(scanner.take_many(digits, 4, 4) && scanner.take("-") && scanner.take_many(digits, 1, 2) &&
          scanner.take("-") && scanner.take_many(digits, 1, 2) &&
          (scanner.take_one_of("Tt") || scanner.take_many(" \t", 1)) && scanner.take_many(digits, 1, 2) &&
          scanner.take(":") && scanner.take_many(digits, 2, 2) && scanner.take(":") &&
          scanner.take_many(digits, 2, 2))) {
        return false;
    }
    if (scanner.take(".")) {
        scanner.take_many(digits, 0);
    }
    if (scanner.is_at_end()) {
        return true;
    }
    scanner.take_many(" \t", 0);
    if (scanner.take("Z")) {
        return scanner.is_at_end();
    }
    if (!scanner.take_one_of("+-") || !scanner.take_many(digits, 1, 2)) {
        return false;
    }
    return scanner.is_at_end() || (scanner.take(":") && scanner.take_many(digits, 2, 2) && scanner.is_at_end());
}

}    // namespace

YamlType yaml_type(std::string_view scalar) {
    if (is_one_of(scalar, std::array<std::string_view, 5>{"", "~", "null", "Null", "NULL"})) {
        return YamlType::Null;
    }
    if (is_one_of(scalar, std::array<std::string_view, 6>{"true", "True", "TRUE", "false", "False", "FALSE"})) {
        return YamlType::Boolean;
    }
    if (scalar == "<<") {
        return YamlType::Merge;
    }
    if (scalar == "=") {
        return YamlType::Default;
    }
    if (is_integer(scalar)) {
        return YamlType::Integer;
    }
    if (is_real(scalar)) {
        return YamlType::Real;
    }
    return is_date(scalar) || is_time(scalar) ? YamlType::Timestamp : YamlType::Text;
}

}    // namespace hmacsweep::aws
