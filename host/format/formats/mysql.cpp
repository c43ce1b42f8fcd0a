// The two ways in which MySQL and MariaDB write a table as text: SELECT ... INTO OUTFILE, where a backslash before a
// line feed makes it data, and `mysql --batch`. Both leave carriage returns as they are, so that none belongs to a line
// end, and a device, whose line ends may have one, does not look for the records.
#include "host/format/format.hpp"
#include "host/format/line_cutter.hpp"
#include "host/format/table_format.hpp"

namespace hmacsweep::format {
namespace {

/// Whether a line end behind a row ends it. A source that is cut short may end in a backslash that would escape it.
bool ends_at_line_end(Bytes row) {
    return !core::is_escaped(row.data(), row.size());
}

constexpr RejectForm outfile_rejects{.is_closed = ends_at_line_end};

}    // namespace

namespace formats {

const Format mysql_outfile{.frame = frame_rows_of_table,
                           .make_cutter = make_line_cutter,
                           .read_head = read_table_head,
                           .rejects = &outfile_rejects};
const Format mysql_batch{.frame = frame_rows_of_table,
                         .make_cutter = make_line_cutter,
                         .read_head = read_table_head,
                         .ends_at_line_feeds = true};

}    // namespace formats
}    // namespace hmacsweep::format
