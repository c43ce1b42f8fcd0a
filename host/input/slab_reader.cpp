#include "host/input/slab_reader.hpp"

#include "host/format/format.hpp"
#include "host/input/first_look.hpp"
#include "host/input/skips.hpp"
#include "host/input/source_base.hpp"
#include "host/input/source_head.hpp"

#include <algorithm>
#include <utility>

namespace hmacsweep::input {

SlabReader::SlabReader(std::span<Source> sources, SlabReaderOptions options, const StopFlag& stop)
    : sources_(sources), options_(std::move(options)), content_(sources, options_, stop), parts_(content_, options_) {}

void SlabReader::start_source() {
    is_started_ = true;
    reported_bytes_ = 0;
    content_.begin(current_);
    settle_shape();
    if (!shape_->chain.is_one) {
        previous_.state = format::PreviousState::Start;
    }
    cutter_ = format::format_of(*shape_).make_cutter(*shape_, options_.max_record_bytes);
}

/// The format, and in a table the columns, of the source that begins in the carry.
void SlabReader::settle_shape() {
    std::vector<std::uint8_t>& carry = content_.carry();
    const bool is_found_empty = source().is_found && content_.is_at_end() && content_.offset() + carry.size() == 0;
    if (!source().error.empty() || is_stopped() || is_found_empty) {
        shape_ = std::make_shared<const format::Shape>(options_.shape);
        return;
    }
    if (const std::string refusal = find_refusal(content_, options_.slab_bytes);
        !refusal.empty() && source().error.empty() && !is_stopped()) {
        shape_ = std::make_shared<const format::Shape>(options_.shape);
        refuse_source(refusal);
        return;
    }
    const std::size_t room = std::min(ContentReader::chunk_bytes, options_.slab_bytes);
    const std::function<bool()> more = [this, room] { return content_.read_ahead(room); };
    format::SourceHead head = read_head({options_.shape, source().name, options_.max_record_bytes, carry, more});
    if (head.shape.recipe.uses_files && head.error.empty()) {
        head.error = settle_base(source(), head.shape);
    }
    shape_ = std::make_shared<const format::Shape>(std::move(head.shape));
    header_lines_ = head.header_lines;
    const auto header_end = carry.begin() + static_cast<std::ptrdiff_t>(head.header_bytes);
    header_.assign(carry.begin(), header_end);
    carry.erase(carry.begin(), header_end);
    if (!head.error.empty()) {
        // Reading ahead ends with a stop or an error of the source, too, and then the head says nothing.
        refuse_source(source().error.empty() && !is_stopped() ? head.error : "");
        header_lines_ = 0;
        header_.clear();
    }
}

/// Reads nothing of the source. `why` follows its name in the error; empty: the source has its error.
void SlabReader::refuse_source(std::string_view why) {
    if (!why.empty()) {
        source().error = source().name + " " + std::string(why);
    }
    content_.carry().clear();
    content_.end();
}

void SlabReader::end_source() {
    content_.finish();
    if (!source().error.empty()) {
        previous_.state = format::PreviousState::Lost;    // whatever stood behind the error
    }
    is_started_ = false;
    ++current_;
}

bool SlabReader::begin_next(Slab& slab, SlabRest& rest, LeafWork& leaves) {
    rest.number = 0;
    if (!make_next(slab, &rest)) {
        return false;
    }
    if (rest.number == 0) {
        take_leaves(leaves);
    }
    return true;
}

/// As SlabParts::settle().
bool SlabReader::settle_parts() {
    const bool is_settled = parts_.settle();
    if (!is_settled) {
        reported_bytes_ = std::min(reported_bytes_, source().bytes);
    }
    return is_settled;
}

bool SlabReader::make_next(Slab& slab, SlabRest* rest) {
    while (current_ < sources_.size() && !is_stopped()) {
        if (!is_started_) {
            start_source();
        }
        slab.source = static_cast<std::uint32_t>(current_);
        slab.shape = shape_;
        slab.offset = content_.offset();
        slab.kind = SlabKind::Records;
        slab.size = 0;
        if (shape_->is_chained() && !shape_->chain.is_reversed) {
            slab.previous = previous_;
        }
        if (tell_header(slab) || (rest != nullptr && parts_.lay_out(slab, *rest)) || (settle_parts() && fill(slab))) {
            if (shape_->is_chained() && !shape_->chain.is_reversed) {
                remember_last_record(slab);
            }
            if (rest != nullptr && rest->number != 0) {
                // Its leaves are dealt out when it has been read.
            } else if (!content_.deals_leaves() || slab.kind != SlabKind::Records) {
                content_.deal_no_leaves();
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
    content_.close();
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
    content_.pass(slab.size);
    header_lines_ = 0;
    header_.clear();
    return true;
}

/// Whole records into the slab, or the end of the source's last one; false at the source's end.
bool SlabReader::fill(Slab& slab) {
    if (cutter_->is_ended()) {
        end_records(content_, *cutter_);
        return false;
    }
    std::vector<std::uint8_t>& carry = content_.carry();
    std::size_t room = std::max(options_.slab_bytes, carry.size());
    slab.buffer.resize(std::max(slab.buffer.size(), room + slab_padding));
    std::ranges::copy(carry, slab.buffer.data());
    std::size_t size = carry.size();
    const std::size_t known = size;    // has been read before
    carry.clear();
    cutter_->restart();
    bool is_known_only = known != 0;    // and may have whole records by itself
    while (true) {
        while (size < room && !content_.is_at_end()) {
            if (is_known_only && !source().is_regular && content_.contents().would_block()) {
                break;
            }
            is_known_only = false;
            size += content_.read_into_slab(slab.buffer.data() + size, room - size);
            if (!source().is_regular && content_.contents().would_block()) {
                break;    // a slow pipe: judge what there is
            }
        }
        is_known_only = false;
        if (is_stopped()) {
            return false;
        }
        // What stands before an error is the beginning of a record, and no record.
        const bool is_whole = content_.is_at_end() && source().error.empty();
        format::Cut cut = cutter_->find(slab.data(), size, is_whole);
        if (shape_->chain.is_reversed && !link_last_record(slab, cut, size, is_whole)) {
            cut = {};
        }
        if (cut.kind == format::CutKind::None && !content_.is_at_end()) {
            if (size == room) {
                room = std::min<std::size_t>(room * 2, most_bytes());
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
    std::vector<std::uint8_t>& carry = content_.carry();
    content_.deal_leaves(slab, known, size, cut.kind == CutKind::Records && cut.bytes != 0);
    switch (cut.kind) {
        case CutKind::Oversize:
            return skip_record(slab, size, options_.slab_bytes, content_, *cutter_);
        case CutKind::End:
            carry.assign(slab.data() + cut.bytes, slab.data() + size);
            content_.pass(cut.bytes);
            end_records(content_, *cutter_);
            return false;
        case CutKind::Records:
            slab.size = cut.bytes;
            carry.assign(slab.data() + slab.size, slab.data() + size);
            content_.pass(slab.size);
            if (is_whole && slab.size == size) {
                fail_behind(cutter_->fault_at_end(0), content_.offset(), content_, *cutter_);
            }
            return slab.size != 0;
        case CutKind::Broken:
            fail_behind(cut.fault, content_.offset(), content_, *cutter_);
            return false;
        case CutKind::None:
            break;
    }
    fail_behind(cutter_->fault_at_end(size), content_.offset(), content_, *cutter_);
    return false;
}

/// The most bytes that may be needed to find one whole record, or two where each is linked to the one behind it.
std::size_t SlabReader::most_bytes() const {
    return (cutter_->longest_record() + 1) * (shape_->chain.is_reversed ? 2 : 1);
}

/// Where the newest record is first: leaves the last record to the next slab, and gives this slab a copy, to which its
/// last record is linked. False if only more bytes tell what that record is linked to.
bool SlabReader::link_last_record(Slab& slab, format::Cut& cut, std::size_t size, bool is_whole) {
    slab.previous.state = format::PreviousState::Lost;
    if (cut.kind != format::CutKind::Records || cut.bytes == 0) {
        return true;
    }
    if (is_whole && (cut.bytes == size || cutter_->is_ended())) {
        slab.previous.state = format::PreviousState::Start;
        return true;
    }
    frames_.clear();
    format::frame_records(Bytes(slab.data(), cut.bytes), *shape_, frames_);
    if (frames_.size() < 2) {
        return content_.is_at_end() || size >= most_bytes();
    }
    const core::Frame& last = frames_.back();
    slab.previous.state = format::PreviousState::Stored;
    slab.previous.shape = shape_;
    slab.previous.size = last.size;
    slab.previous.buffer.assign(slab.data() + last.offset, slab.data() + last.offset + last.size);
    slab.previous.buffer.resize(last.size + slab_padding);
    cut.bytes = last.offset;
    return true;
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

}    // namespace hmacsweep::input
