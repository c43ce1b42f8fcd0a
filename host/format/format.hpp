// The interface of the input formats: what each format answers about its bytes. One file of formats/ has one format, or
// several similar ones; a row of input_formats names the format. Each function is called once per slab or per source,
// not per record.
#pragma once

#include "host/format/cutter.hpp"
#include "host/format/head.hpp"
#include "host/format/shape.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace hmacsweep::format {

/// How rejects are written, so that their file has the format that the records came from.
struct RejectForm {
    std::string_view begin = {};        ///< goes before all records
    std::string_view separator = {};    ///< goes before each record but the first; begins with a comma, or is empty
    std::string_view end = {};          ///< goes behind all records
    bool has_line_ends = true;          ///< whether a line end goes behind each record
    /// Whether the record can be written without damage to the records around it. Null: every record can.
    bool (*is_closed)(Bytes record) = nullptr;
};

/// For records that are lines.
inline constexpr RejectForm lines_of_rejects{};

/// One input format. All members are functions of the format or facts about it.
struct Format {
    /// Appends a frame for each record. `records` holds whole records only.
    core::FrameCounts (*frame)(Bytes records, const Shape& shape, std::vector<core::Frame>& frames);
    /// The cutter of a source whose shape is complete.
    std::unique_ptr<Cutter> (*make_cutter)(const Shape& shape, std::uint64_t max_record_bytes);
    /// Reads the bytes before the records and completes the shape. Null: there is nothing to read or complete.
    void (*read_head)(const HeadRequest& request, SourceHead& head) = nullptr;
    /// The bytes that are allowed between two records.
    std::string_view filling = " \t\r\n";
    /// Whether records have other text around them, of which framing has looked at every byte.
    bool has_surroundings = false;
    /// Whether every line feed ends a record, so that a slab's end can be found without reading the bytes before it.
    bool ends_at_line_feeds = false;
    /// Whether core::LineRules separate the records, so that a device can find them.
    bool has_line_rules = false;
    const RejectForm* rejects = &lines_of_rejects;
};

/// The format of a source whose shape is complete.
[[nodiscard]] const Format& format_of(const Shape& shape);

}    // namespace hmacsweep::format
