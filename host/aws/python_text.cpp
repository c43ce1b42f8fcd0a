#include "host/aws/python_text.hpp"

#include "host/aws/unicode.hpp"

#include <cmath>

#include <fmt/format.h>

namespace hmacsweep::aws {
namespace {

/// Whether repr() writes a character in numbers, as far as a look at Latin-1 and at separators of lines tells.
bool is_unprintable(char32_t c) {
    return c < 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0xad || c == 0x2028 || c == 0x2029 || c == 0xfeff;
}

std::string escaped(char32_t c) {
    switch (c) {
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        default:
            return c < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(c))
                             : fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    }
}

std::string repr_of_bytes(std::string_view bytes) {
    const bool has_single = bytes.find('\'') != std::string_view::npos;
    const char quote = has_single && bytes.find('"') == std::string_view::npos ? '"' : '\'';
    std::string shown = fmt::format("b{}", quote);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x7f) {
            shown += escaped(byte);
            continue;
        }
        shown += c == quote || c == '\\' ? "\\" : "";
        shown += c;
    }
    return shown + quote;
}

std::string repr_of_array(const Array& array, Budget& budget) {
    std::string shown = "[";
    for (const Value& item : array) {
        shown += shown.size() > 1 ? ", " : "";
        shown += python_repr(item, budget);
    }
    return shown + "]";
}

std::string repr_of_object(const Object& object, Budget& budget) {
    std::string shown = "{";
    for (const auto& [name, value] : object) {
        shown += shown.size() > 1 ? ", " : "";
        shown += python_repr(name) + ": " + python_repr(value, budget);
    }
    return shown + "}";
}

}    // namespace

std::string python_repr(std::string_view text) {
    const bool has_single = text.find('\'') != std::string_view::npos;
    const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
    std::string shown(1, quote);
    for (const char32_t c : code_points(text)) {
        if (is_unprintable(c)) {
            shown += escaped(c);
            continue;
        }
        shown += c == static_cast<char32_t>(quote) || c == '\\' ? "\\" : "";
        append_utf8(shown, c);
    }
    return shown + quote;
}

std::string python_repr(const Value& value, Budget& budget) {
    budget.take(1);
    if (const std::string* const text = value.text()) {
        budget.take(text->size());
        return python_repr(*text);
    }
    if (const Array* const array = value.array()) {
        return repr_of_array(*array, budget);
    }
    if (const Object* const object = value.object()) {
        return repr_of_object(*object, budget);
    }
    if (const bool* const truth = value.boolean()) {
        return *truth ? "True" : "False";
    }
    if (const std::int64_t* const integer = value.integer()) {
        return fmt::format("{}", *integer);
    }
    if (const double* const real = value.real()) {
        return python_float(*real);
    }
    const Binary* const binary = value.binary();
    return binary == nullptr ? "None" : repr_of_bytes(binary->bytes);
}

std::string python_str(const Value& value, Budget& budget) {
    const std::string* const text = value.text();
    if (text == nullptr) {
        return python_repr(value, budget);
    }
    budget.take(text->size());
    return *text;
}

std::string_view python_type(const Value& value) {
    if (value.array() != nullptr) {
        return "list";
    }
    if (value.object() != nullptr) {
        return "dict";
    }
    if (value.text() != nullptr) {
        return "str";
    }
    if (value.boolean() != nullptr) {
        return "bool";
    }
    if (value.integer() != nullptr) {
        return "int";
    }
    if (value.real() != nullptr) {
        return "float";
    }
    return value.binary() == nullptr ? "NoneType" : "bytes";
}

std::string python_float(double number) {
    if (std::isnan(number)) {
        return "nan";
    }
    std::string text = fmt::format("{}", number);
    if (text.find_first_of(".en") == std::string::npos) {
        text += ".0";
    }
    return text;
}

std::string json_number(const Value& number) {
    if (const std::int64_t* const integer = number.integer()) {
        return fmt::format("{}", *integer);
    }
    const double real = *number.real();
    if (std::isfinite(real)) {
        return python_float(real);
    }
    if (std::isnan(real)) {
        return "NaN";
    }
    return real < 0 ? "-Infinity" : "Infinity";
}

}    // namespace hmacsweep::aws
