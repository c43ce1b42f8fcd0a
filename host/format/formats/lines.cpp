// Records that are lines: JSON Lines, and the lines of a log.
#include "host/format/format.hpp"
#include "host/format/line_cutter.hpp"

#include <algorithm>

namespace hmacsweep::format {
namespace {

core::FrameCounts frame(Bytes records, const Shape& shape, std::vector<core::Frame>& frames) {
    return core::frame_lines(records.data(), records.size(), shape.skips_blank_lines(),
                             [&](const core::Frame& found) { frames.push_back(found); });
}

/// What the source begins with instead of JSON Lines; nothing where one of the first lines begins as an object does, or
/// there are none. Lines that are not there yet are waited for.
std::string_view instead_of_json_lines(const HeadRequest& request) {
    constexpr int max_lines = 16;
    const std::vector<std::uint8_t>& bytes = request.bytes;
    std::size_t begin = 0;
    bool has_text = false;
    for (int num_lines = 0; num_lines < max_lines && begin <= request.max_record_bytes;) {
        const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto line_feed = std::find(from, bytes.end(), std::uint8_t{'\n'});
        const auto first = std::find_if_not(from, line_feed, core::is_json_blank);
        if (first != line_feed && (*first == '{' || *first == '[')) {
            return *first == '{' ? ""
                                 : "begins with [, as one array does, which --input-format json reads; --input-format "
                                   "jsonl reads it as JSON Lines all the same";
        }
        const bool is_too_long = bytes.size() - begin > request.max_record_bytes;
        if (line_feed == bytes.end() && !is_too_long && request.read_ahead()) {
            continue;
        }
        has_text = has_text || first != line_feed;
        num_lines += first != line_feed ? 1 : 0;
        if (line_feed == bytes.end()) {
            break;
        }
        begin = static_cast<std::size_t>(line_feed - bytes.begin()) + 1;
    }
    if (!has_text) {
        return {};
    }
    return "is no JSON: none of its first lines begins with {. --line '{Message} hmac={Mac:hex}' is for lines of a log "
           "that have a MAC each, --profile jwt for tokens, --columns for a table's own names, --input-format csv, tsv "
           "or "
           "pgcopy with --no-header for a table without names, --input-format lines (generate) for bare lines; "
           "--input-format jsonl reads it as JSON Lines all the same";
}

/// There is no head. But where nobody said that a source is JSON Lines, it must look like them.
void look_at_json_lines(const HeadRequest& request, SourceHead& head) {
    if (request.is_guessed) {
        head.error = instead_of_json_lines(request);
    }
}

}    // namespace

namespace formats {

const Format json_lines{.frame = frame,
                        .make_cutter = make_line_cutter,
                        .read_head = look_at_json_lines,
                        .ends_at_line_feeds = true,
                        .has_line_rules = true};
const Format lines{.frame = frame, .make_cutter = make_line_cutter, .ends_at_line_feeds = true, .has_line_rules = true};

}    // namespace formats
}    // namespace hmacsweep::format
