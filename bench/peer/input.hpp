// A file of lines, read by several threads in chunks that are cut at line feeds.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace peer {

/// The lines that begin in one stretch of the file.
struct Chunk {
    std::size_t number = 0;
    std::uint64_t offset = 0;    ///< of its first byte in the file
    std::string_view text;       ///< in the buffer that it was read into
};

class Input {
public:
    /// Throws when the file cannot be opened.
    Input(const std::string& path, std::size_t chunk_bytes);
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;
    Input(Input&&) = delete;
    Input& operator=(Input&&) = delete;
    ~Input();

    /// Reads the next chunk into the buffer, with room behind it for simdjson's loads; false when there is none. For
    /// any number of threads. Throws when the file cannot be read or a line has over 16 KiB.
    bool next(std::vector<char>& buffer, Chunk& chunk);

private:
    [[nodiscard]] std::size_t read(char* to, std::size_t size, std::uint64_t offset) const;

    int fd_;
    std::uint64_t size_ = 0;
    std::size_t chunk_bytes_;
    std::atomic<std::size_t> next_{0};
};

}    // namespace peer
