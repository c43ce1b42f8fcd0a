#include "host/reader/table_record.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::reader {
namespace {

std::string count_of_cells(std::size_t count) {
    return fmt::format("{} cell{}", count, count == 1 ? "" : "s");
}

/// What is wrong with a row's cells; empty when they can be read.
std::string reason_of(core::CellError error, std::size_t num_cells, const format::Shape& shape) {
    switch (error) {
        case core::CellError::OpenQuote:
            return fmt::format("cell {}, in quotes, is left open", num_cells + 1);
        case core::CellError::TextAfterQuote:
            return fmt::format("cell {} has text behind its closing quote", num_cells);
        case core::CellError::OpenEscape:
            return fmt::format("cell {} ends with a backslash that escapes nothing", num_cells + 1);
        case core::CellError::BadLength:
            return fmt::format("field {} has a length that does not fit the row", num_cells + 1);
        case core::CellError::None:
            break;
    }
    if ((shape.is_binary || shape.num_columns != 0) && num_cells != shape.num_columns) {
        return fmt::format("it has {}, and the {} has {}", count_of_cells(num_cells),
                           shape.is_binary ? "first row" : "header", shape.num_columns);
    }
    if (num_cells > core::max_cells) {
        return fmt::format("it has {}, and {} are the most that a row may have", count_of_cells(num_cells),
                           core::max_cells);
    }
    const auto is_missing = [&](std::uint32_t column) { return column != format::no_column && column >= num_cells; };
    const auto reason = [&](std::uint32_t column) {
        return fmt::format("it has {}, and column {} is wanted", count_of_cells(num_cells), column + 1);
    };
    for (const format::FieldPlace& place : shape.fields) {
        if (is_missing(place.column)) {
            return reason(place.column);
        }
    }
    for (const format::RecipeName& part : shape.recipe.names) {
        if (is_missing(part.column)) {
            return reason(part.column);
        }
    }
    for (const format::Filter& filter : shape.filters) {
        if (is_missing(filter.place.column)) {
            return reason(filter.place.column);
        }
    }
    return {};
}

/// Whether a row that cannot be read ends, or has its last cell end, with a backslash before what another dialect
/// escapes.
bool has_escape(core::CellError error, Bytes row, const std::vector<core::Cell>& cells) {
    if (error == core::CellError::TextAfterQuote) {
        const core::Cell& last = cells.back();
        return last.size != 0 && row[last.offset + last.size - 1] == '\\';
    }
    return error != core::CellError::BadLength && !row.empty() && row.back() == '\\';
}

/// What a MAC's cell says in a dialect that writes NULL with letters.
Sign sign_of(FieldText mac, const format::Shape& shape) {
    if (!mac || !shape.wants_mac || shape.table_syntax().has_escapes) {
        return Sign::None;
    }
    if (*mac == "\\N") {
        return Sign::BackslashN;
    }
    return *mac == "NULL" ? Sign::NullWord : Sign::None;
}

/// Whether the MAC's cell of a table without a header is a word, as the cells of a header line are. No MAC of SHA-2 is
/// so short, unless it is truncated.
bool is_column_name(FieldText mac, const format::Shape& shape) {
    constexpr std::size_t longest = 24;
    const auto is_in_word = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '.' || c == ' ';
    };
    return mac && !shape.has_header && !shape.is_binary && !mac->empty() && mac->size() <= longest &&
           (mac->front() < '0' || mac->front() > '9') && std::ranges::all_of(*mac, is_in_word);
}

}    // namespace

void TableRecordReader::read(Bytes row, const format::Shape& shape, RecordBuilder& record) {
    cells_.clear();
    std::size_t num_cells = 0;
    const auto keep = [&](const core::Cell& cell) {
        if (++num_cells <= core::max_cells) {
            cells_.push_back(cell);
        }
    };
    const core::CellError error = shape.is_binary
                                      ? core::split_row(row.data(), row.size(), keep)
                                      : core::split_record(row.data(), row.size(), shape.table_syntax(), keep);
    if (std::string reason = reason_of(error, num_cells, shape); !reason.empty()) {
        record.fail_as(!shape.is_binary && has_escape(error, row, cells_) ? Sign::Backslash : Sign::None,
                       std::move(reason));
        return;
    }
    num_unescaped_ = 0;
    null_text_ = shape.null_text;
    for (const format::Filter& filter : shape.filters) {
        if (filter.place.mac_part == format::no_part) {
            record.set_filter_text(filter, text_at(filter.place.column, row));
        }
    }
    if (!record.record().is_chosen) {
        return;
    }
    const auto text_of = [&](format::Field field) { return text_at(shape.place(field).column, row); };
    if (const FieldText id = name_at(format::Field::Id, row, shape, record)) {
        record.set_id(*id);
    }
    record.set_key_id(name_at(format::Field::KeyId, row, shape, record));
    record.set_algorithm(text_of(format::Field::MacAlgorithm));
    const FieldText mac = text_of(format::Field::Mac);
    if (is_column_name(mac, shape)) {
        record.note(Sign::ColumnName);
    }
    if (const Sign sign = sign_of(mac, shape); sign != Sign::None) {
        record.fail_as(sign, fmt::format("{} is {}, which is no MAC: some databases write NULL so",
                                         shape.name(format::Field::Mac), *mac));
    } else {
        record.set_mac(mac);
    }
    set_message(row, shape, record);
}

void TableRecordReader::set_message(Bytes row, const format::Shape& shape, RecordBuilder& record) {
    if (!shape.recipe.is_empty()) {
        recipe_texts_.clear();
        for (const format::RecipeName& part : shape.recipe.names) {
            recipe_texts_.push_back(text_at(part.column, row));
        }
        record.set_recipe_message(row, recipe_texts_);
        return;
    }
    const FieldText message = text_at(shape.place(format::Field::Message).column, row);
    if (!message) {
        record.fail(fmt::format("{} is NULL{}", shape.name(format::Field::Message),
                                shape.table_syntax().has_escapes ? "" : ", an empty cell without quotes"));
    }
    record.set_message(message);
}

/// The text of Id or KeyId, which in COPY's binary form may be an integer's bytes. Those are not guessed at: most have
/// a NUL byte, which text in PostgreSQL never has.
FieldText TableRecordReader::name_at(format::Field field, Bytes row, const format::Shape& shape,
                                     RecordBuilder& record) {
    const auto f = static_cast<std::size_t>(field);
    const FieldText text = text_at(shape.fields[f].column, row);
    if (!text) {
        return std::nullopt;
    }
    if (!shape.fields[f].steps.empty()) {
        return text;
    }
    if (shape.is_binary && text->find('\0') != std::string_view::npos) {
        const std::string_view option = field == format::Field::Id ? "id" : "key-id";
        record.fail(
            fmt::format("{} has bytes that are no text; where it is an integer, --columns {}={}:int reads it, "
                        "and of any other type COPY should write its text",
                        shape.name(field), option, shape.fields[f].column + 1));
        return std::nullopt;
    }
    return text;
}

/// The text of a cell; none when there is no such column, or the cell is NULL. Holds until
/// the next row.
FieldText TableRecordReader::text_at(std::uint32_t column, Bytes row) {
    if (column == format::no_column) {
        return std::nullopt;
    }
    const core::Cell& cell = cells_[column];
    const Bytes bytes = row.subspan(cell.offset, cell.size);
    switch (cell.kind) {
        case core::CellKind::Null:
            return null_text_ ? FieldText(std::string_view()) : std::nullopt;    // another text is NULL
        case core::CellKind::Plain: {
            const bool is_quoted = cell.offset != 0 && row[cell.offset - 1] == '"';
            return null_text_ && as_text(bytes) == *null_text_ && !is_quoted ? FieldText() : as_text(bytes);
        }
        default:
            break;
    }
    if (num_unescaped_ == unescaped_.size()) {
        unescaped_.emplace_back();
    }
    std::vector<std::uint8_t>& buffer = unescaped_[num_unescaped_++];
    buffer.resize(bytes.size());
    return as_text(Bytes(buffer).first(core::unescape_cell(cell.kind, bytes.data(), bytes.size(), buffer.data())));
}

}    // namespace hmacsweep::reader
