// Integers of tables as the decimal digits that an application's own text has of them.
#pragma once

#include <string>
#include <string_view>

namespace hmacsweep {

/// Appends the digits of an integer column's cell. In COPY's binary form a cell is the integer itself, of 2, 4 or 8
/// bytes, big-endian, in two's complement; in all other formats it is the digits, which are copied. Nothing is appended
/// where the cell is no integer, and what is wrong with it is returned, in words that fit after the column's name.
[[nodiscard]] std::string append_integer(std::string_view cell, bool is_binary, std::string& digits);

}    // namespace hmacsweep
