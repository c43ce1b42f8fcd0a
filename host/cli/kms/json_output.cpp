#include "host/cli/kms/json_output.hpp"

#include "host/encoding.hpp"

#include <cstddef>

#include <fmt/format.h>
#include <simdjson.h>

namespace hmacsweep::cli::aws {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t indent_spaces = 4;

class Writer {
public:
    void write(dom::element element) {
        switch (element.type()) {
            case dom::element_type::OBJECT:
                write_object(element.get_object().value_unsafe());
                return;
            case dom::element_type::ARRAY:
                write_array(element.get_array().value_unsafe());
                return;
            case dom::element_type::STRING:
                append_json_string(text_, element.get_string().value_unsafe());
                return;
            default:
                text_ += simdjson::minify(element);
        }
    }

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    void write_object(dom::object object) {
        open('{');
        for (const auto& [key, value] : object) {
            start_item();
            append_json_string(text_, key);
            text_ += ": ";
            write(value);
        }
        close('}');
    }

    void write_array(dom::array array) {
        open('[');
        for (const dom::element element : array) {
            start_item();
            write(element);
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
        text_ += '\n';
        text_.append(depth_ * indent_spaces, ' ');
    }

    std::string text_;
    std::size_t depth_ = 0;
    bool is_first_ = true;
};

}    // namespace

std::string indented_json(std::string_view json) {
    dom::parser parser;
    Writer writer;
    writer.write(parser.parse(json.data(), json.size()).value());
    return writer.text() + "\n";
}

}    // namespace hmacsweep::cli::aws
