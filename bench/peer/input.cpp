#include "bench/peer/input.hpp"

#include <algorithm>
#include <stdexcept>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace peer {
namespace {

constexpr std::size_t max_line_bytes = std::size_t{16} << 10;
constexpr std::size_t padding = 64;

std::size_t after_line_feed(std::string_view text, std::size_t from) {
    const std::size_t at = text.find('\n', from);
    if (at == std::string_view::npos) {
        throw std::runtime_error("a line is too long, or the last one does not end");
    }
    return at + 1;
}

}    // namespace

Input::Input(const std::string& path, std::size_t chunk_bytes)
    : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), chunk_bytes_(chunk_bytes) {
    struct stat status{};
    if (fd_ < 0 || ::fstat(fd_, &status) != 0) {
        throw std::runtime_error("cannot open " + path);
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
}

Input::~Input() {
    ::close(fd_);
}

bool Input::next(std::vector<char>& buffer, Chunk& chunk) {
    chunk.number = next_.fetch_add(1);
    const std::uint64_t begin = chunk.number * chunk_bytes_;
    if (begin >= size_) {
        return false;
    }
    // From one byte before, which tells whether a line begins at `begin`, and with the rest of the last line.
    const std::uint64_t from = begin == 0 ? 0 : begin - 1;
    const std::uint64_t end = std::min(size_, begin + chunk_bytes_);
    const std::size_t room = (end - from) + max_line_bytes;
    if (buffer.size() < room + padding) {
        buffer.resize(room + padding);
    }
    const std::string_view text(buffer.data(), read(buffer.data(), room, from));
    const std::size_t first = begin == 0 ? 0 : after_line_feed(text, 0);
    const std::size_t last = std::max(first, after_line_feed(text, end - 1 - from));
    chunk.text = text.substr(first, last - first);
    chunk.offset = from + first;
    return true;
}

std::size_t Input::read(char* to, std::size_t size, std::uint64_t offset) const {
    std::size_t used = 0;
    while (used < size) {
        const ssize_t got = ::pread(fd_, to + used, size - used, static_cast<off_t>(offset + used));
        if (got < 0) {
            throw std::runtime_error("cannot read the input");
        }
        if (got == 0) {
            break;
        }
        used += static_cast<std::size_t>(got);
    }
    return used;
}

}    // namespace peer
