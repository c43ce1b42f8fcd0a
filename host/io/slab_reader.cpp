#include "host/io/slab_reader.hpp"

#include "cuda/core/table.hpp"
#include "host/io/source_head.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::io {
namespace {

constexpr std::array<std::uint8_t, 3> byte_order_mark{0xef, 0xbb, 0xbf};
constexpr std::size_t chunk_bytes = std::size_t{64} * 1024;

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

SlabReader::SlabReader(std::span<Source> sources, SlabReaderOptions options, const StopFlag& stop)
    : sources_(sources),
      options_(std::move(options)),
      stop_(stop),
      contents_(sources, {options_.threads, options_.digest, options_.libraries}, stop) {}

void SlabReader::start_source() {
    is_started_ = true;
    offset_ = 0;
    carry_.clear();
    is_at_end_ = false;
    reported_bytes_ = 0;
    contents_.begin(current_);
    dealer_.restart();
    // A byte-order mark is no part of the first record.
    std::array<std::uint8_t, byte_order_mark.size()> head{};
    std::size_t got = 0;
    while (got < head.size() && !is_at_end_) {
        got += read_some(head.data() + got, head.size() - got);
    }
    if (got == head.size() && head == byte_order_mark) {
        offset_ = got;
    } else {
        carry_.assign(head.begin(), head.begin() + static_cast<std::ptrdiff_t>(got));
    }
    settle_shape();
    if (!shape_->chain.is_one) {
        previous_.state = PreviousState::Start;
    }
    cutter_ = RecordCutter(*shape_, options_.max_record_bytes);
}

/// The format, and in a table the columns, of the source that begins in carry_.
void SlabReader::settle_shape() {
    if (!source().error.empty() || is_stopped()) {
        shape_ = std::make_shared<const Shape>(options_.shape);
        return;
    }
    const std::function<bool()> more = [this] { return read_ahead(); };
    SourceHead head = read_head({options_.shape, source().name, options_.max_record_bytes, carry_, more});
    shape_ = std::make_shared<const Shape>(std::move(head.shape));
    header_lines_ = head.header_lines;
    header_.assign(carry_.begin(), carry_.begin() + static_cast<std::ptrdiff_t>(head.header_bytes));
    carry_.erase(carry_.begin(), carry_.begin() + static_cast<std::ptrdiff_t>(head.header_bytes));
    if (!head.error.empty()) {
        // Reading ahead ends with a stop or an error of the source, too, and then the head says nothing.
        if (source().error.empty() && !is_stopped()) {
            source().error = source().name + " " + head.error;
        }
        header_lines_ = 0;
        header_.clear();
        carry_.clear();
        is_at_end_ = true;
    }
}

/// Appends some bytes to carry_; false when there are none.
bool SlabReader::read_ahead() {
    if (is_at_end_) {
        return false;
    }
    const std::size_t size = carry_.size();
    const std::size_t room = std::min(chunk_bytes, options_.slab_bytes);
    carry_.resize(size + room);
    carry_.resize(size + read_some(carry_.data() + size, room));
    return carry_.size() > size;
}

void SlabReader::end_source() {
    contents_.finish();
    if (deals_leaves() && source().is_whole) {
        source().last_leaves = dealer_.finish();
    }
    if (!source().error.empty() && previous_.state != PreviousState::Start) {
        previous_.state = PreviousState::Lost;    // whatever stood behind the error
    }
    is_started_ = false;
    ++current_;
}

bool SlabReader::next(Slab& slab) {
    while (current_ < sources_.size() && !is_stopped()) {
        if (!is_started_) {
            start_source();
        }
        slab.source = static_cast<std::uint32_t>(current_);
        slab.shape = shape_;
        slab.offset = offset_;
        slab.kind = SlabKind::Records;
        slab.size = 0;
        if (shape_->is_chained()) {
            slab.previous = previous_;
        }
        if (tell_header(slab) || fill(slab)) {
            if (shape_->is_chained()) {
                remember_last_record(slab);
            }
            if (!deals_leaves() || slab.kind != SlabKind::Records) {
                dealer_.deal_nothing(leaves_);
            }
            slab.sequence = sequence_++;
            slab.source_bytes = source().bytes - reported_bytes_;
            reported_bytes_ = source().bytes;
            return true;
        }
        if (!is_stopped()) {
            end_source();
        }
    }
    contents_.close();
    return false;
}

bool SlabReader::tell_header(Slab& slab) {
    if (header_.empty()) {
        return false;
    }
    slab.kind = SlabKind::Header;
    slab.num_lines = header_lines_;
    slab.size = header_.size();
    slab.buffer.resize(std::max(slab.buffer.size(), slab.size + slab_padding));
    std::ranges::copy(header_, slab.buffer.begin());
    offset_ += slab.size;
    header_lines_ = 0;
    header_.clear();
    return true;
}

/// Whole records into the slab, or the end of the source's last one; false at the source's end.
bool SlabReader::fill(Slab& slab) {
    if (cutter_.is_ended()) {
        end_elements();
        return false;
    }
    std::size_t room = std::max(options_.slab_bytes, carry_.size());
    slab.buffer.resize(std::max(slab.buffer.size(), room + slab_padding));
    std::ranges::copy(carry_, slab.buffer.begin());
    std::size_t size = carry_.size();
    const std::size_t known = size;    // has been read before
    carry_.clear();
    cutter_.restart();
    while (true) {
        while (size < room && !is_at_end_) {
            size += read_into_slab(slab.buffer.data() + size, room - size);
            if (!source().is_regular && contents_.would_block()) {
                break;    // a slow pipe: judge what there is
            }
        }
        if (is_stopped()) {
            return false;
        }
        // What stands before an error is the beginning of a record, and no record.
        const bool is_whole = is_at_end_ && source().error.empty();
        const Cut cut = cutter_.find(slab.data(), size, is_whole);
        if (cut.kind != CutKind::None || is_at_end_) {
            deal_leaves(slab, known, size, cut.kind == CutKind::Records && cut.bytes != 0);
        }
        if (cut.kind == CutKind::Oversize) {
            if (shape_->format == InputFormat::Json) {
                return skip_element(slab, size);
            }
            return shape_->is_binary ? skip_row(slab, size) : skip_oversize(slab, size, cut.bytes);
        }
        if (cut.kind == CutKind::End) {
            carry_.assign(slab.data() + cut.bytes, slab.data() + size);
            offset_ += cut.bytes;
            end_elements();
            return false;
        }
        if (cut.kind == CutKind::Trailer) {
            end_rows(size - cut.bytes);
            return false;
        }
        if (cut.kind == CutKind::Records) {
            slab.size = cut.bytes;
            carry_.assign(slab.data() + slab.size, slab.data() + size);
            offset_ += slab.size;
            if (is_whole && slab.size == size && shape_->format == InputFormat::Json && !cutter_.is_ended()) {
                fail_unclosed(offset_);
            }
            return slab.size != 0;
        }
        if (is_at_end_ || cut.kind != CutKind::None) {
            if (shape_->is_binary) {
                fail_rows(describe(cut.kind, size), offset_);
            }
            return false;
        }
        if (size == room) {
            room = std::min<std::size_t>(room * 2, cutter_.longest_record() + 1);
            slab.buffer.resize(std::max(slab.buffer.size(), room + slab_padding));
        }
    }
}

/// What the next slab's first record is linked to.
void SlabReader::remember_last_record(const Slab& slab) {
    if (slab.kind == SlabKind::OversizeRecord) {
        previous_.state = PreviousState::Lost;
    }
    if (slab.kind != SlabKind::Records) {
        return;
    }
    std::optional<core::Frame> last;
    frame_records(slab.data(), slab.size, *shape_, [&last](const core::Frame& frame) { last = frame; });
    if (last) {
        previous_.state = PreviousState::Stored;
        previous_.shape = shape_;
        previous_.size = last->size;
        previous_.buffer.assign(slab.data() + last->offset, slab.data() + last->offset + last->size);
        previous_.buffer.resize(last->size + slab_padding);
    }
}

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

/// Whether the tree digest of the current source is made of leaves that slabs bring to the workers; else it is made
/// where its bytes are read.
bool SlabReader::deals_leaves() const {
    return options_.digest == InputDigest::Tree && sources_[current_].compression == Compression::None;
}

/// What was read into a slab's buffer, from `offset` to `end`, is hashed by the slab's worker, if it gets one.
void SlabReader::deal_leaves(const Slab& slab, std::size_t offset, std::size_t end, bool is_filled) {
    if (!deals_leaves()) {
        return;
    }
    if (is_filled) {
        dealer_.deal(slab.data(), offset, end, leaves_);
    } else {
        dealer_.add(Bytes(slab.buffer).subspan(offset, end - offset));
    }
}

/// Reads at most `room` bytes, 0 at the end of the source or on an error or stop, which set is_at_end_.
std::size_t SlabReader::read_into_slab(std::uint8_t* to, std::size_t room) {
    const std::size_t got = contents_.read(to, room);
    is_at_end_ = got == 0;
    return got;
}

/// The same of bytes that no slab brings to a worker as they are.
std::size_t SlabReader::read_some(std::uint8_t* to, std::size_t room) {
    const std::size_t got = read_into_slab(to, room);
    if (deals_leaves()) {
        dealer_.add(Bytes(to, got));
    }
    return got;
}

}    // namespace hmacsweep::io
