#include "host/input/slab_parts.hpp"

#include "host/format/format.hpp"
#include "host/input/part_read.hpp"

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

/// Whether the source can be read in parts, from where it has been read so far. A chain needs the records before.
bool SlabParts::can_share(const format::Shape& shape) {
    const bool is_cut_anywhere = format::format_of(shape).ends_at_line_feeds && !shape.is_chained();
    if (options_.threads < 2 || !is_cut_anywhere || content_.is_at_end() || !content_.contents().can_be_shared() ||
        order_.has_failed()) {
        return false;
    }
    const std::size_t room = std::min(ContentReader::chunk_bytes, options_.slab_bytes);
    while (content_.contents().holds_bytes() && content_.read_ahead(room)) {
    }
    return !content_.is_at_end() && content_.source().bytes - content_.carry().size() == content_.offset();
}

bool SlabParts::lay_out(Slab& slab, SlabRest& rest) {
    const Source& source = content_.source();
    std::vector<std::uint8_t>& carry = content_.carry();
    const std::uint64_t offset = content_.offset();
    const std::uint64_t end = std::min(offset + options_.slab_bytes, source.expected_bytes);
    const std::uint64_t least = order_.is_empty() ? options_.slab_bytes : options_.slab_bytes / least_part;
    if (end < offset + least || carry.size() >= options_.slab_bytes || !can_share(*slab.shape)) {
        return false;
    }
    const std::uint64_t begin = source.bytes;
    const std::optional<std::uint64_t> line_end =
        begin < end ? find_last_line_end(source.fd.get(), begin, end) : std::nullopt;
    if (!line_end) {
        return false;
    }
    slab.size = static_cast<std::size_t>(*line_end - offset);
    rest.fd = source.fd.get();
    rest.place = begin;
    rest.bytes = static_cast<std::size_t>(*line_end - begin);
    std::swap(rest.begun, carry);
    carry.clear();
    content_.pass(slab.size);
    content_.contents().pass_over(rest.bytes);
    rest.number = order_.begin();
    return true;
}

/// Fills the slab as far as it can be read, and leaves of it what is whole.
std::optional<ReadFailure> SlabParts::read_body(Slab& slab, const SlabRest& rest) const {
    slab.buffer.resize(std::max(slab.buffer.size(), options_.slab_bytes + slab_padding));
    std::uint8_t* const bytes = slab.buffer.data();
    std::ranges::copy(rest.begun, bytes);
    const PartRead read = read_part(rest.fd, bytes + rest.begun.size(), rest.bytes, rest.place, &content_.stop());
    const bool is_read = read.bytes == rest.bytes;
    if (is_read && bytes[slab.size - 1] == '\n') {
        return std::nullopt;
    }
    ReadFailure failure{rest.place + read.bytes, {}, false};
    slab.size = rest.begun.size() + read.bytes;
    slab.source_bytes -= rest.bytes - read.bytes;
    const Source& source = content_.source();
    if (read.error != 0) {
        failure.error = cannot_read(source, failure.place, read.error);
    } else if (is_read) {
        failure.error =
            fmt::format("{} changed while it was read: the line that ended before byte {} does not any more",
                        source.name, failure.place);
    } else {
        // A line that the source ends in is one, as it is at any end.
        failure.is_end = !content_.is_stopped();
    }
    if (!failure.is_end) {
        slab.size = content_.is_stopped() ? 0 : whole_lines(bytes, slab.size);
    }
    return failure;
}

void SlabParts::read_rest(Slab& slab, SlabRest& rest, LeafWork& leaves) {
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
    order_.end(rest.number, [&](const std::optional<ReadFailure>& earlier) {
        if (earlier) {
            slab.size = 0;
            slab.source_bytes = 0;
        }
        attempt([&] {
            if (!earlier && !failure && content_.deals_leaves()) {
                content_.dealer().deal(slab.data(), rest.begun.size(), slab.size, leaves);
            } else {
                content_.dealer().deal_nothing(leaves);
            }
        });
        return failure;
    });
    if (thrown) {
        std::rethrow_exception(thrown);
    }
}

bool SlabParts::settle() {
    const std::optional<ReadFailure> failure = order_.wait_for_all();
    if (failure) {
        content_.contents().end_at(*failure);
    }
    return !failure;
}

}    // namespace hmacsweep::input
