#include "host/reader/record_fields.hpp"

#include "host/base/json_tokens.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

#include <fmt/format.h>
#include <simdjson.h>

namespace hmacsweep::reader {
namespace {

/// A name that no member has, since it is no UTF-8, and the text of NULL here.
constexpr std::string_view no_name = "\xff";

/// Of many fields the first ones and the last ones stay: a MAC is often added behind all others.
template <class Fields>
void leave_ends(Fields& fields) {
    constexpr std::ptrdiff_t num_last = max_named_fields / 4;
    if (fields.size() > max_named_fields) {
        fields.erase(fields.begin() + (max_named_fields - num_last), fields.end() - num_last);
    }
}

/// The names of an object's members, each once.
std::vector<std::string> member_names(Bytes record) {
    std::string text(as_text(record));
    static_cast<void>(blank_numbers(text));    // those that no machine type holds would stand in the way
    const simdjson::padded_string padded(text);
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    std::vector<std::string> names;
    if (parser.parse(padded).get_object().get(object) != simdjson::SUCCESS) {
        return names;
    }
    std::vector<std::string_view> all;
    for (const auto& [name, value] : object) {
        all.push_back(name);
    }
    leave_ends(all);
    for (const std::string_view name : all) {
        if (std::ranges::find(names, name) == names.end()) {
            names.emplace_back(name);
        }
    }
    return names;
}

/// A shape by which a record is nothing but one field, which the caller chooses.
format::Shape one_field_shape(const format::Shape& shape) {
    format::Shape one = shape;
    for (format::FieldPlace& place : one.fields) {
        place.name = std::string(no_name);    // assigned as a view, GCC 12 warns about it
        place.column = format::no_column;
        place.pointer.clear();
        place.inner.reset();
        place.steps.clear();
    }
    one.default_key_id = std::string(no_name);
    one.default_algorithm = Algorithm::HmacSha256;
    one.mac = {};
    one.documents.clear();
    one.filters.clear();
    one.has_pointers = false;
    one.ignores_case = false;
    format::RecipePiece piece;
    piece.kind = format::PieceKind::Field;
    piece.null = no_name;
    format::Recipe recipe;
    recipe.pieces = {piece};
    recipe.names.emplace_back();
    one.replace_recipe(std::move(recipe));
    return one;
}

}    // namespace

std::vector<NamedText> fields_of(Reader& reader, const format::Shape& shape, Bytes record) {
    format::Shape one = one_field_shape(shape);
    std::vector<NamedText> fields;
    // Reads the field; false when there is none at that place.
    const auto add = [&](const std::string& name, std::uint32_t column) {
        one.recipe.names[0] = {.name = name, .column = column};
        const Record& read = reader.read(one, record.data(), record.size());
        if (!read.is_malformed() && as_text(read.message) != no_name) {
            fields.push_back({name, std::string(as_text(read.message))});
        }
        return !read.is_malformed();
    };
    if (shape.is_table()) {
        std::vector<std::uint32_t> columns(std::max(shape.column_names.size(), max_named_fields));
        std::iota(columns.begin(), columns.end(), 0U);
        leave_ends(columns);
        for (const std::uint32_t column : columns) {
            const bool has_name = column < shape.column_names.size();
            if (!add(has_name ? shape.column_names[column] : fmt::format("{}", column + 1), column)) {
                break;
            }
        }
    } else if (shape.kind() == format::RecordKind::Line) {
        for (std::uint32_t part = 0; part < shape.line.names.size(); ++part) {
            if (!shape.line.names[part].empty()) {
                add(shape.line.names[part], part);
            }
        }
    } else {
        for (const std::string& name : member_names(record)) {
            add(name, format::no_column);
        }
    }
    return fields;
}

std::string name_in_columns(const format::Shape& shape, format::Field field) {
    const std::uint32_t column = shape.place(field).column;
    return shape.is_table() && !shape.has_header && column != format::no_column ? fmt::format("{}", column + 1)
                                                                                : std::string(shape.name(field));
}

}    // namespace hmacsweep::reader
