#include "host/columns/table_stream.hpp"

#include "host/base/encoding.hpp"

#include <limits>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::columns {
namespace {

/// Whether rows of a struct array are null as a whole. A producer need not count nulls: then the count is -1.
bool has_null_rows(const ArrowArray& table) {
    if (table.null_count >= 0 || table.n_buffers < 1 || table.buffers == nullptr || table.buffers[0] == nullptr) {
        return table.null_count > 0;
    }
    const auto* const validity = static_cast<const std::uint8_t*>(table.buffers[0]);
    for (std::int64_t at = table.offset; at < table.offset + table.length; ++at) {
        if (((validity[at >> 3] >> (at & 7)) & 1) == 0) {
            return true;
        }
    }
    return false;
}

}    // namespace

Result<std::unique_ptr<TableStream>> TableStream::open(ArrowArrayStream& stream) {
    std::unique_ptr<TableStream> table(new TableStream(stream));
    if (const int code = stream.get_schema(&stream, table->schema_.get()); code != 0) {
        return table->error_of(code);
    }
    const ArrowSchema& schema = *table->schema_;
    if (schema.format == nullptr || std::string_view(schema.format) != "+s") {
        return Error{"a table is needed, with a name for each column"};
    }
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
        if (schema.children == nullptr || schema.children[i] == nullptr || schema.children[i]->format == nullptr) {
            return Error{"the table's schema is damaged"};
        }
    }
    return table;
}

std::string_view TableStream::name(std::int64_t column) const {
    const char* const name = schema_->children[column]->name;
    return name != nullptr ? name : "";
}

Result<std::shared_ptr<const Chunk>> TableStream::next() {
    auto chunk = std::make_shared<Chunk>();
    if (const int code = stream_.get_next(&stream_, chunk->array.get()); code != 0) {
        return error_of(code);
    }
    if (!chunk->array.is_set()) {
        return std::shared_ptr<const Chunk>();
    }
    if (const std::string fault = open_columns(*chunk); !fault.empty()) {
        return Error{fault};
    }
    chunk->first_row = num_rows_;
    num_rows_ += static_cast<std::uint64_t>(chunk->length);
    return std::shared_ptr<const Chunk>(std::move(chunk));
}

Error TableStream::error_of(int code) const {
    const char* const words = stream_.get_last_error != nullptr ? stream_.get_last_error(&stream_) : nullptr;
    return {fmt::format("the table cannot be read: {}",
                        words != nullptr ? std::string(words) : std::generic_category().message(code))};
}

std::string TableStream::open_columns(Chunk& chunk) const {
    const ArrowArray& table = *chunk.array;
    if (table.n_children != schema_->n_children || (table.n_children > 0 && table.children == nullptr)) {
        return fmt::format("the table is damaged: a chunk has {} columns, and the schema has {}", table.n_children,
                           schema_->n_children);
    }
    if (table.length < 0 || table.offset < 0 ||
        table.offset > std::numeric_limits<std::int64_t>::max() - table.length) {
        return fmt::format("the table is damaged: a chunk has {} rows, from {} on", table.length, table.offset);
    }
    chunk.length = table.length;
    chunk.columns.reserve(chosen_.size());
    for (const std::int64_t at : chosen_) {
        const ArrowArray* const array = table.children[at];
        Result<Column> column = array != nullptr
                                    ? Column::open(*schema_->children[at], *array, table.offset, table.length)
                                    : Result<Column>(Error{"is damaged: it is not there"});
        if (!column) {
            return fmt::format("column \"{}\" {}", printable(name(at)), column.error().message);
        }
        chunk.columns.push_back(*std::move(column));
    }
    // Only now it is known that the table has no more rows than its columns.
    return has_null_rows(table) ? "the table has rows that are null as a whole" : "";
}

}    // namespace hmacsweep::columns
