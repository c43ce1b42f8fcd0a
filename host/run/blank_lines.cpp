#include "host/run/blank_lines.hpp"

#include <algorithm>
#include <string_view>

namespace hmacsweep::run {
namespace {

std::uint64_t num_line_ends(std::string_view text) {
    return static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
}

std::uint64_t num_blank(std::string_view text) {
    std::uint64_t count = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
        count += line.find_first_not_of(" \t\r") == std::string_view::npos ? 1 : 0;
        begin += line.size() + 1;
    }
    return count;
}

}    // namespace

std::uint64_t count_blank_lines(const input::Slab& slab, const judge::Framing& framing, bool is_cut) {
    if (slab.kind == input::SlabKind::OversizeBlankLine) {
        return 1;
    }
    const std::string_view text = as_text(Bytes(slab.data(), slab.size));
    if (slab.kind == input::SlabKind::Header) {
        return num_line_ends(text.substr(0, text.find_first_not_of(" \t\r\n")));
    }
    // Records that are a line each, and no other line: the usual case, in which no record is looked at.
    const bool has_none = slab.kind != input::SlabKind::Records ||
                          (framing.num_lines == framing.frames.size() && slab.shape->records.empty());
    const bool passes_over =
        slab.shape->skips_blank_lines() && slab.shape->has_lines() && slab.shape->format != format::InputFormat::Json;
    if (has_none || !passes_over) {
        return 0;
    }
    if (!slab.shape->records.empty()) {
        // Lines have any number of records.
        return num_blank(is_cut ? text.substr(0, framing.frames.empty() ? 0 : framing.frames.back().offset) : text);
    }
    std::uint64_t count = 0;
    std::size_t end = 0;
    std::uint64_t own_end = 0;    // the line end of the record before
    for (const core::Frame& frame : framing.frames) {
        count += std::max(num_line_ends(text.substr(end, frame.offset - end)), own_end) - own_end;
        end = frame.offset + std::size_t{frame.size};
        own_end = 1;
    }
    if (is_cut) {
        return count;
    }
    const std::string_view rest = text.substr(end);
    const std::uint64_t line_ends = num_line_ends(rest);
    if (line_ends < own_end) {    // the last record has no line end
        return count;
    }
    return count + line_ends - own_end + (rest.empty() || rest.ends_with('\n') ? 0 : 1);
}

}    // namespace hmacsweep::run
