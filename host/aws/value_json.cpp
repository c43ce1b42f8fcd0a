#include "host/aws/value_json.hpp"

#include "host/aws/python_text.hpp"
#include "host/aws/unicode.hpp"

#include <fmt/format.h>
#include <simdjson.h>

namespace hmacsweep::aws {
namespace {

namespace dom = simdjson::dom;

std::optional<Value> convert(dom::element element) {
    switch (element.type()) {
        case dom::element_type::OBJECT: {
            Object object;
            const dom::object members = element.get_object().value_unsafe();
            for (const auto& [name, member] : members) {
                std::optional<Value> value = convert(member);
                if (!value) {
                    return std::nullopt;
                }
                object.set(name, std::move(*value));
            }
            return Value(std::move(object));
        }
        case dom::element_type::ARRAY: {
            Array array;
            const dom::array items = element.get_array().value_unsafe();
            for (const dom::element item : items) {
                std::optional<Value> value = convert(item);
                if (!value) {
                    return std::nullopt;
                }
                array.push_back(std::move(*value));
            }
            return Value(std::move(array));
        }
        case dom::element_type::STRING:
            return Value(element.get_string().value_unsafe());
        case dom::element_type::INT64:
            return Value(element.get_int64().value_unsafe());
        case dom::element_type::DOUBLE:
            return Value(element.get_double().value_unsafe());
        case dom::element_type::BOOL:
            return Value(element.get_bool().value_unsafe());
        case dom::element_type::NULL_VALUE:
            return Value();
        case dom::element_type::UINT64:
            break;
    }
    return std::nullopt;
}

/// JSON as Python's json module writes it.
class Writer {
public:
    Writer(Budget& budget, bool is_compact) : budget_(budget), is_compact_(is_compact) {}

    void write(const Value& value) {
        budget_.take(1 + depth_);
        if (const Object* const object = value.object()) {
            write_object(*object);
        } else if (const Array* const array = value.array()) {
            write_array(*array);
        } else if (const std::string* const text = value.text()) {
            budget_.take(text->size());
            write_string(*text);
        } else if (const bool* const truth = value.boolean()) {
            text_ += *truth ? "true" : "false";
        } else if (value.is_null()) {
            text_ += "null";
        } else {
            text_ += json_number(value);
        }
    }

    [[nodiscard]] std::string take_text() { return std::move(text_); }

private:
    void write_object(const Object& object) {
        open('{');
        for (const auto& [name, value] : object) {
            start_item();
            write_string(name);
            text_ += is_compact_ ? ":" : ": ";
            write(value);
        }
        close('}');
    }

    void write_array(const Array& array) {
        open('[');
        for (const Value& value : array) {
            start_item();
            write(value);
        }
        close(']');
    }

    void open(char bracket) {
        text_ += bracket;
        depth_ += 1;
        is_first_ = true;
    }

    void start_item() {
        text_ += is_first_ ? "" : ",";
        start_line();
        is_first_ = false;
    }

    void close(char bracket) {
        depth_ -= 1;
        if (!is_first_) {
            start_line();
        }
        text_ += bracket;
        is_first_ = false;
    }

    void start_line() {
        constexpr std::size_t indent_spaces = 4;
        if (!is_compact_) {
            text_ += '\n';
            text_.append(depth_ * indent_spaces, ' ');
        }
    }

    void write_string(std::string_view text) {
        text_ += '"';
        for (const char32_t c : code_points(text)) {
            write_character(c);
        }
        text_ += '"';
    }

    void write_character(char32_t c) {
        static constexpr std::string_view escaped = "\"\\\b\f\n\r\t";
        static constexpr std::string_view letters = "\"\\bfnrt";
        const std::size_t place = c < 0x80 ? escaped.find(static_cast<char>(c)) : std::string_view::npos;
        if (place != std::string_view::npos) {
            text_ += '\\';
            text_ += letters[place];
        } else if (c < 0x20 || (is_compact_ && c >= 0x7f && c < 0x10000)) {
            text_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else if (is_compact_ && c >= 0x10000) {
            const auto rest = static_cast<unsigned>(c) - 0x10000;
            text_ += fmt::format("\\u{:04x}\\u{:04x}", 0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
        } else {
            append_utf8(text_, c);
        }
    }

    Budget& budget_;
    bool is_compact_;
    std::string text_;
    std::size_t depth_ = 0;
    bool is_first_ = true;
};

std::string write(const Value& value, Budget& budget, bool is_compact) {
    Writer writer(budget, is_compact);
    writer.write(value);
    return writer.take_text();
}

}    // namespace

std::optional<Value> parse_json(std::string_view text) {
    dom::parser parser;
    const auto document = parser.parse(text.data(), text.size());
    return document.error() == simdjson::SUCCESS ? convert(document.value_unsafe()) : std::nullopt;
}

std::string indented_json(const Value& value, Budget& budget) {
    return write(value, budget, false);
}

std::string compact_json(const Value& value, Budget& budget) {
    return write(value, budget, true);
}

}    // namespace hmacsweep::aws
