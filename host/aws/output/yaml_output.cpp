#include "host/aws/output/yaml_output.hpp"

#include "host/aws/output/yaml_emitter.hpp"
#include "host/aws/python_text.hpp"
#include "host/aws/unicode.hpp"
#include "host/aws/yaml_type.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace hmacsweep::aws {
namespace {

constexpr std::size_t indent_step = 2;
/// A longer key, or one with line breaks, stands behind a question mark.
constexpr std::size_t max_simple_key_bytes = 128;

std::string real_text(double number) {
    if (std::isfinite(number)) {
        return python_float(number);
    }
    if (std::isnan(number)) {
        return ".nan";
    }
    return number < 0 ? "-.inf" : ".inf";
}

class YamlWriter {
public:
    explicit YamlWriter(Budget& budget) : budget_(budget) {}

    std::string write(const Value& value) {
        find_repeated(value);
        write_value(value, 0, false);
        return emitter_.take();
    }

private:
    /// Arrays and objects that are met more than once.
    void find_repeated(const Value& value) {
        budget_.take(1);
        if (value.is_scalar()) {
            return;
        }
        if (!seen_.insert(value.identity()).second) {
            repeated_.insert(value.identity());
            return;
        }
        if (const Array* const array = value.array()) {
            for (const Value& item : *array) {
                find_repeated(item);
            }
            return;
        }
        for (const auto& [name, member] : *value.object()) {
            find_repeated(member);
        }
    }

    /// `indent`: of the block that the value is part of; `is_member`: of an object's.
    void write_value(const Value& value, std::size_t indent, bool is_member) {
        budget_.take(1 + indent);
        if (value.is_scalar()) {
            write_scalar(value, indent);
            return;
        }
        if (repeated_.contains(value.identity())) {
            const auto [anchor, is_new] = anchors_.try_emplace(value.identity(), anchors_.size() + 1);
            emitter_.sign(fmt::format("{}id{:03}", is_new ? '&' : '*', anchor->second), true, false);
            if (!is_new) {
                return;
            }
        }
        if (const Array* const array = value.array()) {
            write_array(*array, indent, is_member);
        } else {
            write_object(*value.object(), indent);
        }
    }

    void write_scalar(const Value& value, std::size_t indent) {
        if (const std::string* const text = value.text()) {
            budget_.take(text->size());
            emitter_.text(*text, yaml_type(*text) != YamlType::Text, false, indent);
        } else if (const bool* const truth = value.boolean()) {
            emitter_.word(*truth ? "true" : "false");
        } else if (const double* const real = value.real()) {
            emitter_.word(real_text(*real));
        } else {
            emitter_.word(value.is_null() ? "null" : fmt::format("{}", *value.integer()));
        }
    }

    void write_array(const Array& array, std::size_t indent, bool is_member) {
        if (array.empty()) {
            emitter_.sign("[", true, false);
            emitter_.sign("]", false, false);
            return;
        }
        const bool is_flush = is_member && !emitter_.is_at_line_start();
        const std::size_t own = is_flush ? indent - indent_step : indent;
        for (const Value& item : array) {
            emitter_.start_line(own);
            emitter_.sign("-", true, true);
            write_value(item, own + indent_step, false);
        }
    }

    void write_object(const Object& object, std::size_t indent) {
        if (object.empty()) {
            emitter_.sign("{", true, false);
            emitter_.sign("}", false, false);
            return;
        }
        std::map<std::string_view, const Value*> sorted;
        for (const auto& [name, value] : object) {
            sorted.emplace(name, &value);
        }
        for (const auto& [name, value] : sorted) {
            emitter_.start_line(indent);
            const bool is_simple = name.size() <= max_simple_key_bytes && name.find('\n') == std::string_view::npos &&
                                   name.find("\xe2\x80\xa8") == std::string_view::npos &&
                                   name.find("\xe2\x80\xa9") == std::string_view::npos;
            if (!is_simple) {
                emitter_.sign("?", true, true);
            }
            emitter_.text(name, yaml_type(name) != YamlType::Text, is_simple, indent + indent_step);
            if (!is_simple) {
                emitter_.start_line(indent);
            }
            emitter_.sign(":", !is_simple, !is_simple);
            write_value(*value, indent + indent_step, true);
        }
    }

    Budget& budget_;
    YamlEmitter emitter_;
    std::set<const void*> seen_;
    std::set<const void*> repeated_;
    std::map<const void*, std::size_t> anchors_;
};

}    // namespace

std::string yaml_block(const Value& value, Budget& budget) {
    return YamlWriter(budget).write(value);
}

}    // namespace hmacsweep::aws
