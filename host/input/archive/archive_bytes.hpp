// The bytes of an archive, decompressed if it is a compressed tar, in blocks, as libarchive reads them. Watches parts
// that must be zero.
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
    std::uint64_t bytes = 0;
    ArchiveKind kind = ArchiveKind::None;
    Compression compression = Compression::None;
};

class ArchiveBytes {
public:
    /// Begins at the file's first byte. `file` must outlive the object, and only one object may read it at a time.
    explicit ArchiveBytes(const ArchiveFile& file);

    /// The next block, of a multiple of 512 bytes but for the last one; empty at the end, on an error or on a stop.
    /// Valid until the next call.
    Bytes next();
    /// Passes over at most `bytes` bytes and returns how many. 0 for a compressed archive.
    std::uint64_t skip(std::uint64_t bytes);
    /// Whether seek() works: the archive is not compressed.
    [[nodiscard]] bool can_seek() const { return !stream_; }
    /// The next block begins at `place`.
    void seek(std::uint64_t place) { place_ = place; }
    [[nodiscard]] std::uint64_t place() const { return place_; }
    [[nodiscard]] std::uint64_t size() const { return file_.bytes; }

    /// The bytes from `from` to `to` must be zero. `from` is in the last block or behind it.
    void watch_zeros(std::uint64_t from, std::uint64_t to);
    /// The offset of the first watched byte that is not zero.
    [[nodiscard]] std::optional<std::uint64_t> first_not_zero() const { return first_not_zero_; }

    /// next() gives nothing more once a stop is requested. `stop` must outlive the object's use.
    void stop_with(const StopFlag* stop) { outer_stop_ = stop; }
    /// Why the bytes could not be read; empty: no error.
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
