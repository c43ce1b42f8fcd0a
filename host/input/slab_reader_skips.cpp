// What a SlabReader passes over without keeping it: records that are too long, and what stands behind the end of
// records or of all that can be read.
#include "host/input/slab_reader.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::input {

/// The slab holds the beginning of a record that is too long: finds its end, and keeps none of its bytes. False where
/// the record has no end and needs one.
bool SlabReader::skip_record(Slab& slab, std::size_t size) {
    std::vector<std::uint8_t> chunk(slab.data(), slab.data() + size);
    slab.kind = SlabKind::OversizeRecord;
    slab.num_lines = 0;
    slab.buffer.resize(std::min(slab.buffer.size(), options_.slab_bytes + slab_padding));
    slab.buffer.shrink_to_fit();
    while (true) {
        const format::Passed passed = cutter_->pass_over(chunk);
        slab.num_lines += passed.num_lines;
        slab.kind = passed.is_blank ? SlabKind::OversizeBlankLine : SlabKind::OversizeRecord;
        offset_ += passed.bytes;
        const auto rest = chunk.begin() + static_cast<std::ptrdiff_t>(passed.bytes);
        if (passed.is_ended) {
            carry_.assign(rest, chunk.end());
            return !is_stopped();
        }
        if (!passed.fault.empty() || is_at_end_) {
            fail_behind(passed.fault.empty() ? cutter_->fault_at_end(1) : passed.fault,
                        cutter_->needs_ends() ? slab.offset : offset_);
            return !cutter_->needs_ends() && !is_stopped();
        }
        std::copy(rest, chunk.end(), chunk.begin());
        const std::size_t left = chunk.size() - passed.bytes;
        chunk.resize(left + chunk_bytes);
        chunk.resize(left + read_some(chunk.data() + left, chunk_bytes));
    }
}

/// Called behind the last record. Finds out whether the rest of the source is allowed there.
void SlabReader::end_records() {
    std::vector<std::uint8_t> rest = std::exchange(carry_, {});
    while (true) {
        const auto more = std::ranges::find_if_not(rest, [&](std::uint8_t byte) { return cutter_->may_follow(byte); });
        offset_ += static_cast<std::uint64_t>(more - rest.begin());
        if (more != rest.end()) {
            fail_behind(cutter_->fault_behind(), offset_);
            return;
        }
        if (is_at_end_) {
            return;
        }
        rest.resize(chunk_bytes);
        rest.resize(read_some(rest.data(), rest.size()));
    }
}

/// Nothing from `offset` on can be read, unless `what` is empty and nothing is wrong.
void SlabReader::fail_behind(std::string_view what, std::uint64_t offset) {
    if (what.empty()) {
        return;
    }
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
    source().error = fmt::format("{} {} {}; whole {} before that were judged", source().name, what, offset,
                                 cutter_->word_for_records());
}

}    // namespace hmacsweep::input
