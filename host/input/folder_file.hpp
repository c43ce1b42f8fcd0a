// A first look at a file of a folder: whether the file is to be read. Its first bytes decide. Its name decides only
// when the bytes leave it open.
#pragma once

#include "host/base/bytes.hpp"
#include "host/format/shape.hpp"
#include "host/input/source.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::input {

/// Why a file is not to be read.
struct NotRead {
    std::string reason;          ///< follows the file's name in a sentence
    bool is_accepted = false;    ///< as PassedOver::is_accepted: the file has no records for sure
    bool is_summary = false;     ///< a summary of hmacsweep, which names a file of rejects
};
/// How many first bytes of a file are looked at.
inline constexpr std::size_t look_bytes = std::size_t{16} << 10;

/// Looks at a file that is open without error; nullopt: the file is to be read. Reads the first bytes only, with
/// pread(), and decompresses and converts them if needed; `charset` as FolderRules::charset. With `reads_all`, only
/// markers and files that hmacsweep has written are not read.
[[nodiscard]] std::optional<NotRead> look_at(const Source& source, const std::string& charset,
                                             const format::Shape& shape, bool reads_all);

/// The first bytes of a file or of an archive's member.
struct FileHead {
    std::string_view name;
    Bytes bytes;                     ///< not decompressed and not converted; at most look_bytes
    std::uint64_t file_bytes = 0;    ///< of the whole file
    std::string_view charset;        ///< that was given; empty: a byte-order mark tells it
};
/// As look_at(), for a member of an archive. Archives and other containers in an archive are not read.
[[nodiscard]] std::optional<NotRead> look_at_member(const FileHead& file, const format::Shape& shape, bool reads_all);

/// What a source that is a regular file begins with.
struct ContentHead {
    Compression compression = Compression::None;
    std::vector<std::uint8_t>
        bytes;    ///< decompressed; not decompressed if they are damaged or the build has no library for that
};
/// Reads at most `size` bytes with pread(), from the file's beginning.
[[nodiscard]] ContentHead read_content_head(const Source& source, std::size_t size);

}    // namespace hmacsweep::input
