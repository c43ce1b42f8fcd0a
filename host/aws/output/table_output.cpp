#include "host/aws/output/table_output.hpp"

#include "host/aws/failure.hpp"
#include "host/aws/python_text.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace hmacsweep::aws {
namespace {

using Names = std::set<std::string>;

bool is_nothing(const Value& value) {
    if (value.array() != nullptr) {
        return value.array()->empty();
    }
    if (value.object() != nullptr) {
        return value.object()->empty();
    }
    if (value.text() != nullptr) {
        return value.text()->empty();
    }
    if (value.boolean() != nullptr) {
        return !*value.boolean();
    }
    return value.is_null() || compare_numbers(value, Value(std::int64_t{0})) == 0;
}

class TableBuilder {
public:
    explicit TableBuilder(Budget& budget) : budget_(budget) {}

    /// `title`: null when the value goes on in the section that is there.
    void build(const std::string* title, const Value& value, std::size_t level) {
        budget_.take(1);
        if (is_nothing(value)) {
            return;
        }
        if (title != nullptr) {
            start_section(title, level);
        }
        if (const Array* const array = value.array()) {
            if (array->front().object() != nullptr) {
                build_objects(*array, title, level);
            } else {
                build_items(*array);
            }
        } else if (value.object() != nullptr) {
            build_object(*value.object(), level);
        }
    }

    [[nodiscard]] std::vector<TableSection> take() { return std::move(sections_); }

private:
    void start_section(const std::string* title, std::size_t level) {
        TableSection& section = sections_.emplace_back();
        section.title = title == nullptr ? std::nullopt : std::optional(*title);
        section.indent_level = level;
    }

    std::string cell(const Value& value) { return python_str(value, budget_); }

    std::vector<std::string> cells(const Array& array) {
        std::vector<std::string> row;
        for (const Value& item : array) {
            row.push_back(cell(item));
        }
        return row;
    }

    void build_items(const Array& array) {
        for (const Value& item : array) {
            if (item.is_scalar()) {
                sections_.back().add_row({cell(item)});
            } else if (item.object() != nullptr) {
                add_names(*item.object());
            } else if (std::ranges::all_of(*item.array(), &Value::is_scalar)) {
                sections_.back().add_row(cells(*item.array()));
            } else {
                build(nullptr, item, 0);
            }
        }
    }

    /// Of an object among other items only the names are shown.
    void add_names(const Object& object) {
        std::vector<std::string> row;
        for (const auto& [name, value] : object) {
            row.push_back(name);
        }
        sections_.back().add_row(std::move(row));
    }

    static void group(const Object& object, Names& scalars, Names& others) {
        for (const auto& [name, value] : object) {
            (value.is_scalar() ? scalars : others).insert(name);
        }
    }

    void build_object(const Object& object, std::size_t level) {
        Names scalars;
        Names others;
        group(object, scalars, others);
        if (scalars.size() == 1) {
            sections_.back().add_row({*scalars.begin(), cell(*object.find(*scalars.begin()))});
        } else if (!scalars.empty()) {
            std::vector<std::string> row;
            for (const std::string& name : scalars) {
                row.push_back(cell(*object.find(name)));
            }
            sections_.back().set_headers({scalars.begin(), scalars.end()});
            sections_.back().add_row(std::move(row));
        }
        for (const std::string& name : others) {
            build(&name, *object.find(name), level + 1);
        }
    }

    void build_objects(const Array& array, const std::string* title, std::size_t level) {
        Names scalars;
        Names others;
        for (const Value& item : array) {
            if (item.object() == nullptr) {
                throw Failure(general_error, fmt::format("a table cannot show {} among objects", python_type(item)));
            }
            group(*item.object(), scalars, others);
        }
        const std::vector<std::string> headers(scalars.begin(), scalars.end());
        sections_.back().set_headers(headers);
        for (const Value& item : array) {
            if (&item != &array.front() && !others.empty()) {
                start_section(title, level);
                sections_.back().set_headers(headers);
            }
            add_members(*item.object(), headers);
            for (const std::string& name : others) {
                if (const Value* const other = item.object()->find(name)) {
                    build(&name, *other, level + 1);
                }
            }
        }
    }

    void add_members(const Object& object, const std::vector<std::string>& headers) {
        std::vector<std::string> row;
        for (const std::string& name : headers) {
            const Value* const value = object.find(name);
            row.push_back(value == nullptr ? std::string() : cell(*value));
        }
        sections_.back().add_row(std::move(row));
    }

    Budget& budget_;
    std::vector<TableSection> sections_;
};

}    // namespace

std::string table_text(std::string_view operation, const Value& value, const TableStyle& style, Budget& budget) {
    TableBuilder builder(budget);
    const std::string title(operation);
    builder.build(&title, value, 0);
    std::vector<TableSection> sections = builder.take();
    return sections.empty() ? std::string() : draw_table(std::move(sections), style, budget);
}

}    // namespace hmacsweep::aws
