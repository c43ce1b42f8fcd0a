#include "host/base/integer_text.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace hmacsweep {

std::string append_integer(std::string_view cell, bool is_binary, std::string& digits) {
    if (!is_binary) {
        const std::string_view number = cell.substr(cell.starts_with('-') ? 1 : 0);
        if (number.empty() || !std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; })) {
            return "is no integer";
        }
        digits += cell;
        return {};
    }
    if (cell.size() != 2 && cell.size() != 4 && cell.size() != 8) {
        return fmt::format("has {} byte{}, and an integer has 2, 4 or 8", cell.size(), cell.size() == 1 ? "" : "s");
    }
    const bool is_negative = (static_cast<unsigned char>(cell[0]) & 0x80U) != 0;
    std::uint64_t value = is_negative ? ~std::uint64_t{0} : 0;
    for (const char byte : cell) {
        value = (value << 8) | static_cast<unsigned char>(byte);
    }
    digits += fmt::format("{}", static_cast<std::int64_t>(value));
    return {};
}

}    // namespace hmacsweep
