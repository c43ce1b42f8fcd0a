// What the formats of tables have in common: framing by core::TableSyntax, and the columns, from a header line or by
// number.
#pragma once

#include "host/format/head.hpp"
#include "host/format/shape.hpp"

#include <vector>

namespace hmacsweep::format {

/// The first record of a source that is not blank.
struct FirstRecord {
    Bytes bytes;                    ///< a view of HeadRequest::bytes, without the line end; empty: no record
    std::size_t end = 0;            ///< offset behind the record's line end
    std::uint32_t num_lines = 0;    ///< of the record and of the blank lines before it
    bool is_too_long = false;       ///< no record ends within max_record_bytes and a line end
};

/// Reads until there is a whole record that is not blank, until the limit, or until the source's end. Blank lines
/// before the record count towards the limit.
[[nodiscard]] FirstRecord read_first_record(const HeadRequest& request, const core::TableSyntax& syntax);

/// Format::frame of a table.
core::FrameCounts frame_rows_of_table(Bytes records, const Shape& shape, std::vector<core::Frame>& frames);
/// Format::read_head of a table.
void read_table_head(const HeadRequest& request, SourceHead& head);

}    // namespace hmacsweep::format
