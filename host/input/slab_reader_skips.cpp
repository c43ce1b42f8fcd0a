// What a SlabReader passes over without keeping it: records that are too long, and what stands behind the end of
// records or of all that can be read.
#include "host/input/slab_reader.hpp"

#include "cuda/core/table.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::input {
namespace {

std::uint32_t count_line_feeds(const std::uint8_t* bytes, std::size_t size) {
    return static_cast<std::uint32_t>(std::count(bytes, bytes + size, std::uint8_t{'\n'}));
}

// What is wrong with COPY's binary form, before the offset where that stands.
constexpr std::string_view bad_count = "is damaged: there is a negative number of fields in the row at byte";
constexpr std::string_view bad_length = "is damaged: there is a field of an impossible length in the row at byte";
constexpr std::string_view cut_row = "is cut short: it ends within the row at byte";
constexpr std::string_view no_trailer = "is cut short: it ends without the trailer of COPY's binary form at byte";
constexpr std::string_view more_bytes = "has more bytes behind the trailer of COPY's binary form, from byte";

// The same of JSON.
constexpr std::string_view unclosed_array =
    "is cut short, or a bracket or quote in it is left open: its array has not ended at byte";
constexpr std::string_view unclosed_object =
    "is cut short, or a bracket or quote in it is left open: its object has not ended at byte";
constexpr std::string_view behind_array = "has more behind its array, from byte";
constexpr std::string_view behind_object =
    "has more than one JSON object (--input-format jsonl reads one a line): more stands there from byte";

std::string_view describe(CutKind cut, std::size_t size) {
    if (cut == CutKind::None) {
        return size == 0 ? no_trailer : cut_row;
    }
    return cut == CutKind::BadCount ? bad_count : bad_length;
}

}    // namespace

/// The slab holds the beginning of a record that is too long: finds its end, the first line feed at or after `from`,
/// and keeps none of its bytes.
bool SlabReader::skip_oversize(Slab& slab, std::size_t size, std::size_t from) {
    const std::uint8_t delimiter = shape_->table_syntax().delimiter;
    std::vector<std::uint8_t> chunk(slab.data(), slab.data() + size);
    bool is_blank = shape_->skips_blank_lines();
    slab.num_lines = 1;
    while (true) {
        const std::size_t line_feed = core::find_line_feed(chunk.data(), from, chunk.size());
        is_blank = is_blank && core::is_blank(chunk.data(), line_feed, delimiter);
        slab.num_lines += count_line_feeds(chunk.data(), line_feed);
        offset_ += line_feed;
        if (line_feed < chunk.size()) {
            ++offset_;
            carry_.assign(chunk.begin() + static_cast<std::ptrdiff_t>(line_feed) + 1, chunk.end());
            break;
        }
        if (is_at_end_) {
            break;
        }
        from = 0;
        chunk.resize(chunk_bytes);
        chunk.resize(read_some(chunk.data(), chunk_bytes));
    }
    slab.kind = is_blank ? SlabKind::OversizeBlankLine : SlabKind::OversizeRecord;
    slab.size = 0;
    slab.buffer.resize(std::min(slab.buffer.size(), options_.slab_bytes + slab_padding));
    slab.buffer.shrink_to_fit();
    return !is_stopped();
}

/// The same of a row of COPY's binary form, whose end its lengths tell; false where it has none.
bool SlabReader::skip_row(Slab& slab, std::size_t size) {
    std::vector<std::uint8_t> chunk(slab.data(), slab.data() + size);
    slab.kind = SlabKind::OversizeRecord;
    slab.buffer.resize(std::min(slab.buffer.size(), options_.slab_bytes + slab_padding));
    slab.buffer.shrink_to_fit();
    core::RowScan scan = core::row_from(0);
    while (!is_stopped()) {
        const core::RowFind found = core::scan_row(chunk.data(), chunk.size(), scan);
        const std::size_t done = std::min<std::size_t>(scan.position, chunk.size());
        const auto rest = chunk.begin() + static_cast<std::ptrdiff_t>(done);
        if (found == core::RowFind::Row) {
            offset_ += done;
            carry_.assign(rest, chunk.end());
            return true;
        }
        if (found != core::RowFind::More || is_at_end_) {
            fail_rows(found == core::RowFind::More ? cut_row : bad_length, slab.offset);
            return false;
        }
        offset_ += done;
        scan.position -= done;
        const std::size_t left = chunk.size() - done;
        std::copy(rest, chunk.end(), chunk.begin());
        chunk.resize(left + chunk_bytes);
        chunk.resize(left + read_some(chunk.data() + left, chunk_bytes));
    }
    return false;
}

/// The same of a JSON array's element, up to its comma, or of the one object.
bool SlabReader::skip_element(Slab& slab, std::size_t size) {
    std::vector<std::uint8_t> chunk(slab.data(), slab.data() + size);
    slab.kind = SlabKind::OversizeRecord;
    slab.buffer.resize(std::min(slab.buffer.size(), options_.slab_bytes + slab_padding));
    slab.buffer.shrink_to_fit();
    slab.num_lines = 0;
    core::ElementScan scan = core::element_from(0);
    while (true) {
        const core::ElementFind found = core::scan_element(chunk.data(), chunk.size(), !shape_->is_array, scan);
        slab.num_lines += count_line_feeds(chunk.data(), scan.position);
        offset_ += scan.position;
        if (found != core::ElementFind::More) {
            const std::size_t end = scan.position + (found == core::ElementFind::Closed ? 0 : 1);
            offset_ += end - scan.position;
            carry_.assign(chunk.begin() + static_cast<std::ptrdiff_t>(end), chunk.end());
            cutter_.element_ends(found);
            break;
        }
        if (is_at_end_) {
            fail_unclosed(offset_);
            break;
        }
        scan.position = 0;
        chunk.resize(chunk_bytes);
        chunk.resize(read_some(chunk.data(), chunk_bytes));
    }
    return !is_stopped();
}

/// Behind the array, or the one object, nothing may follow but blanks.
void SlabReader::end_elements() {
    std::vector<std::uint8_t> rest = std::exchange(carry_, {});
    while (true) {
        const auto more = std::ranges::find_if_not(rest, core::is_json_blank);
        offset_ += static_cast<std::uint64_t>(more - rest.begin());
        if (more != rest.end()) {
            fail_behind(shape_->is_array ? behind_array : behind_object, offset_, "records");
            return;
        }
        if (is_at_end_) {
            return;
        }
        rest.resize(chunk_bytes);
        rest.resize(read_some(rest.data(), rest.size()));
    }
}

/// The source has ended, at `offset`, before its array or object did.
void SlabReader::fail_unclosed(std::uint64_t offset) {
    if (source().error.empty() && !is_stopped()) {
        source().error = fmt::format("{} {} {}; whole records before that were judged", source().name,
                                     shape_->is_array ? unclosed_array : unclosed_object, offset);
    }
}

/// Behind COPY's trailer, of which `size` bytes are there already, nothing may follow.
void SlabReader::end_rows(std::size_t size) {
    std::uint8_t next = 0;
    if (size != 0 || (!is_at_end_ && read_some(&next, 1) != 0)) {
        fail_rows(more_bytes, offset_ + 2);
    }
}

/// Where rows are told by their lengths alone, nothing can be found behind one that is damaged.
void SlabReader::fail_rows(std::string_view what, std::uint64_t offset) {
    fail_behind(what, offset, "rows");
}

/// Nothing from `offset` on can be read; `judged` is what was read before that.
void SlabReader::fail_behind(std::string_view what, std::uint64_t offset, std::string_view judged) {
    // The digest of a damaged file tells which file was damaged, so it is that of all its bytes.
    std::vector<std::uint8_t> rest(source().is_regular && !is_at_end_ ? chunk_bytes : 0);
    const bool was_at_end = is_at_end_;
    while (!is_at_end_ && !rest.empty()) {
        read_some(rest.data(), rest.size());
    }
    is_at_end_ = true;
    if (is_stopped() || (was_at_end && !source().error.empty())) {
        return;
    }
    source().error = fmt::format("{} {} {}; whole {} before that were judged", source().name, what, offset, judged);
}

/// In place of a row, of which `size` bytes are there, stands what cannot be one.
void SlabReader::fail_row(CutKind cut, std::size_t size) {
    fail_rows(describe(cut, size), offset_);
}

}    // namespace hmacsweep::input
