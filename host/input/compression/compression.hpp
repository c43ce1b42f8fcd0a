// Which inputs are compressed, and how. The first bytes decide, not the name.
#pragma once

#include "host/base/bytes.hpp"

#include <cstdint>
#include <string_view>

namespace hmacsweep::input {

/// Gzip is RFC 1952, Zstd is RFC 8878 (Zstandard), Xz and Lz4 the formats of the .xz file and of the LZ4 frame.
enum class Compression : std::uint8_t { None, Gzip, Zstd, Xz, Bzip2, Lz4 };

/// `gzip`, `zstd`, `xz`, `bzip2` or `lz4`; empty for None.
[[nodiscard]] std::string_view compression_name(Compression compression);

/// How many first bytes of a source are enough to know its compression.
inline constexpr std::size_t magic_bytes = 10;

/// The compression of a source that begins with `head`: magic_bytes bytes, or the whole source if it is shorter.
[[nodiscard]] Compression compression_of(Bytes head);

/// Whether a source that begins with `head` may be compressed but more bytes are needed to know it.
[[nodiscard]] bool may_become_compressed(Bytes head);

/// Whether a source that has only the bytes `head` must be a truncated compressed file. True if its name has a suffix
/// of a compression and it ends within the first bytes of that compression; an empty text compresses to more bytes.
[[nodiscard]] bool is_cut_short(Bytes head, std::string_view name);

/// `a.jsonl` for `a.jsonl.gz` and `a.jsonl.xz`; any other name as it is.
[[nodiscard]] std::string_view without_compression_suffix(std::string_view name);

}    // namespace hmacsweep::input
