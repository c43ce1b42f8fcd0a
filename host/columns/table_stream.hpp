// A table of Arrow: a stream of chunks, each with the same columns.
#pragma once

#include "host/base/result.hpp"
#include "host/columns/arrow_c.hpp"
#include "host/columns/column.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::columns {

/// Some consecutive rows of a table, and views of the columns that are read. Owns the rows' memory.
struct Chunk {
    Owned<ArrowArray> array;
    std::vector<Column> columns;    ///< those of TableStream::choose(), in its order; views of `array`
    std::int64_t length = 0;        ///< the number of rows
    std::uint64_t first_row = 0;    ///< rows of the table before this chunk
};

/// Not for use by two threads at a time, but each call may come from another thread.
class TableStream {
public:
    /// Reads the schema of a stream. The caller keeps the stream, which must outlive the object, and releases it.
    /// Errors: the stream's own, a stream that has no table, and a damaged schema.
    static Result<std::unique_ptr<TableStream>> open(ArrowArrayStream& stream);

    /// The table's schema, whose children are the columns. Valid while the object is.
    [[nodiscard]] const ArrowSchema& schema() const { return *schema_; }
    /// The name of the column with this number, from 0; empty: it has none. Valid while the object is.
    [[nodiscard]] std::string_view name(std::int64_t column) const;

    /// Chooses the columns of Chunk::columns by their numbers, from 0, in this order. kind_of() must know the type of
    /// each.
    void choose(std::vector<std::int64_t> columns) { chosen_ = std::move(columns); }

    /// Reads the next chunk; null at the stream's end. The columns of the chunk must not be used once this object is
    /// gone. Errors: the stream's own, damaged arrays, and rows that are null as a whole.
    Result<std::shared_ptr<const Chunk>> next();

private:
    explicit TableStream(ArrowArrayStream& stream) : stream_(stream) {}
    [[nodiscard]] Error error_of(int code) const;
    std::string open_columns(Chunk& chunk) const;

    ArrowArrayStream& stream_;
    Owned<ArrowSchema> schema_;
    std::vector<std::int64_t> chosen_;
    std::uint64_t num_rows_ = 0;
};

}    // namespace hmacsweep::columns
