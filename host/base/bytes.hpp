// Byte views and the conversions between text and bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace hmacsweep {

using Bytes = std::span<const std::uint8_t>;

/// Readable bytes after a slab's end, so that wide loads and simdjson may look past its last record.
inline constexpr std::size_t slab_padding = 64;

[[nodiscard]] inline Bytes as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

[[nodiscard]] inline std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}    // namespace hmacsweep
