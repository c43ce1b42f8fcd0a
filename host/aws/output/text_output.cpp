#include "host/aws/output/text_output.hpp"

#include "host/aws/failure.hpp"
#include "host/aws/python_text.hpp"
#include "host/aws/unicode.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace hmacsweep::aws {
namespace {

using Names = std::set<std::string>;

/// In capitals, as far as ASCII and Latin-1 have them.
std::string in_capitals(std::string_view name) {
    std::u32string points = code_points(name);
    for (char32_t& c : points) {
        const bool is_small = (c >= 'a' && c <= 'z') || (c >= 0xe0 && c <= 0xfe && c != 0xf7);
        c -= is_small ? 0x20 : 0;
    }
    return to_utf8(points);
}

class TextWriter {
public:
    explicit TextWriter(Budget& budget) : budget_(budget) {}

    /// `name`: what stands before the values of a line; null for none. `columns`: the members that make an object's
    /// line; null for all that are scalars.
    void write(const Value& value, const std::string* name, const Names* columns) {
        budget_.take(1);
        if (const Object* const object = value.object()) {
            write_object(*object, name, columns);
        } else if (const Array* const array = value.array()) {
            write_array(*array, name);
        } else {
            out_ += python_str(value, budget_) + '\n';
        }
    }

    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    void write_array(const Array& array, const std::string* name) {
        if (std::ranges::any_of(array, [](const Value& item) { return item.object() != nullptr; })) {
            const Names columns = scalar_members(array);
            for (const Value& item : array) {
                write(item, name, &columns);
            }
            return;
        }
        Array scalars;
        std::ranges::copy_if(array, std::back_inserter(scalars), [](const Value& item) { return item.is_scalar(); });
        if (!scalars.empty()) {
            write_scalars(scalars, name);
        }
        for (const Value& item : array) {
            if (!item.is_scalar()) {
                write(item, name, nullptr);
            }
        }
    }

    void write_scalars(const Array& scalars, const std::string* name) {
        for (std::size_t i = 0; i < scalars.size(); ++i) {
            if (name != nullptr) {
                out_ += in_capitals(*name) + '\t' + python_str(scalars[i], budget_) + '\n';
            } else {
                out_ += i == 0 ? "" : "\t";
                out_ += python_str(scalars[i], budget_);
            }
        }
        out_ += name == nullptr ? "\n" : "";
    }

    /// The names of all members of the array's objects that are a scalar in one of them.
    static Names scalar_members(const Array& array) {
        Names names;
        for (const Value& item : array) {
            if (item.object() == nullptr) {
                throw Failure(general_error, fmt::format("'{}' object has no attribute 'items'", python_type(item)));
            }
            for (const auto& [name, value] : *item.object()) {
                if (value.is_scalar()) {
                    names.insert(name);
                }
            }
        }
        return names;
    }

    void write_object(const Object& object, const std::string* name, const Names* columns) {
        std::map<std::string, const Value*> others;
        Names own_columns;
        for (const auto& [member, value] : object) {
            if (columns != nullptr ? columns->contains(member) : value.is_scalar()) {
                own_columns.insert(member);
            } else {
                others.emplace(member, &value);
            }
        }
        const Names& shown = columns != nullptr ? *columns : own_columns;
        if (!shown.empty()) {
            write_line(object, name, shown);
        }
        for (const auto& [member, value] : others) {
            write(*value, &member, nullptr);
        }
    }

    void write_line(const Object& object, const std::string* name, const Names& columns) {
        bool is_first = name == nullptr;
        out_ += is_first ? std::string() : in_capitals(*name);
        for (const std::string& column : columns) {
            out_ += is_first ? "" : "\t";
            is_first = false;
            const Value* const value = object.find(column);
            out_ += value == nullptr ? std::string() : python_str(*value, budget_);
        }
        out_ += '\n';
    }

    Budget& budget_;
    std::string out_;
};

}    // namespace

std::string text_lines(const Value& value, Budget& budget) {
    TextWriter writer(budget);
    writer.write(value, nullptr, nullptr);
    return writer.take();
}

}    // namespace hmacsweep::aws
