// Slabs that are laid out under the reader's lock and read without it: where records are lines, the end of a slab is
// found by looking at a few bytes of the file, and several threads can then read as many slabs at once.
#include "host/format/format.hpp"
#include "host/input/part_read.hpp"
#include "host/input/slab_reader.hpp"

#include <algorithm>
#include <cstring>
#include <exception>

#include <fmt/format.h>

namespace hmacsweep::input {
namespace {

/// A source is shared when it has a full slab, and its last part when it is this part of one.
constexpr std::size_t least_part = 8;

/// Of the bytes, those that are whole lines.
std::size_t whole_lines(const std::uint8_t* bytes, std::size_t size) {
    const void* const line_feed = ::memrchr(bytes, '\n', size);
    return line_feed == nullptr ? 0 : static_cast<std::size_t>(static_cast<const std::uint8_t*>(line_feed) - bytes) + 1;
}

}    // namespace

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

/// Whether the source can be read in parts, from where it has been read so far. A chain needs the records before.
bool SlabReader::can_share() {
    const bool is_cut_anywhere = format::format_of(*shape_).ends_at_line_feeds && !shape_->is_chained();
    if (options_.threads < 2 || !is_cut_anywhere || is_at_end_ || !contents_.can_be_shared() || parts_.has_failed()) {
        return false;
    }
    while (contents_.holds_bytes() && read_ahead()) {
    }
    return !is_at_end_ && source().bytes - carry_.size() == offset_;
}

/// Gives the slab its place behind what was laid out before: the one that fill() would give it. False when it must be
/// filled. The last slab always must, and be it an empty one, so that the end of the source is met by reading.
bool SlabReader::lay_out(Slab& slab, SlabRest& rest) {
    const std::uint64_t end = std::min(offset_ + options_.slab_bytes, source().expected_bytes);
    const std::uint64_t least = parts_.is_empty() ? options_.slab_bytes : options_.slab_bytes / least_part;
    if (end < offset_ + least || carry_.size() >= options_.slab_bytes || !can_share()) {
        return false;
    }
    const std::uint64_t begin = source().bytes;
    const std::optional<std::uint64_t> line_end =
        begin < end ? find_last_line_end(source().fd.get(), begin, end) : std::nullopt;
    if (!line_end) {
        return false;
    }
    slab.size = static_cast<std::size_t>(*line_end - offset_);
    rest.fd = source().fd.get();
    rest.place = begin;
    rest.bytes = static_cast<std::size_t>(*line_end - begin);
    std::swap(rest.begun, carry_);
    carry_.clear();
    offset_ = *line_end;
    contents_.pass_over(rest.bytes);
    rest.number = parts_.begin();
    return true;
}

/// Fills the slab as far as it can be read, and leaves of it what is whole.
std::optional<ReadFailure> SlabReader::read_body(Slab& slab, const SlabRest& rest) const {
    slab.buffer.resize(std::max(slab.buffer.size(), options_.slab_bytes + slab_padding));
    std::uint8_t* const bytes = slab.buffer.data();
    std::ranges::copy(rest.begun, bytes);
    const PartRead read = read_part(rest.fd, bytes + rest.begun.size(), rest.bytes, rest.place, &stop_);
    const bool is_read = read.bytes == rest.bytes;
    if (is_read && bytes[slab.size - 1] == '\n') {
        return std::nullopt;
    }
    ReadFailure failure{rest.place + read.bytes, {}, false};
    slab.size = rest.begun.size() + read.bytes;
    slab.source_bytes -= rest.bytes - read.bytes;
    const std::string& name = sources_[slab.source].name;
    if (read.error != 0) {
        failure.error = cannot_read(sources_[slab.source], failure.place, read.error);
    } else if (is_read) {
        failure.error = fmt::format(
            "{} changed while it was read: the line that ended before byte {} does not any more", name, failure.place);
    } else {
        // A line that the source ends in is one, as it is at any end.
        failure.is_end = !is_stopped();
    }
    if (!failure.is_end) {
        slab.size = is_stopped() ? 0 : whole_lines(bytes, slab.size);
    }
    return failure;
}

void SlabReader::read_rest(Slab& slab, SlabRest& rest, LeafWork& leaves) {
    if (rest.number == 0) {
        return;
    }
    std::exception_ptr thrown;
    std::optional<ReadFailure> failure;
    const auto attempt = [&](auto&& work) {
        try {
            work();
        } catch (...) {
            thrown = std::current_exception();
            failure = ReadFailure{rest.place, {}, false};
        }
    };
    attempt([&] { failure = read_body(slab, rest); });
    parts_.end(rest.number, [&](const std::optional<ReadFailure>& earlier) {
        if (earlier) {
            slab.size = 0;
            slab.source_bytes = 0;
        }
        attempt([&] {
            if (!earlier && !failure && deals_leaves()) {
                dealer_.deal(slab.data(), rest.begun.size(), slab.size, leaves);
            } else {
                dealer_.deal_nothing(leaves);
            }
        });
        return failure;
    });
    if (thrown) {
        std::rethrow_exception(thrown);
    }
}

/// Waits until all parts that were laid out have been read. False when one could not be: the source ends there.
bool SlabReader::settle_parts() {
    const std::optional<ReadFailure> failure = parts_.wait_for_all();
    if (failure) {
        contents_.end_at(*failure);
        reported_bytes_ = std::min(reported_bytes_, source().bytes);
    }
    return !failure;
}

}    // namespace hmacsweep::input
