// Byte views and the conversions between text and bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace hmacsweep {

using Bytes = std::span<const std::uint8_t>;

[[nodiscard]] inline Bytes as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

[[nodiscard]] inline std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}    // namespace hmacsweep
