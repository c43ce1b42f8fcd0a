#include "host/input/first_look.hpp"

#include "host/input/containers.hpp"
#include "host/input/source_check.hpp"

#include <algorithm>

#include <unistd.h>

namespace hmacsweep::input {
namespace {

/// A key file has its first key before that.
constexpr std::size_t most_looked_at = std::size_t{1} << 20;

/// Reads from `place` on until `bytes` has `wanted` bytes; false when it gets no more than it had.
bool read_at(int fd, std::uint64_t place, std::size_t wanted, std::vector<std::uint8_t>& bytes) {
    const std::size_t before = bytes.size();
    bytes.resize(std::max(wanted, before));
    std::size_t size = before;
    while (size < bytes.size()) {
        const ssize_t got = ::pread(fd, bytes.data() + size, bytes.size() - size, static_cast<off_t>(place + size));
        if (got <= 0) {
            break;    // reading tells what is wrong
        }
        size += static_cast<std::size_t>(got);
    }
    bytes.resize(size);
    return size > before;
}

}    // namespace

std::string find_refusal(ContentReader& content, std::size_t slab_bytes) {
    const std::size_t first_look = std::min(container_head_bytes, slab_bytes);
    SourceCheck check;
    std::vector<std::uint8_t> peeked;
    const bool is_shared = content.contents().can_be_shared();
    const std::vector<std::uint8_t>& begin = is_shared ? peeked : content.carry();
    while (check.wants_more(begin) && begin.size() < most_looked_at) {
        const std::size_t wanted = begin.size() < first_look ? first_look : 2 * begin.size();
        if (is_shared ? !read_at(content.source().fd.get(), content.offset(), wanted, peeked)
                      : !content.read_ahead(wanted - begin.size())) {
            break;
        }
    }
    return check.refusal(begin, content.source().name, content.source().compression);
}

}    // namespace hmacsweep::input
