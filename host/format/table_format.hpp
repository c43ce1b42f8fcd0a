// What the formats of tables have in common: framing by core::TableSyntax, and the header line, or the numbers that
// stand in for one.
#pragma once

#include "host/format/head.hpp"
#include "host/format/shape.hpp"

#include <vector>

namespace hmacsweep::format {

/// The first record that is not blank.
struct FirstRecord {
    Bytes bytes;                    ///< without its line end; in HeadRequest::bytes
    std::size_t end = 0;            ///< behind its line end
    std::uint32_t num_lines = 0;    ///< its own and the blank ones
    bool is_too_long = false;
};

/// Reads on until there is a whole record that is not blank, or all that there is. Blank lines before it are held with
/// it, and it is too long where all of them are, however much happens to have been read.
[[nodiscard]] FirstRecord read_first_record(const HeadRequest& request, const core::TableSyntax& syntax);

/// Format::frame of a table.
core::FrameCounts frame_rows_of_table(Bytes records, const Shape& shape, std::vector<core::Frame>& frames);
/// Format::read_head of a table.
void read_table_head(const HeadRequest& request, SourceHead& head);

}    // namespace hmacsweep::format
