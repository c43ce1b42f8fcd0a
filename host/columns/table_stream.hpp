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

/// The columns that are read of one chunk of a table. Owns the chunk.
struct Chunk {
    Owned<ArrowArray> array;
    std::vector<Column> columns;
    std::int64_t length = 0;
    std::uint64_t first_row = 0;    ///< rows of the table before this chunk
};

/// Not for use by two threads at a time, but each call may come from another thread.
class TableStream {
public:
    /// Reads the schema. `stream` must outlive the object, which does not release it. Errors: the stream's own, and a
    /// stream of something other than a table.
    static Result<std::unique_ptr<TableStream>> open(ArrowArrayStream& stream);

    [[nodiscard]] const ArrowSchema& schema() const { return *schema_; }
    [[nodiscard]] std::string_view name(std::int64_t column) const;

    /// Chooses the columns that Chunk::columns gets, in this order. Each must have a kind_of().
    void choose(std::vector<std::int64_t> columns) { chosen_ = std::move(columns); }

    /// The next chunk; null at the end. Errors: the stream's own, and arrays that are damaged.
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
