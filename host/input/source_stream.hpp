// The content of a source: its bytes, or their decompression if the first bytes show that they are compressed, and in
// UTF-8 if they are in a charset that is known. Memory is bounded for any amount of content.
#pragma once

#include "host/input/charset.hpp"
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
    /// All arguments must outlive the object. A source that already has an error is at its end. May wait for the first
    /// bytes.
    SourceStream(Source& source, InputDigest digest, std::span<const DecompressorInfo> libraries, const StopFlag& stop);

    /// Reads at most `room` bytes of content into `to`. Returns how many; 0 at the source's end, on an error, which is
    /// then in Source::error, or on a stop.
    std::size_t read(std::uint8_t* to, std::size_t room);
    /// Whether read() would have to wait.
    [[nodiscard]] bool would_block() const;
    /// As in SourceBytes, for a source that is not compressed and not at its end. holds_bytes() must be false before
    /// other threads read.
    [[nodiscard]] bool can_be_shared() const {
        return decompressor_ == nullptr && converter_ == nullptr && !is_at_end_ && bytes_.can_be_shared();
    }
    /// Whether read() would give bytes that are already in memory.
    [[nodiscard]] bool holds_bytes() const { return !pending_.empty(); }
    /// As in SourceBytes.
    void pass_over(std::uint64_t bytes) {
        bytes_.pass_over(bytes);
        source_.content_bytes += bytes;
    }
    /// As in SourceBytes.
    void end_at(const ReadFailure& failure) {
        bytes_.end_at(failure);
        source_.content_bytes = failure.place;
        is_at_end_ = true;
    }
    /// Closes the source and fills in its digests and its error, as SourceBytes::finish(). Reads the rest of a
    /// compressed regular file, for the digest.
    void finish();

private:
    void finish_archive();
    void settle_charset();
    void use_charset(std::string_view charset);
    std::size_t read_content(std::uint8_t* to, std::size_t room);
    std::size_t read_converted(std::uint8_t* to, std::size_t room);
    bool convert_more();
    bool end_conversion();
    bool fill_raw();
    void look_at_head(std::span<const DecompressorInfo> libraries);
    std::size_t read_plain(std::uint8_t* to, std::size_t room);
    std::size_t read_compressed(std::uint8_t* to, std::size_t room);
    bool refill();
    bool begin_member();
    bool skip_padding();
    [[nodiscard]] std::uint64_t place() const { return source_.bytes - pending_.size(); }
    void fail(std::string_view what);
    void fail_to_convert(std::string_view what);

    Source& source_;
    SourceBytes bytes_;
    const StopFlag& stop_;
    std::array<std::uint8_t, magic_bytes> head_{};
    std::vector<std::uint8_t> input_;                ///< a piece of the compressed source
    Bytes pending_;                                  ///< bytes that were read and are not used yet
    std::unique_ptr<Decompressor> decompressor_;     ///< null for a source that is not compressed
    bool is_in_member_ = false;                      ///< whether a gzip member or zstd frame is incomplete
    bool holds_output_ = false;                      ///< whether the decompressor may give more without more input
    bool is_padding_ = false;                        ///< whether zeros followed the last gzip member
    std::unique_ptr<CharsetConverter> converter_;    ///< null for content that is not converted
    bool is_charset_settled_ = false;
    std::vector<std::uint8_t> raw_;          ///< content that was read and is not converted or given out yet
    std::uint64_t raw_place_ = 0;            ///< of raw_, in the content before it is converted
    std::vector<std::uint8_t> converted_;    ///< content in UTF-8, of which a part may be given out
    std::size_t converted_place_ = 0;        ///< of the part that is not
    bool wants_digest_;
    bool is_at_end_ = false;
    std::uint64_t member_start_ = 0;    ///< offset in the source where the current member began
};

}    // namespace hmacsweep::input
