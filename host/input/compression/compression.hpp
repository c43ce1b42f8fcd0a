// Which inputs are compressed, and how: known by their first bytes, whatever their names are.
#pragma once

#include "host/base/bytes.hpp"

#include <cstdint>
#include <string_view>

namespace hmacsweep::input {

/// None, or what RFC 1952 (gzip) and RFC 8878 (Zstandard) describe.
enum class Compression : std::uint8_t { None, Gzip, Zstd };

/// `gzip` or `zstd`; empty for None.
[[nodiscard]] std::string_view compression_name(Compression compression);

/// The first bytes of a source that are enough to know its compression.
inline constexpr std::size_t magic_bytes = 4;

/// What a source is that begins with `head`: magic_bytes of it, or all that it has.
[[nodiscard]] Compression compression_of(Bytes head);

/// Whether `head`, of fewer than magic_bytes bytes, may still turn out to be the beginning of something compressed.
[[nodiscard]] bool may_become_compressed(Bytes head);

/// Whether a source of nothing but `head` can only be what is left of something compressed, since its name says that it
/// was: even an empty text makes more compressed bytes than these.
[[nodiscard]] bool is_cut_short(Bytes head, std::string_view name);

/// `a.jsonl` for `a.jsonl.gz` and `a.jsonl.zst`; any other name as it is.
[[nodiscard]] std::string_view without_compression_suffix(std::string_view name);

}    // namespace hmacsweep::input
