// Reads the bytes of an archive in blocks, for libarchive, and decompresses a compressed tar. Watches a part that must
// be zero.
#pragma once

#include "host/base/bytes.hpp"
#include "host/base/fd.hpp"
#include "host/base/stop_flag.hpp"
#include "host/input/containers.hpp"
#include "host/input/source_stream.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::input {

/// An archive that is a regular file, and what its first bytes showed.
struct ArchiveFile {
    std::string name;
    Fd fd;
    std::uint64_t bytes = 0;    ///< the file's size
    ArchiveKind kind = ArchiveKind::None;
    Compression compression = Compression::None;
};

/// Offsets are those of the decompressed archive. For one thread at a time.
class ArchiveBytes {
public:
    /// Begins at the file's first byte. `file` must outlive the object, and only one object may read it at a time. A
    /// failure is in error().
    explicit ArchiveBytes(const ArchiveFile& file);

    /// Reads the next block. Its size is a multiple of 512 bytes, except that of the last block. Empty at the end, on
    /// an error, which is then in error(), or on a stop. Valid until the next call.
    Bytes next();
    /// Passes over at most `bytes` bytes and returns how many. Passes over no watched bytes, and over none of a
    /// compressed archive.
    std::uint64_t skip(std::uint64_t bytes);
    /// Whether seek() works: the archive is not compressed.
    [[nodiscard]] bool can_seek() const { return !stream_; }
    /// Makes the next block begin at offset `place`. Requires can_seek().
    void seek(std::uint64_t place) { place_ = place; }
    /// The offset of the next block.
    [[nodiscard]] std::uint64_t place() const { return place_; }
    /// The size of the file, which may be compressed.
    [[nodiscard]] std::uint64_t size() const { return file_.bytes; }

    /// Watches the bytes from offset `from` up to, but not including, `to`, in place of those that were watched before:
    /// next() looks whether all are zero. `from` is in the last block or behind it.
    void watch_zeros(std::uint64_t from, std::uint64_t to);
    /// The offset of the first watched byte that was not zero; nullopt: none so far.
    [[nodiscard]] std::optional<std::uint64_t> first_not_zero() const { return first_not_zero_; }

    /// Makes next() give nothing once `stop` is requested. `stop` must outlive its use; null: nothing stops next().
    void stop_with(const StopFlag* stop) { outer_stop_ = stop; }
    /// Why the bytes could not be read, without the name of the file; empty: no error.
    [[nodiscard]] const std::string& error() const { return stream_ ? inner_.error : error_; }

private:
    void look_for_zeros();

    const ArchiveFile& file_;
    StopFlag no_stop_;
    const StopFlag* outer_stop_ = nullptr;
    Source inner_;                          ///< what stream_ reads
    std::optional<SourceStream> stream_;    ///< of a compressed archive
    std::vector<std::uint8_t> block_;
    std::size_t block_size_ = 0;
    std::uint64_t block_place_ = 0;
    std::uint64_t place_ = 0;    ///< of the next block
    std::uint64_t zeros_from_ = 0;
    std::uint64_t zeros_to_ = 0;
    std::optional<std::uint64_t> first_not_zero_;
    std::string error_;
};

}    // namespace hmacsweep::input
