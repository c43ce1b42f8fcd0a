#include "host/io/slab_reader.hpp"

#include "cuda/core/frame.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace hmacsweep::io {
namespace {

constexpr std::array<std::uint8_t, 3> byte_order_mark{0xef, 0xbb, 0xbf};
/// A record may be followed by CR LF, which do not count.
constexpr std::uint64_t line_end_bytes = 2;
constexpr std::size_t skip_bytes = std::size_t{64} * 1024;

const std::uint8_t* find_last_line_feed(const std::uint8_t* bytes, std::size_t size) {
    return static_cast<const std::uint8_t*>(::memrchr(bytes, '\n', size));
}

std::size_t end_of_last_line(const std::uint8_t* bytes, std::size_t size) {
    const std::uint8_t* const last = find_last_line_feed(bytes, size);
    return last == nullptr ? 0 : static_cast<std::size_t>(last - bytes) + 1;
}

}    // namespace

SlabReader::SlabReader(std::span<Source> sources, const SlabReaderOptions& options, const StopFlag& stop)
    : sources_(sources), options_(options), stop_(stop) {}

void SlabReader::start_source() {
    is_started_ = true;
    offset_ = 0;
    carry_.clear();
    is_at_end_ = false;
    reported_bytes_ = 0;
    stream_.emplace(source(), options_.wants_digest, options_.libraries, stop_);
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
}

void SlabReader::end_source() {
    stream_->finish();
    is_started_ = false;
    ++current_;
}

bool SlabReader::next(Slab& slab) {
    while (current_ < sources_.size() && !is_stopped()) {
        if (!is_started_) {
            start_source();
        }
        slab.source = static_cast<std::uint32_t>(current_);
        slab.offset = offset_;
        slab.kind = SlabKind::Records;
        slab.size = 0;
        if (fill(slab)) {
            slab.sequence = sequence_++;
            slab.source_bytes = source().bytes - reported_bytes_;
            reported_bytes_ = source().bytes;
            return true;
        }
        if (!is_stopped()) {
            end_source();
        }
    }
    return false;
}

/// Whole lines into the slab, or the end of the source's last line; false at the source's end.
bool SlabReader::fill(Slab& slab) {
    const std::uint64_t longest_line = options_.max_record_bytes + line_end_bytes;
    std::size_t room = std::max(options_.slab_bytes, carry_.size());
    slab.buffer.resize(std::max(slab.buffer.size(), room + slab_padding));
    std::ranges::copy(carry_, slab.buffer.begin());
    std::size_t size = carry_.size();
    carry_.clear();
    // The part of the buffer that is known to hold no line feed.
    std::size_t searched = 0;
    while (true) {
        while (size < room && !is_at_end_) {
            size += read_some(slab.buffer.data() + size, room - size);
            if (!source().is_regular && size > searched && stream_->would_block() &&
                find_last_line_feed(slab.buffer.data() + searched, size - searched) != nullptr) {
                break;    // a slow pipe: judge what there is
            }
        }
        if (is_stopped()) {
            return false;
        }
        if (is_at_end_) {
            if (!source().error.empty()) {
                // The last line is the beginning of a record, and no record.
                size = end_of_last_line(slab.data(), size);
            }
            offset_ += size;
            slab.size = size;
            return size != 0;
        }
        if (const std::uint8_t* const last = find_last_line_feed(slab.buffer.data() + searched, size - searched)) {
            slab.size = static_cast<std::size_t>(last - slab.buffer.data()) + 1;
            carry_.assign(last + 1, slab.data() + size);
            offset_ += slab.size;
            return true;
        }
        searched = size;
        if (size > longest_line) {
            slab.size = size;
            return skip_oversize(slab);
        }
        room = std::min<std::size_t>(room * 2, longest_line + 1);
        slab.buffer.resize(std::max(slab.buffer.size(), room + slab_padding));
    }
}

/// The slab holds the beginning of a line that is too long: finds its end, and keeps none of its bytes.
bool SlabReader::skip_oversize(Slab& slab) {
    bool is_blank = core::is_blank(slab.data(), slab.size);
    std::uint64_t line_bytes = slab.size;
    std::array<std::uint8_t, skip_bytes> bytes{};
    while (!is_at_end_) {
        const std::size_t got = read_some(bytes.data(), bytes.size());
        const std::size_t line_feed = core::find_line_feed(bytes.data(), 0, got);
        is_blank = is_blank && core::is_blank(bytes.data(), line_feed);
        line_bytes += line_feed;
        if (line_feed < got) {
            ++line_bytes;
            carry_.assign(bytes.begin() + static_cast<std::ptrdiff_t>(line_feed) + 1,
                          bytes.begin() + static_cast<std::ptrdiff_t>(got));
            break;
        }
    }
    slab.kind = is_blank ? SlabKind::OversizeBlankLine : SlabKind::OversizeRecord;
    slab.size = 0;
    slab.buffer.resize(std::min(slab.buffer.size(), options_.slab_bytes + slab_padding));
    slab.buffer.shrink_to_fit();
    offset_ += line_bytes;
    return !is_stopped();
}

/// Reads at most `room` bytes, 0 at the end of the source or on an error or stop, which set is_at_end_.
std::size_t SlabReader::read_some(std::uint8_t* to, std::size_t room) {
    const std::size_t got = stream_->read(to, room);
    is_at_end_ = got == 0;
    return got;
}

}    // namespace hmacsweep::io
