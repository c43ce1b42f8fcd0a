#!/usr/bin/env python3
"""Prints wide_characters.hpp: what Python's unicodedata says of East Asian Width, as ranges."""
import unicodedata

ranges = []
for point in range(0x110000):
    if unicodedata.east_asian_width(chr(point)) in "WFA":
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])

print(f"""// Made by make_wide_characters.py from Unicode {unicodedata.unidata_version}: characters whose East Asian Width (UAX #11) is wide,
// fullwidth or ambiguous, as ranges in order.
#pragma once

namespace hmacsweep::aws {{

struct CharacterRange {{
    char32_t first;
    char32_t last;
}};

// clang-format off
inline constexpr CharacterRange wide_characters[] = {{""")
line = "   "
for first, last in ranges:
    item = f" {{{first:#x}, {last:#x}}},"
    if len(line) + len(item) > 120:
        print(line)
        line = "   "
    line += item
print(line)
print("""};
// clang-format on

}    // namespace hmacsweep::aws""")
