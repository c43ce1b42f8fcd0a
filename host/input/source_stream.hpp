// What a source says: its bytes as they are, or what they decompress to when their beginning shows that they are
// compressed. Memory is bounded, however much comes out.
#pragma once

#include "host/input/compression/decompressor.hpp"
#include "host/input/source_bytes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace hmacsweep::input {

class SourceStream {
public:
    /// All must outlive the object. A source that already has an error is at its end. May wait for the first bytes.
    SourceStream(Source& source, InputDigest digest, std::span<const DecompressorInfo> libraries, const StopFlag& stop);

    /// Gives at most `room` bytes of what the source says; 0 at its end, on an error, which is then in the source, or
    /// on a stop.
    std::size_t read(std::uint8_t* to, std::size_t room);
    /// Whether read() would have to wait.
    [[nodiscard]] bool would_block() const;
    /// As SourceBytes', of a source that is not compressed, and of which nothing more is held than what was given.
    [[nodiscard]] bool can_be_shared() const {
        return decompressor_ == nullptr && !is_at_end_ && bytes_.can_be_shared();
    }
    /// Whether read() would give bytes that were read before.
    [[nodiscard]] bool holds_bytes() const { return !pending_.empty(); }
    void pass_over(std::uint64_t bytes) {
        bytes_.pass_over(bytes);
        source_.content_bytes += bytes;
    }
    void end_at(const ReadFailure& failure) {
        bytes_.end_at(failure);
        source_.content_bytes = failure.place;
        is_at_end_ = true;
    }
    /// Closes the source and fills in what is known of it at the end.
    void finish();

private:
    void look_at_head(std::span<const DecompressorInfo> libraries);
    std::size_t read_plain(std::uint8_t* to, std::size_t room);
    std::size_t read_compressed(std::uint8_t* to, std::size_t room);
    bool refill();
    bool begin_member();
    bool skip_padding();
    [[nodiscard]] std::uint64_t place() const { return source_.bytes - pending_.size(); }
    void fail(std::string_view what);

    Source& source_;
    SourceBytes bytes_;
    const StopFlag& stop_;
    std::array<std::uint8_t, magic_bytes> head_{};
    std::vector<std::uint8_t> input_;               ///< a piece of the compressed source
    Bytes pending_;                                 ///< what was read and not given out or decompressed yet
    std::unique_ptr<Decompressor> decompressor_;    ///< null for a source that is not compressed
    bool is_in_member_ = false;                     ///< a gzip member or zstd frame has begun and is not complete
    bool holds_output_ = false;                     ///< the decompressor may have more to give without more input
    bool is_padding_ = false;                       ///< zeros have followed the last gzip member
    bool is_at_end_ = false;
    std::uint64_t member_start_ = 0;    ///< where in the source the current member began
};

}    // namespace hmacsweep::input
