#include "host/input/record_cutter.hpp"

#include <algorithm>
#include <cstring>

namespace hmacsweep::input {
namespace {

/// A record may be followed by CR LF, which do not count.
constexpr std::uint64_t line_end_bytes = 2;

}    // namespace

RecordCutter::RecordCutter(const format::Shape& shape, std::uint64_t max_record_bytes)
    : syntax_(shape.table_syntax()),
      is_binary_(shape.is_binary),
      longest_record_(max_record_bytes + line_end_bytes),
      is_json_(shape.format == format::InputFormat::Json),
      is_array_(shape.is_array) {
    restart();
}

void RecordCutter::restart() {
    searched_ = 0;
    begin_ = 0;
    scan_ = core::scan_from(0);
    row_ = core::row_from(0);
    element_ = core::element_from(0);
}

Cut RecordCutter::find(const std::uint8_t* bytes, std::size_t size, bool is_at_end) {
    if (is_binary_) {
        return cut_rows(bytes, size);
    }
    if (is_json_) {
        return cut_elements(bytes, size, is_at_end);
    }
    return syntax_.has_quotes ? cut_quoted(bytes, size, is_at_end) : cut_lines(bytes, size, is_at_end);
}

Cut RecordCutter::cut_lines(const std::uint8_t* bytes, std::size_t size, bool is_at_end) {
    if (is_at_end) {
        return {CutKind::Records, size};
    }
    const void* const last = ::memrchr(bytes + searched_, '\n', size - searched_);
    if (last != nullptr) {
        return {CutKind::Records, static_cast<std::size_t>(static_cast<const std::uint8_t*>(last) - bytes) + 1};
    }
    searched_ = size;
    return size > longest_record_ ? Cut{CutKind::Oversize, size} : Cut{};
}

/// Whether and where a record ends is decided by the bytes up to the limit alone, so that slabs of every size hold the
/// same records; one byte behind it tells whether a quote before it is the first of two. A slab ends behind a line that
/// left a quote open: whoever frames it need not know why it is open.
Cut RecordCutter::cut_quoted(const std::uint8_t* bytes, std::size_t size, bool is_at_end) {
    while (begin_ < size) {
        const std::size_t left = size - begin_;
        const bool is_limited = left > longest_record_ || (left == longest_record_ && is_at_end);
        const std::size_t limit = is_limited ? begin_ + longest_record_ : size;
        if (core::scan_record(bytes, limit, syntax_, scan_)) {
            record_ends(scan_.position);
            continue;
        }
        if (!is_limited && !is_at_end) {
            break;
        }
        if (const std::size_t line_feed = core::end_of_broken(bytes, limit, size, scan_); line_feed < limit) {
            return {CutKind::Records, line_feed + 1};
        }
        if (!is_limited) {
            return {CutKind::Records, size};
        }
        if (skip_too_long(bytes, size, limit)) {
            continue;
        }
        if (is_at_end && core::find_line_feed(bytes, limit, size) == size) {
            return {CutKind::Records, size};
        }
        return begin_ > 0 ? Cut{CutKind::Records, begin_} : Cut{CutKind::Oversize, limit};
    }
    return begin_ > 0 || is_at_end ? Cut{CutKind::Records, begin_} : Cut{};
}

/// Rows end where their lengths say. What is no row is told of only when it comes first, so that all before it are
/// read.
Cut RecordCutter::cut_rows(const std::uint8_t* bytes, std::size_t size) {
    core::RowFind found = core::scan_row(bytes, size, row_);
    for (; found == core::RowFind::Row; found = core::scan_row(bytes, size, row_)) {
        begin_ = static_cast<std::size_t>(row_.position);
        row_ = core::row_from(begin_);
    }
    if (begin_ > 0) {
        return {CutKind::Records, begin_};
    }
    switch (found) {
        case core::RowFind::Trailer:
            return {CutKind::Trailer, 2};
        case core::RowFind::BadCount:
            return {CutKind::BadCount, 0};
        case core::RowFind::BadLength:
            return {CutKind::BadLength, 0};
        default:
            return core::least_end(row_) > longest_record_ ? Cut{CutKind::Oversize, size} : Cut{};
    }
}

/// Blanks before an element that is not whole yet go with what stands before them. An element is too long by itself or
/// with the blanks up to its comma, whatever the slab has room for.
Cut RecordCutter::cut_elements(const std::uint8_t* bytes, std::size_t size, bool is_at_end) {
    while (true) {
        const core::ElementFind found = core::scan_element(bytes, size, !is_array_, element_);
        const std::size_t begin = std::min(element_.begin, element_.position);
        if (element_.position - begin > longest_record_) {
            return begin > 0 ? Cut{CutKind::Records, begin} : Cut{CutKind::Oversize, size};
        }
        if (found == core::ElementFind::More) {
            const std::size_t whole = is_at_end ? size : begin;
            return whole > 0 || is_at_end ? Cut{CutKind::Records, whole} : Cut{};
        }
        if (found == core::ElementFind::End && element_.begin == core::no_element && !has_elements_) {
            is_ended_ = true;
            return {CutKind::End, element_.position + 1};
        }
        element_ends(found);
        if (is_ended_) {
            return {CutKind::Records, element_.position + (found == core::ElementFind::End ? 1 : 0)};
        }
        element_ = core::element_from(element_.position + 1);
    }
}

void RecordCutter::element_ends(core::ElementFind found) {
    has_elements_ = has_elements_ || found == core::ElementFind::Comma;
    is_ended_ = found == core::ElementFind::End || found == core::ElementFind::Closed;
}

/// A record that is too long ends with the line that it passed the limit on. Where its quotes say the same, it may stay
/// in the slab, whose judge refuses it.
bool RecordCutter::skip_too_long(const std::uint8_t* bytes, std::size_t size, std::size_t limit) {
    const std::size_t line_feed = core::find_line_feed(bytes, limit, size);
    if (line_feed == size) {
        return false;
    }
    core::RecordScan scan = scan_;
    if (!core::scan_record(bytes, line_feed + 1, syntax_, scan)) {
        return false;
    }
    record_ends(line_feed);
    return true;
}

void RecordCutter::record_ends(std::size_t line_feed) {
    begin_ = line_feed + 1;
    scan_ = core::scan_from(begin_);
}

}    // namespace hmacsweep::input
