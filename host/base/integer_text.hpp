// Integers in table cells as decimal digits.
#pragma once

#include <string>
#include <string_view>

namespace hmacsweep {

/// Appends the decimal digits of an integer cell, with a `-` if it is negative. With `is_binary` (COPY's binary form)
/// the cell is a big-endian integer of 2, 4 or 8 bytes in two's complement. Otherwise the cell is the digits, which are
/// copied. Returns an empty text, or why the cell is no integer, as a text that follows the column's name in a
/// sentence; nothing is appended then.
[[nodiscard]] std::string append_integer(std::string_view cell, bool is_binary, std::string& digits);

}    // namespace hmacsweep
