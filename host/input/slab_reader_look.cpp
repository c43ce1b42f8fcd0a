// The first look at a source: whether it is refused for what it begins with.
#include "host/input/containers.hpp"
#include "host/input/slab_reader.hpp"
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

/// Why the source that begins in carry_ is not read; empty when it is. Of a file that may be shared nothing is taken.
std::string SlabReader::find_refusal() {
    const std::size_t first_look = std::min(container_head_bytes, options_.slab_bytes);
    SourceCheck check;
    std::vector<std::uint8_t> peeked;
    const bool is_shared = contents_.can_be_shared();
    const std::vector<std::uint8_t>& begin = is_shared ? peeked : carry_;
    while (check.wants_more(begin) && begin.size() < most_looked_at) {
        const std::size_t wanted = begin.size() < first_look ? first_look : 2 * begin.size();
        if (is_shared ? !read_at(source().fd.get(), offset_, wanted, peeked) : !look_further(wanted)) {
            break;
        }
    }
    return check.refusal(begin, source().name, source().compression);
}

/// Reads more into carry_, at most up to `wanted` bytes in all; false when nothing comes.
bool SlabReader::look_further(std::size_t wanted) {
    const std::size_t size = carry_.size();
    if (is_at_end_) {
        return false;
    }
    carry_.resize(wanted);
    carry_.resize(size + read_some(carry_.data() + size, wanted - size));
    return carry_.size() > size;
}

}    // namespace hmacsweep::input
