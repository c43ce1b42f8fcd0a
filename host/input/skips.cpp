#include "host/input/skips.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::input {

bool skip_record(Slab& slab, std::size_t size, std::size_t slab_bytes, ContentReader& content, format::Cutter& cutter) {
    std::vector<std::uint8_t> chunk(slab.data(), slab.data() + size);
    slab.kind = SlabKind::OversizeRecord;
    slab.num_lines = 0;
    slab.buffer.resize(std::min(slab.buffer.size(), slab_bytes + slab_padding));
    slab.buffer.shrink_to_fit();
    while (true) {
        const format::Passed passed = cutter.pass_over(chunk);
        slab.num_lines += passed.num_lines;
        slab.kind = passed.is_blank ? SlabKind::OversizeBlankLine : SlabKind::OversizeRecord;
        content.pass(passed.bytes);
        const auto rest = chunk.begin() + static_cast<std::ptrdiff_t>(passed.bytes);
        if (passed.is_ended) {
            content.carry().assign(rest, chunk.end());
            return !content.is_stopped();
        }
        if (!passed.fault.empty() || content.is_at_end()) {
            fail_behind(passed.fault.empty() ? cutter.fault_at_end(1) : passed.fault,
                        cutter.needs_ends() ? slab.offset : content.offset(), content, cutter);
            return !cutter.needs_ends() && !content.is_stopped();
        }
        std::copy(rest, chunk.end(), chunk.begin());
        const std::size_t left = chunk.size() - passed.bytes;
        chunk.resize(left + ContentReader::chunk_bytes);
        chunk.resize(left + content.read_some(chunk.data() + left, ContentReader::chunk_bytes));
    }
}

void end_records(ContentReader& content, const format::Cutter& cutter) {
    std::vector<std::uint8_t> rest = std::exchange(content.carry(), {});
    while (true) {
        const auto more = std::ranges::find_if_not(rest, [&](std::uint8_t byte) { return cutter.may_follow(byte); });
        content.pass(static_cast<std::uint64_t>(more - rest.begin()));
        if (more != rest.end()) {
            fail_behind(cutter.fault_behind(), content.offset(), content, cutter);
            return;
        }
        if (content.is_at_end()) {
            return;
        }
        rest.resize(ContentReader::chunk_bytes);
        rest.resize(content.read_some(rest.data(), rest.size()));
    }
}

void fail_behind(std::string_view what, std::uint64_t offset, ContentReader& content, const format::Cutter& cutter) {
    if (what.empty()) {
        return;
    }
    // The digest of a damaged file tells which file was damaged, so it is that of all its bytes.
    std::vector<std::uint8_t> rest(content.source().is_regular && !content.is_at_end() ? ContentReader::chunk_bytes
                                                                                       : 0);
    const bool was_at_end = content.is_at_end();
    while (!content.is_at_end() && !rest.empty()) {
        content.read_some(rest.data(), rest.size());
    }
    content.end();
    if (content.is_stopped() || (was_at_end && !content.source().error.empty())) {
        return;
    }
    content.source().error = fmt::format("{} {} {}; whole {} before that were judged", content.source().name, what,
                                         offset, cutter.word_for_records());
}

}    // namespace hmacsweep::input
