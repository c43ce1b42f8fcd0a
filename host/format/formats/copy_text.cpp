// The text form of PostgreSQL's COPY. A source of this format may turn out to be in COPY's binary form.
#include "host/format/format.hpp"
#include "host/format/formats/copy_binary.hpp"
#include "host/format/line_cutter.hpp"
#include "host/format/table_format.hpp"

namespace hmacsweep::format {
namespace {

void read_head(const HeadRequest& request, SourceHead& head) {
    if (is_binary_copy(request)) {
        read_binary_head(request, head);
    } else {
        read_table_head(request, head);
    }
}

}    // namespace

namespace formats {

const Format copy_text{.frame = frame_rows_of_table,
                       .make_cutter = make_line_cutter,
                       .read_head = read_head,
                       .filling = " \t\r\n\\.",    // a line \. is COPY's end
                       .ends_at_line_feeds = true,
                       .has_line_rules = true};

}    // namespace formats
}    // namespace hmacsweep::format
