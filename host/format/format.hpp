// The seam between the rooms and the input formats: what each format answers about its bytes. One file of formats/ has
// one format, or several that are nearly the same; a row of input_formats names it. Each function is called once per
// slab or per source, never per record.
#pragma once

#include "host/format/cutter.hpp"
#include "host/format/head.hpp"
#include "host/format/shape.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace hmacsweep::format {

/// What makes records that are kept a file of their format again.
struct RejectForm {
    std::string_view name = {};         ///< of what the file is, for an error's text
    std::string_view begin = {};        ///< stands before all records
    std::string_view separator = {};    ///< stands before each record but the first; begins with a comma, or is empty
    std::string_view end = {};          ///< stands behind all records
    bool has_line_ends = true;          ///< whether a line end stands behind each record
    /// Whether a record can be kept, and not break the others; none: every record can.
    bool (*is_closed)(Bytes record) = nullptr;
};

/// Records that are lines.
inline constexpr RejectForm lines_of_rejects{};

struct Format {
    /// Appends a frame for every record among whole records.
    core::FrameCounts (*frame)(Bytes records, const Shape& shape, std::vector<core::Frame>& frames);
    /// The cutter of a source whose shape is settled.
    std::unique_ptr<Cutter> (*make_cutter)(const Shape& shape, std::uint64_t max_record_bytes);
    /// Reads what stands before the records, and settles the shape. None: there is nothing to settle.
    void (*read_head)(const HeadRequest& request, SourceHead& head) = nullptr;
    /// The bytes that may stand between two records.
    std::string_view filling = " \t\r\n";
    /// Whether any line feed ends a record, so that a slab's end can be found without what stands before it.
    bool ends_at_line_feeds = false;
    /// Whether core::LineRules tell records apart, so that a device can find them.
    bool has_line_rules = false;
    const RejectForm* rejects = &lines_of_rejects;
};

/// The format of a source whose shape is settled.
[[nodiscard]] const Format& format_of(const Shape& shape);

}    // namespace hmacsweep::format
