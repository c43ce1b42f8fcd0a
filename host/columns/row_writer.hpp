// Rows of columns as records: each becomes a row of COPY's binary form in a slab. So every rule about records, every
// fast step and the cross-check hold for columns as they hold for files.
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
    /// Fills the slab with rows of the chunk, beginning with row `begin` and ending before `end`, as many as fit into
    /// `slab_bytes`, but at least one. Returns how many. A row of more than max_row_bytes becomes a slab of its own,
    /// without bytes. Column::fault() must have found nothing in these rows.
    std::int64_t write(const Chunk& chunk, std::int64_t begin, std::int64_t end, std::size_t slab_bytes,
                       input::Slab& slab);

private:
    /// Makes fields_ those of a row. Returns the size of the row, in bytes.
    std::uint64_t find_fields(const Chunk& chunk, std::int64_t row);

    std::vector<std::optional<Bytes>> fields_;
    std::vector<Digits> digits_;
};

}    // namespace hmacsweep::columns
