#include "host/format/line_cutter.hpp"

#include <algorithm>
#include <cstring>

namespace hmacsweep::format {

LineCutter::LineCutter(const Shape& shape, std::uint64_t max_record_bytes)
    : Cutter(max_record_bytes), syntax_(shape.table_syntax()), skips_blank_(shape.skips_blank_lines()) {}

void LineCutter::restart() {
    searched_ = 0;
}

Cut LineCutter::find(const std::uint8_t* bytes, std::size_t size, bool is_at_end) {
    if (is_at_end) {
        return {CutKind::Records, size};
    }
    for (std::size_t end = size; end > searched_;) {
        const void* const last = ::memrchr(bytes + searched_, '\n', end - searched_);
        if (last == nullptr) {
            break;
        }
        end = static_cast<std::size_t>(static_cast<const std::uint8_t*>(last) - bytes);
        if (!syntax_.escapes_line_feeds() || !core::is_escaped(bytes, end)) {
            return {CutKind::Records, end + 1};
        }
    }
    searched_ = size;
    return size > longest_record() ? oversize(size) : Cut{};
}

Cut LineCutter::oversize(std::size_t from) {
    from_ = from;
    is_first_ = true;
    is_blank_ = skips_blank_;
    is_escaping_ = false;
    return {CutKind::Oversize, from};
}

Passed LineCutter::pass_over(Bytes bytes) {
    const std::size_t end = find_end(bytes);
    is_blank_ = is_blank_ && core::is_blank(bytes.data(), end, syntax_.delimiter);
    Passed passed;
    passed.is_blank = is_blank_;
    passed.is_ended = end < bytes.size();
    passed.bytes = end + (passed.is_ended ? 1 : 0);
    passed.num_lines = static_cast<std::uint32_t>(std::count(bytes.data(), bytes.data() + end, std::uint8_t{'\n'})) +
                       (is_first_ ? 1 : 0);
    is_escaping_ = ends_escaping(bytes);
    is_first_ = false;
    from_ = 0;
    return passed;
}

/// The line feed that ends the record, or the size.
std::size_t LineCutter::find_end(Bytes bytes) const {
    std::size_t end = core::find_line_feed(bytes.data(), from_, bytes.size());
    while (end < bytes.size() && syntax_.escapes_line_feeds() && ends_escaping(bytes.first(end))) {
        end = core::find_line_feed(bytes.data(), end + 1, bytes.size());
    }
    return end;
}

/// Whether the bytes, and what was passed over before them, end with a backslash that escapes what follows.
bool LineCutter::ends_escaping(Bytes bytes) const {
    const auto is_backslash = [](std::uint8_t byte) { return byte == '\\'; };
    const bool is_all = is_escaping_ && std::ranges::all_of(bytes, is_backslash);
    return core::is_escaped(bytes.data(), bytes.size()) != is_all;
}

std::unique_ptr<Cutter> make_line_cutter(const Shape& shape, std::uint64_t max_record_bytes) {
    return std::make_unique<LineCutter>(shape, max_record_bytes);
}

}    // namespace hmacsweep::format
