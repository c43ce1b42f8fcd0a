#include "host/input/slab_reader.hpp"

#include "host/format/format.hpp"
#include "host/input/source_head.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hmacsweep::input {
namespace {

constexpr std::array<std::uint8_t, 3> byte_order_mark{0xef, 0xbb, 0xbf};

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
        previous_.state = format::PreviousState::Start;
    }
    cutter_ = format::format_of(*shape_).make_cutter(*shape_, options_.max_record_bytes);
}

/// The format, and in a table the columns, of the source that begins in carry_.
void SlabReader::settle_shape() {
    const bool is_found_empty = source().is_found && is_at_end_ && offset_ + carry_.size() == 0;
    if (!source().error.empty() || is_stopped() || is_found_empty) {
        shape_ = std::make_shared<const format::Shape>(options_.shape);
        return;
    }
    if (const std::string refusal = find_refusal(); !refusal.empty() && source().error.empty() && !is_stopped()) {
        shape_ = std::make_shared<const format::Shape>(options_.shape);
        source().error = source().name + " " + refusal;
        carry_.clear();
        is_at_end_ = true;
        return;
    }
    const std::function<bool()> more = [this] { return read_ahead(); };
    format::SourceHead head = read_head({options_.shape, source().name, options_.max_record_bytes, carry_, more});
    shape_ = std::make_shared<const format::Shape>(std::move(head.shape));
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
    if (!source().error.empty()) {
        previous_.state = format::PreviousState::Lost;    // whatever stood behind the error
    }
    is_started_ = false;
    ++current_;
}

bool SlabReader::make_next(Slab& slab, SlabRest* rest) {
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
        if (tell_header(slab) || (rest != nullptr && lay_out(slab, *rest)) || (settle_parts() && fill(slab))) {
            if (shape_->is_chained()) {
                remember_last_record(slab);
            }
            if (rest != nullptr && rest->number != 0) {
                // Its leaves are dealt out when it has been read.
            } else if (!deals_leaves() || slab.kind != SlabKind::Records) {
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
    settle_parts();
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
    std::ranges::copy(header_, slab.buffer.data());
    offset_ += slab.size;
    header_lines_ = 0;
    header_.clear();
    return true;
}

/// Whole records into the slab, or the end of the source's last one; false at the source's end.
bool SlabReader::fill(Slab& slab) {
    if (cutter_->is_ended()) {
        end_records();
        return false;
    }
    std::size_t room = std::max(options_.slab_bytes, carry_.size());
    slab.buffer.resize(std::max(slab.buffer.size(), room + slab_padding));
    std::ranges::copy(carry_, slab.buffer.data());
    std::size_t size = carry_.size();
    const std::size_t known = size;    // has been read before
    carry_.clear();
    cutter_->restart();
    bool is_known_only = known != 0;    // and may have whole records by itself
    while (true) {
        while (size < room && !is_at_end_) {
            if (is_known_only && !source().is_regular && contents_.would_block()) {
                break;
            }
            is_known_only = false;
            size += read_into_slab(slab.buffer.data() + size, room - size);
            if (!source().is_regular && contents_.would_block()) {
                break;    // a slow pipe: judge what there is
            }
        }
        is_known_only = false;
        if (is_stopped()) {
            return false;
        }
        // What stands before an error is the beginning of a record, and no record.
        const bool is_whole = is_at_end_ && source().error.empty();
        const format::Cut cut = cutter_->find(slab.data(), size, is_whole);
        if (cut.kind == format::CutKind::None && !is_at_end_) {
            if (size == room) {
                room = std::min<std::size_t>(room * 2, cutter_->longest_record() + 1);
                slab.buffer.resize(std::max(slab.buffer.size(), room + slab_padding));
            }
            continue;
        }
        return take_cut(slab, cut, known, size, is_whole);
    }
}

/// Ends fill(): of the `size` bytes in the slab, of which `known` were read before it, what the cutter says.
bool SlabReader::take_cut(Slab& slab, const format::Cut& cut, std::size_t known, std::size_t size, bool is_whole) {
    using format::CutKind;
    deal_leaves(slab, known, size, cut.kind == CutKind::Records && cut.bytes != 0);
    switch (cut.kind) {
        case CutKind::Oversize:
            return skip_record(slab, size);
        case CutKind::End:
            carry_.assign(slab.data() + cut.bytes, slab.data() + size);
            offset_ += cut.bytes;
            end_records();
            return false;
        case CutKind::Records:
            slab.size = cut.bytes;
            carry_.assign(slab.data() + slab.size, slab.data() + size);
            offset_ += slab.size;
            if (is_whole && slab.size == size) {
                fail_behind(cutter_->fault_at_end(0), offset_);
            }
            return slab.size != 0;
        case CutKind::Broken:
            fail_behind(cut.fault, offset_);
            return false;
        case CutKind::None:
            break;
    }
    fail_behind(cutter_->fault_at_end(size), offset_);
    return false;
}

/// What the next slab's first record is linked to.
void SlabReader::remember_last_record(const Slab& slab) {
    if (slab.kind == SlabKind::OversizeRecord) {
        previous_.state = format::PreviousState::Lost;
    }
    if (slab.kind != SlabKind::Records) {
        return;
    }
    frames_.clear();
    format::frame_records(Bytes(slab.data(), slab.size), *shape_, frames_);
    if (!frames_.empty()) {
        const core::Frame& last = frames_.back();
        previous_.state = format::PreviousState::Stored;
        previous_.shape = shape_;
        previous_.size = last.size;
        previous_.buffer.assign(slab.data() + last.offset, slab.data() + last.offset + last.size);
        previous_.buffer.resize(last.size + slab_padding);
    }
}

/// Whether the tree digest of the current source is made of leaves that slabs bring to the workers; else it is made
/// where its bytes are read.
bool SlabReader::deals_leaves() const {
    return options_.digest == InputDigest::Tree && sources_[current_].is_plain();
}

/// What was read into a slab's buffer, from `offset` to `end`, is hashed by the slab's worker, if it gets one.
void SlabReader::deal_leaves(const Slab& slab, std::size_t offset, std::size_t end, bool is_filled) {
    if (!deals_leaves()) {
        return;
    }
    if (is_filled) {
        dealer_.deal(slab.data(), offset, end, leaves_);
    } else {
        dealer_.add(Bytes(slab.buffer.data(), slab.buffer.size()).subspan(offset, end - offset));
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

}    // namespace hmacsweep::input
