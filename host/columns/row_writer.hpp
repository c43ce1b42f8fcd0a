// Writes the rows of a chunk into slabs: each row becomes a record in COPY's binary form. So the rules about records,
// the fast steps and the cross-check are the same for columns and for files.
#pragma once

#include "host/columns/table_stream.hpp"
#include "host/input/slab.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::columns {

/// The most bytes of a row. Fields of COPY's binary form cannot be longer.
inline constexpr std::uint64_t max_row_bytes = core::max_copy_field_bytes;

/// Not for use by two threads at a time.
class RowWriter {
public:
    /// Fills a slab with rows of the chunk: from row `begin` on, up to, but not including, row `end`, as many as fit
    /// into `slab_bytes`, but at least one. Returns the number of rows. A row of more than max_row_bytes becomes a slab
    /// of its own, which is an OversizeRecord without bytes. Sets Slab::kind, size and buffer only. Column::fault()
    /// must have found nothing in these rows. Throws std::bad_alloc.
    std::int64_t write(const Chunk& chunk, std::int64_t begin, std::int64_t end, std::size_t slab_bytes,
                       input::Slab& slab);

private:
    /// Makes fields_ those of a row. Returns the size of the row, in bytes.
    std::uint64_t find_fields(const Chunk& chunk, std::int64_t row);

    std::vector<std::optional<Bytes>> fields_;
    std::vector<Digits> digits_;
};

}    // namespace hmacsweep::columns
