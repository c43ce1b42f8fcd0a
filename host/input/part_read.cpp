#include "host/input/part_read.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <unistd.h>

namespace hmacsweep::input {
namespace {

/// Between two looks at the flag: half a millisecond's worth from memory.
constexpr std::size_t piece_bytes = std::size_t{4} << 20;
/// A line's end is looked for so many bytes at a time, and so many times.
constexpr std::size_t look_bytes = 4096;
constexpr int most_looks = 64;

}    // namespace

PartRead read_part(int fd, std::uint8_t* to, std::size_t bytes, std::uint64_t place, const StopFlag* stop) {
    PartRead read;
    while (read.bytes < bytes && (stop == nullptr || !stop->is_requested())) {
        const ssize_t got = ::pread(fd, to + read.bytes, std::min(piece_bytes, bytes - read.bytes),
                                    static_cast<off_t>(place + read.bytes));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            read.error = errno;
        }
        if (got <= 0) {
            break;
        }
        read.bytes += static_cast<std::size_t>(got);
    }
    return read;
}

std::optional<std::uint64_t> find_last_line_end(int fd, std::uint64_t begin, std::uint64_t end) {
    std::array<std::uint8_t, look_bytes> bytes;
    for (int look = 0; look < most_looks && end > begin; ++look) {
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(look_bytes, end - begin));
        end -= size;
        if (read_part(fd, bytes.data(), size, end).bytes != size) {
            break;
        }
        const void* const line_feed = ::memrchr(bytes.data(), '\n', size);
        if (line_feed != nullptr) {
            return end + static_cast<std::size_t>(static_cast<const std::uint8_t*>(line_feed) - bytes.data()) + 1;
        }
    }
    return std::nullopt;
}

}    // namespace hmacsweep::input
