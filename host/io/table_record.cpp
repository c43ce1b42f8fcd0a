#include "host/io/table_record.hpp"

#include <fmt/format.h>

namespace hmacsweep::io {
namespace {

std::string count_of_cells(std::size_t count) {
    return fmt::format("{} cell{}", count, count == 1 ? "" : "s");
}

/// What is wrong with a row's cells; empty when they can be read.
std::string reason_of(core::CellError error, std::size_t num_cells, const Shape& shape) {
    switch (error) {
        case core::CellError::OpenQuote:
            return fmt::format("cell {}, in quotes, is left open", num_cells + 1);
        case core::CellError::TextAfterQuote:
            return fmt::format("cell {} has text behind its closing quote", num_cells);
        case core::CellError::None:
            break;
    }
    if (shape.num_columns != 0 && num_cells != shape.num_columns) {
        return fmt::format("it has {}, and the header has {}", count_of_cells(num_cells), shape.num_columns);
    }
    for (const std::uint32_t column : shape.columns) {
        if (column != no_column && column >= num_cells) {
            return fmt::format("it has {}, and column {} is wanted", count_of_cells(num_cells), column + 1);
        }
    }
    return {};
}

}    // namespace

void TableRecordReader::read(Bytes row, const Shape& shape, RecordBuilder& record) {
    cells_.clear();
    const core::CellError error = core::split_record(row.data(), row.size(), shape.table_syntax(),
                                                     [&](const core::Cell& cell) { cells_.push_back(cell); });
    if (std::string reason = reason_of(error, cells_.size(), shape); !reason.empty()) {
        record.fail(std::move(reason));
        return;
    }
    if (const FieldText id = text_of(Field::Id, row, shape)) {
        record.set_id(*id);
    }
    record.set_key_id(text_of(Field::KeyId, row, shape));
    record.set_algorithm(text_of(Field::MacAlgorithm, row, shape));
    const FieldText message = text_of(Field::Message, row, shape);
    if (!message) {
        record.fail(fmt::format("{} is NULL, an empty cell without quotes", shape.name(Field::Message)));
    }
    record.set_message(message);
    record.set_mac(text_of(Field::Mac, row, shape));
}

/// A field's text; none when the table has no such column, or NULL, an unquoted empty cell, stands there.
FieldText TableRecordReader::text_of(Field field, Bytes row, const Shape& shape) {
    const auto f = static_cast<std::size_t>(field);
    if (shape.columns[f] == no_column) {
        return std::nullopt;
    }
    const core::Cell& cell = cells_[shape.columns[f]];
    const Bytes bytes = row.subspan(cell.offset, cell.size);
    switch (cell.kind) {
        case core::CellKind::Plain:
            return bytes.empty() ? FieldText() : as_text(bytes);
        case core::CellKind::Quoted:
            return as_text(bytes);
        case core::CellKind::Escaped:
            break;
    }
    unescaped_[f].resize(bytes.size());
    return as_text(Bytes(unescaped_[f]).first(core::unescape_cell(bytes.data(), bytes.size(), unescaped_[f].data())));
}

}    // namespace hmacsweep::io
