// Byte views and the conversions between text and bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace hmacsweep {

using Bytes = std::span<const std::uint8_t>;

/// How many bytes behind a slab's end must be readable, because wide loads and simdjson read past the last record.
inline constexpr std::size_t slab_padding = 64;

/// The same memory as bytes.
[[nodiscard]] inline Bytes as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The same memory as text.
[[nodiscard]] inline std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}    // namespace hmacsweep
