#include "host/reader/json_canonical.hpp"

#include "host/base/json_tokens.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <ranges>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::reader {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view hex_digits = "0123456789abcdef";

/// The shortest digits that stand for a number and no other: d.ddd times ten to the power of `exponent`.
struct Shortest {
    bool is_negative = false;
    std::string digits;
    int exponent = 0;
};

Shortest shortest(double number) {
    std::array<char, 32> buffer{};
    const auto [end, error] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(number), std::chars_format::scientific);
    Shortest result;
    result.is_negative = std::signbit(number);
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    const std::size_t e = text.find('e');
    std::ranges::copy_if(text.substr(0, e), std::back_inserter(result.digits), [](char c) { return c != '.'; });
    const std::size_t begin = e + (text[e + 1] == '+' ? 2 : 1);
    std::from_chars(text.data() + begin, text.data() + text.size(), result.exponent);
    return result;
}

/// d.ddde+x; `exponent_digits` at least.
void append_scientific(std::string& out, const Shortest& number, int exponent_digits) {
    out += number.digits[0];
    if (number.digits.size() > 1) {
        out += '.';
        out.append(number.digits, 1);
    }
    fmt::format_to(std::back_inserter(out), "e{}{:0{}}", number.exponent < 0 ? '-' : '+', std::abs(number.exponent),
                   exponent_digits);
}

/// Without an exponent; `suffix` follows a number without a fraction.
void append_fixed(std::string& out, const Shortest& number, std::string_view suffix) {
    const int point = number.exponent + 1;    // how many digits stand before it
    const auto size = static_cast<int>(number.digits.size());
    if (point <= 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-point), '0');
        out += number.digits;
    } else if (point >= size) {
        out += number.digits;
        out.append(static_cast<std::size_t>(point - size), '0');
        out += suffix;
    } else {
        out.append(number.digits, 0, static_cast<std::size_t>(point));
        out += '.';
        out.append(number.digits, static_cast<std::size_t>(point));
    }
}

void append_unicode_escape(std::string& out, std::uint32_t unit) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) {
        out += hex_digits[(unit >> shift) & 15];
    }
}

/// The short escapes that both forms use; false for a character that has none.
bool append_short_escape(std::string& out, char c) {
    constexpr std::string_view characters = "\"\\\b\t\n\f\r";
    constexpr std::string_view letters = "\"\\btnfr";
    const std::size_t found = characters.find(c);
    if (found == std::string_view::npos) {
        return false;
    }
    out += '\\';
    out += letters[found];
    return true;
}

/// The code point at `i` of UTF-8 that was validated; i moves behind it.
std::uint32_t next_code_point(std::string_view text, std::size_t& i) {
    const auto byte = [&](std::size_t at) -> std::uint32_t { return static_cast<unsigned char>(text[at]); };
    const std::uint32_t lead = byte(i);
    std::size_t more = 1;    // bytes behind the first
    more += lead >= 0xe0 ? 1 : 0;
    more += lead >= 0xf0 ? 1 : 0;
    std::uint32_t code_point = lead & (0x3fU >> more);
    for (std::size_t k = 1; k <= more; ++k) {
        code_point = (code_point << 6) | (byte(i + k) & 0x3f);
    }
    i += more + 1;
    return code_point;
}

/// A string in quotes; `is_ascii`: with escapes for all but printable ASCII, as Python's json writes it.
void append_string(std::string& out, std::string_view text, bool is_ascii) {
    out += '"';
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (append_short_escape(out, text[i])) {
            ++i;
        } else if (c < 0x20 || (is_ascii && c == 0x7f)) {
            append_unicode_escape(out, c);
            ++i;
        } else if (c < 0x80 || !is_ascii) {
            out += text[i++];
        } else {
            i += append_unicode_escapes(out, text.substr(i));
        }
    }
    out += '"';
}

/// Whether `a` stands before `b` by UTF-16 code units (RFC 8785, 3.2.3). UTF-8 has the order of code points; only those
/// above U+FFFF, which UTF-16 writes with surrogates, come earlier than U+E000 to U+FFFF.
bool is_before_in_utf16(std::string_view a, std::string_view b) {
    const auto rank = [](char c) -> int {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0xf0) {
            return byte - 0xf0 + 0xee;
        }
        return byte >= 0xee ? byte + 0x10 : byte;
    };
    return std::ranges::lexicographical_compare(a, b, {}, rank, rank);
}

class Writer {
public:
    Writer(std::string& out, format::ObjectForm form)
        : out_(out),
          is_jcs_(form == format::ObjectForm::Jcs),
          is_ascii_(form == format::ObjectForm::Sorted || form == format::ObjectForm::Spaced),
          blank_(form == format::ObjectForm::Spaced || form == format::ObjectForm::SpacedUtf8 ? " " : "") {}

    void object(dom::object object, std::span<const std::string> left_out) {
        std::vector<std::pair<std::string_view, dom::element>> members;
        for (const auto& [name, value] : object) {
            if (std::ranges::find(left_out, name) == left_out.end()) {
                members.emplace_back(name, value);
            }
        }
        std::ranges::sort(members, [&](const auto& a, const auto& b) {
            return is_jcs_ ? is_before_in_utf16(a.first, b.first) : a.first < b.first;
        });
        const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
        if (std::ranges::adjacent_find(members, same) != members.end()) {
            reason_ = "has an object with one name twice, which has no canonical form";
        }
        out_ += '{';
        bool is_first = true;
        for (const auto& [name, element] : members) {
            separate(is_first);
            append_string(out_, name, is_ascii_);
            out_ += ':';
            out_ += blank_;
            value(element);
        }
        out_ += '}';
    }

    void value(const dom::element& element) {
        switch (element.type()) {
            case dom::element_type::OBJECT:
                object(element.get_object().value_unsafe(), {});
                break;
            case dom::element_type::ARRAY: {
                out_ += '[';
                bool is_first = true;
                const dom::array items = element.get_array().value_unsafe();
                for (const dom::element& item : items) {
                    separate(is_first);
                    value(item);
                }
                out_ += ']';
                break;
            }
            case dom::element_type::STRING:
                append_string(out_, element.get_string().value_unsafe(), is_ascii_);
                break;
            case dom::element_type::INT64:
                integer(element.get_int64().value_unsafe());
                break;
            case dom::element_type::UINT64:
                integer(element.get_uint64().value_unsafe());
                break;
            case dom::element_type::DOUBLE: {
                const double number = element.get_double().value_unsafe();
                is_jcs_ ? append_javascript_number(out_, number) : append_python_number(out_, number);
                break;
            }
            case dom::element_type::BOOL:
                out_ += element.get_bool().value_unsafe() ? "true" : "false";
                break;
            case dom::element_type::NULL_VALUE:
                out_ += "null";
                break;
        }
    }

    [[nodiscard]] std::string_view reason() const { return reason_; }

private:
    /// What is before an element or a member that is not the first.
    void separate(bool& is_first) {
        if (!is_first) {
            out_ += ',';
            out_ += blank_;
        }
        is_first = false;
    }

    template <class T>
    void integer(T number) {
        if (is_jcs_) {
            append_javascript_number(out_, static_cast<double>(number));    // JavaScript has no other numbers
        } else {
            fmt::format_to(std::back_inserter(out_), "{}", number);
        }
    }

    std::string& out_;
    bool is_jcs_;
    bool is_ascii_;             ///< of strings
    std::string_view blank_;    ///< behind a comma and a colon
    std::string_view reason_;
};

}    // namespace

std::string_view append_canonical(std::string& out, const dom::element& value, format::ObjectForm form) {
    Writer writer(out, form);
    writer.value(value);
    return writer.reason();
}

std::string append_without(std::string& out, std::string_view json, dom::object object, format::ObjectForm form,
                           std::span<const std::string> left_out) {
    if (form != format::ObjectForm::AsItStands) {
        Writer writer(out, form);
        writer.object(object, left_out);
        return writer.reason().empty() ? std::string() : fmt::format("it {}", writer.reason());
    }
    std::vector<std::string_view> seen;
    std::vector<std::size_t> indexes;
    std::size_t index = 0;
    for (const auto& [name, value] : object) {
        if (std::ranges::find(left_out, name) != left_out.end()) {
            if (std::ranges::find(seen, name) != seen.end()) {
                return fmt::format("{} appears twice", name);
            }
            seen.push_back(name);
            indexes.push_back(index);
        }
        ++index;
    }
    std::string text(trim_blanks(json));
    for (const std::size_t i : std::views::reverse(indexes)) {    // the last first, so that indexes stay right
        text = without_member(text, i);
    }
    out += text;
    return {};
}

std::size_t append_unicode_escapes(std::string& out, std::string_view text) {
    std::size_t size = 0;
    if (const std::uint32_t code_point = next_code_point(text, size); code_point < 0x10000) {
        append_unicode_escape(out, code_point);
    } else {
        append_unicode_escape(out, 0xd800 + ((code_point - 0x10000) >> 10));
        append_unicode_escape(out, 0xdc00 + ((code_point - 0x10000) & 0x3ff));
    }
    return size;
}

void append_javascript_number(std::string& out, double number) {
    if (number == 0) {
        out += '0';    // without a sign
        return;
    }
    const Shortest parts = shortest(number);
    out += parts.is_negative ? "-" : "";
    if (parts.exponent >= -6 && parts.exponent < 21) {
        append_fixed(out, parts, "");
    } else {
        append_scientific(out, parts, 1);
    }
}

void append_python_number(std::string& out, double number) {
    const Shortest parts = shortest(number);
    out += parts.is_negative ? "-" : "";
    if (parts.exponent >= -4 && parts.exponent < 16) {
        append_fixed(out, parts, ".0");
    } else {
        append_scientific(out, parts, 2);
    }
}

}    // namespace hmacsweep::reader
