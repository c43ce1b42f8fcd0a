#include "host/io/table_header.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::io {
namespace {

constexpr std::uint32_t most_columns = 1'000'000;

Result<std::vector<std::string>> header_names(const Shape& shape, Bytes header) {
    std::vector<std::string> names;
    const core::CellError error =
        core::split_record(header.data(), header.size(), shape.table_syntax(), [&](const core::Cell& cell) {
            const Bytes bytes = header.subspan(cell.offset, cell.size);
            std::string& name = names.emplace_back(as_text(bytes));
            if (cell.kind == core::CellKind::Escaped) {
                name.resize(
                    core::unescape_cell(bytes.data(), bytes.size(), reinterpret_cast<std::uint8_t*>(name.data())));
            }
        });
    if (error != core::CellError::None) {
        return Error{error == core::CellError::OpenQuote
                         ? "has a header line with a quoted name that is not closed"
                         : "has a header line with text behind the closing quote of a name"};
    }
    return names;
}

}    // namespace

Result<Shape> find_columns(Shape shape, Bytes header) {
    const Result<std::vector<std::string>> names = header_names(shape, header);
    if (!names) {
        return names.error();
    }
    for (const Field field : all_fields) {
        const auto f = static_cast<std::size_t>(field);
        const auto found = std::ranges::find(*names, shape.names[f]);
        if (found == names->end()) {
            if (shape.needs(field)) {
                return Error{fmt::format("has no column \"{}\" in its header line; {}", printable(shape.names[f]),
                                         advice_for(field))};
            }
            continue;
        }
        if (std::find(found + 1, names->end(), shape.names[f]) != names->end()) {
            return Error{fmt::format("has two columns \"{}\" in its header line; it must be clear which one is meant",
                                     printable(shape.names[f]))};
        }
        shape.columns[f] = static_cast<std::uint32_t>(found - names->begin());
    }
    shape.num_columns = static_cast<std::uint32_t>(names->size());
    return shape;
}

Result<Shape> number_columns(Shape shape) {
    for (const Field field : all_fields) {
        const auto f = static_cast<std::size_t>(field);
        std::string& name = shape.names[f];
        if (!shape.is_mapped[f]) {
            if (shape.needs(field)) {
                return Error{fmt::format("needs the number of the column of {}; {}", name, advice_for(field))};
            }
            continue;
        }
        std::uint32_t number = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (error != std::errc{} || end != name.data() + name.size() || number == 0 || number > most_columns) {
            return Error{fmt::format("takes the numbers of columns, 1 for the first, not \"{}\"", printable(name))};
        }
        if (std::ranges::find(shape.columns, number - 1) != shape.columns.end()) {
            return Error{fmt::format("uses column {} for two fields", number)};
        }
        shape.columns[f] = number - 1;
        name = fmt::format("column {}", number);
    }
    return shape;
}

InputFormat sniff_format(const Shape& shape, Bytes line) {
    for (const InputFormat format : {InputFormat::Csv, InputFormat::Tsv}) {
        Shape table = shape;
        table.format = format;
        if (find_columns(std::move(table), line)) {
            return format;
        }
    }
    return InputFormat::JsonLines;
}

}    // namespace hmacsweep::io
