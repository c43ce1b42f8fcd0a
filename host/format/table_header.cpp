#include "host/format/table_header.hpp"

#include "host/format/mac_forms.hpp"
#include "host/format/name_hint.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::format {
namespace {

Result<std::vector<std::string>> header_names(const Shape& shape, Bytes header) {
    std::vector<std::string> names;
    std::size_t num_cells = 0;
    const core::CellError error =
        core::split_record(header.data(), header.size(), shape.table_syntax(), [&](const core::Cell& cell) {
            if (++num_cells > core::max_cells) {
                return;
            }
            const Bytes bytes = header.subspan(cell.offset, cell.size);
            std::string& name = names.emplace_back(bytes.size(), '\0');
            name.resize(core::unescape_cell(cell.kind, bytes.data(), bytes.size(),
                                            reinterpret_cast<std::uint8_t*>(name.data())));
        });
    if (error != core::CellError::None) {
        return Error{error != core::CellError::TextAfterQuote
                         ? "has a header line with a quoted name that is not closed"
                         : "has a header line with text behind the closing quote of a name"};
    }
    if (num_cells > core::max_cells) {
        return Error{fmt::format("has {} columns in its header line, and {} are the most that a table may have",
                                 num_cells, core::max_cells)};
    }
    return names;
}

/// The number of the column of that name, no_column when there is none; an error when there are two.
Result<std::uint32_t> find_column(const std::vector<std::string>& names, const std::string& name, bool ignores_case) {
    const auto is_it = [&](const std::string& column) {
        return column == name || (ignores_case && Shape::is_same_but_case(column, name));
    };
    const auto found = std::ranges::find_if(names, is_it);
    if (found == names.end()) {
        return no_column;
    }
    if (std::any_of(found + 1, names.end(), is_it)) {
        return Error{fmt::format("has two columns \"{}\" in its header line; it must be clear which one is meant",
                                 printable(name))};
    }
    return static_cast<std::uint32_t>(found - names.begin());
}

/// `"a", "b" and 3 more`.
std::string list_of(const std::vector<std::string>& names) {
    constexpr std::size_t most_named = 24;
    constexpr std::size_t most_characters = 60;
    std::string list;
    for (std::size_t i = 0; i < std::min(names.size(), most_named); ++i) {
        list += fmt::format("{}\"{}\"", i == 0 ? "" : ", ", printable(names[i], most_characters));
    }
    return names.size() > most_named ? fmt::format("{} and {} more", list, names.size() - most_named) : list;
}

/// Why a column may be missing, for an error's text: with a blank behind it, or empty.
std::string likely_cause(const Shape& shape, const std::vector<std::string>& names) {
    if (shape.format == InputFormat::PgCopy || shape.format == InputFormat::MySqlOutfile) {
        return "a table without a header line takes --no-header and numbers, as --columns message=2,mac=3; ";
    }
    for (const std::string_view delimiter : {";", "|", "\t", ","}) {
        if (names.size() == 1 && row_of(shape.format).takes_delimiter &&
            names[0].find(delimiter) != std::string::npos) {
            return fmt::format("--delimiter '{}' is for cells with that between them; ",
                               delimiter == "\t" ? "\\t" : delimiter);
        }
    }
    return {};
}

/// Whether a cell is a whole MAC of SHA-2, as no column is named: the first row of a table without a header line has
/// one.
bool is_mac(std::string_view cell) {
    constexpr std::size_t most_characters = 200;
    if (const std::size_t sign = cell.find('='); cell.starts_with("sha") && sign < cell.size()) {
        cell.remove_prefix(sign + 1);    // sha256=...
    }
    const auto has = [&](std::string_view characters) {
        return cell.find_first_of(characters) != std::string_view::npos;
    };
    const bool is_random = has("0123456789") && has("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (cell.size() > most_characters || !is_random) {
        return false;
    }
    std::array<std::uint8_t, mac_room(most_characters)> out{};
    return std::ranges::any_of(all_algorithms, [&](Algorithm algorithm) {
        const FoundMac found = find_mac(cell, core::digest_bytes(algorithm), out.data());
        return found.decoded.reason.empty() && found.decoded.bytes == core::digest_bytes(algorithm);
    });
}

/// What a table calls a field: a JSON pointer's last part is the column's name.
const std::string& column_name(const std::string& name, const JsonPointer& pointer) {
    return pointer.empty() ? name : pointer.back();
}

/// The column, from 0, whose number the text is.
Result<std::uint32_t> parse_column(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number == 0 || number > core::max_cells) {
        return Error{fmt::format("takes the numbers of columns, 1 for the first, not \"{}\"{}", printable(text),
                                 name_hint(text, {}))};
    }
    return number - 1;
}

}    // namespace

Result<Shape> find_columns(Shape shape, Bytes header) {
    if (shape.recipe.object != ObjectForm::None) {
        return Error{"is a table, and --message takes JSON objects"};
    }
    const Result<std::vector<std::string>> names = header_names(shape, header);
    if (!names) {
        return names.error();
    }
    if (const auto mac = std::ranges::find_if(*names, is_mac); mac != names->end()) {
        const auto number = mac - names->begin() + 1;
        return Error{
            fmt::format("has a MAC in column {0} of its first row, which would be its header line and not be "
                        "verified; --no-header takes it as a record, with numbers for the columns, as in "
                        "--columns mac={0}",
                        number)};
    }
    for (const Field field : all_fields) {
        if (shape.is_mac_part(field)) {
            continue;
        }
        FieldPlace& place = shape.place(field);
        const std::string& wanted = column_name(place.name, place.pointer);
        const Result<std::uint32_t> column = find_column(*names, wanted, shape.ignores_case && place.is_mapped);
        if (!column) {
            return column.error();
        }
        if (*column == no_column && shape.needs_columns && shape.needs(field)) {
            return Error{fmt::format("has no column \"{}\" in its header line; {}; {}its columns are {}{}",
                                     printable(wanted), advice_for(field), likely_cause(shape, *names), list_of(*names),
                                     name_hint(wanted, *names))};
        }
        place.column = *column;
    }
    for (RecipeName& part : shape.recipe.names) {
        part.column = no_column;
        if (part.mac_part != no_part) {
            continue;
        }
        const std::string& name = column_name(part.name, part.pointer);
        const Result<std::uint32_t> column = find_column(*names, name, shape.ignores_case);
        if (!column) {
            return column.error();
        }
        if (*column == no_column) {
            return Error{fmt::format(
                "has no column \"{}\" in its header line, which --message or --chain-link uses; its columns are {}{}",
                printable(name), list_of(*names), name_hint(name, *names))};
        }
        part.column = *column;
    }
    for (Filter& filter : shape.filters) {
        if (filter.place.mac_part != no_part) {
            continue;
        }
        const std::string& name = column_name(filter.place.name, filter.place.pointer);
        const Result<std::uint32_t> column = find_column(*names, name, shape.ignores_case);
        if (!column) {
            return column.error();
        }
        if (*column == no_column) {
            return Error{
                fmt::format("has no column \"{}\" in its header line, which --where uses; its columns are {}{}",
                            printable(name), list_of(*names), name_hint(name, *names))};
        }
        filter.place.column = *column;
    }
    shape.num_columns = static_cast<std::uint32_t>(names->size());
    shape.column_names = *names;
    return shape;
}

Result<Shape> number_columns(Shape shape) {
    for (const Field field : all_fields) {
        FieldPlace& place = shape.place(field);
        std::string& name = place.name;
        if (shape.is_mac_part(field)) {
            continue;
        }
        if (!place.is_mapped) {
            if (shape.needs_columns && shape.needs(field)) {
                return Error{fmt::format("needs the number of the column of {}; {}", name, advice_for(field))};
            }
            continue;
        }
        const Result<std::uint32_t> column = parse_column(name);
        if (!column) {
            return column.error();
        }
        if (!place.inner && std::ranges::find(shape.fields, *column, &FieldPlace::column) != shape.fields.end()) {
            return Error{fmt::format("uses column {} for two fields", *column + 1)};
        }
        place.column = *column;
        name = fmt::format("column {}", *column + 1);
    }
    for (RecipeName& part : shape.recipe.names) {
        part.column = no_column;
        if (part.mac_part != no_part) {
            continue;
        }
        const Result<std::uint32_t> column = parse_column(part.name);
        if (!column) {
            return column.error();
        }
        part.column = *column;
        part.name = fmt::format("column {}", *column + 1);
    }
    for (Filter& filter : shape.filters) {
        if (filter.place.mac_part != no_part) {
            continue;
        }
        const Result<std::uint32_t> column = parse_column(filter.place.name);
        if (!column) {
            return column.error();
        }
        filter.place.column = *column;
        filter.place.name = fmt::format("column {}", *column + 1);
    }
    return shape;
}

void find_column(const Shape& shape, FieldPlace& place) {
    Result<std::uint32_t> column = no_column;
    if (shape.has_header) {
        column = find_column(shape.column_names, column_name(place.name, place.pointer), shape.ignores_case);
    } else {
        column = parse_column(place.name);
    }
    place.column = column ? *column : no_column;
}

InputFormat sniff_format(const Shape& shape, Bytes line) {
    const bool needs_column =
        std::ranges::any_of(all_fields, [&](Field field) { return shape.needs(field); }) ||
        std::ranges::any_of(shape.recipe.names, [](const RecipeName& part) { return part.mac_part == no_part; });
    if (!needs_column) {
        return InputFormat::JsonLines;    // else every line would be the header of some table
    }
    for (const InputFormat format : {InputFormat::Csv, InputFormat::Tsv}) {
        Shape table = shape;
        table.format = format;
        table.needs_columns = true;    // else every line would be the header of some table
        if (find_columns(std::move(table), line)) {
            return format;
        }
    }
    return InputFormat::JsonLines;
}

}    // namespace hmacsweep::format
