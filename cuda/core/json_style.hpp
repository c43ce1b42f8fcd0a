// The style of JSON lines: the bytes around their values, which one line mostly shares with the next. In a line of a
// known style, only the ends of the values must be searched.
#pragma once

#include "cuda/core/byte_mask.hpp"
#include "cuda/core/json_line.hpp"
#include "cuda/core/plain_shape.hpp"

namespace hmacsweep::core {

/// The bytes before a value, and the kind of that value. `text` has mask_bytes bytes. The first `bytes` of them count,
/// and `mask` has a one for each of these.
struct StylePart {
    std::uint8_t text[mask_bytes];
    std::uint64_t mask;
    std::uint32_t bytes;
    std::uint32_t place;    ///< of the value that follows; no_place: the value is not wanted
    bool is_string;         ///< whether the value that follows is a string; else a whole number
    bool is_decoded;        ///< whether the string is decoded later, which refuses what is not plain
    bool is_steady;         ///< whether the last two lines that were searched have strings of the same length there
    std::uint32_t value_bytes;    ///< the length of the string in the last line
};

/// The parts of a line. The last part is the bytes behind the last value.
struct JsonStyle {
    static constexpr std::uint32_t max_values = 15;
    StylePart parts[max_values + 1];
    std::uint32_t num_values;      ///< 0: there is no style to follow
    std::uint32_t num_followed;    ///< lines in a learned style
    std::uint32_t num_learned;     ///< how often a style was learned

    /// Whether it pays to learn another style. It does not where too few lines followed the styles learned before.
    [[nodiscard]] HMACSWEEP_HD constexpr bool pays() const { return num_learned <= 8 + (num_followed / 4); }
};

inline namespace HMACSWEEP_ISA {

/// Sets part `index` to the bytes before a value; false where the style has no room for the part. A part has 1 to
/// mask_bytes bytes.
[[nodiscard]] HMACSWEEP_HD constexpr bool add_part(JsonStyle& style, std::uint32_t index, const std::uint8_t* text,
                                                   std::size_t size) {
    if (index > JsonStyle::max_values || size == 0 || size > mask_bytes) {
        return false;
    }
    StylePart& part = style.parts[index];
    for (std::size_t i = 0; i < mask_bytes; ++i) {
        part.text[i] = i < size ? text[i] : std::uint8_t{0};
    }
    part.bytes = static_cast<std::uint32_t>(size);
    part.value_bytes = 0;
    part.is_decoded = false;
    part.is_steady = false;
    part.mask = ~std::uint64_t{0} >> (mask_bytes - size);
    return true;
}

/// Learns the style of a line that scan_plain_object() accepts. `place_of(member)` returns the place of a member, or
/// no_place, and `is_decoded(place)` tells StylePart::is_decoded. A line that does not fit into a style leaves a style
/// without values.
template <class PlaceOf, class IsDecoded>
HMACSWEEP_HD constexpr void learn_style(const std::uint8_t* line, std::size_t size, JsonStyle& style,
                                        PlaceOf&& place_of, IsDecoded&& is_decoded) {
    std::uint32_t num_values = 0;
    std::size_t begin = 0;
    bool fits = true;
    const bool is_plain = scan_plain_object(line, size, [&](const PlainMember& member) {
        fits = fits && num_values < JsonStyle::max_values &&
               add_part(style, num_values, line + begin, member.value.offset - begin);
        if (fits) {
            StylePart& part = style.parts[num_values];
            part.place = place_of(member);
            part.is_string = member.is_string;
            part.is_decoded = part.place != no_place && is_decoded(part.place);
            ++num_values;
            begin = member.value.offset + member.value.size;
        }
    });
    fits = fits && is_plain && add_part(style, num_values, line + begin, size - begin);
    style.num_values = fits ? num_values : 0;
    ++style.num_learned;
}

/// The position of the quote that ends a string whose escapes are all plain. In any other string, the position of the
/// first byte that is not plain; `size` where the string does not end. May read up to 63 bytes behind the line.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t find_string_end(const std::uint8_t* line, std::size_t begin,
                                                                 std::size_t size, bool& has_escapes) {
    has_escapes = false;
    while (begin < size) {
        std::uint64_t stops = mask_of(line + begin, IsNotPlain{});
        std::size_t next = begin + mask_bytes;
        while (stops != 0) {
            const std::size_t stop = begin + num_low_zeros(stops);
            const std::size_t end = line[stop] == '\\' ? skip_plain_escape(line, stop, size) : size;
            if (end >= size) {
                return stop;
            }
            has_escapes = true;
            if (end >= next) {
                next = end;
                break;
            }
            stops &= ~std::uint64_t{0} << (end - begin);
        }
        begin = next;
    }
    return size;
}

/// Whether a string that begins at `begin` has `bytes` bytes, all of them plain and no escapes. May read up to 63 bytes
/// behind the line.
[[nodiscard]] HMACSWEEP_HD constexpr bool is_plain_string(const std::uint8_t* line, std::size_t begin, std::size_t size,
                                                          std::uint32_t bytes) {
    const std::size_t end = begin + bytes;
    if (end >= size || line[end] != '"') {
        return false;
    }
    std::uint64_t stops = 0;
    std::size_t i = begin;
    for (; end - i >= mask_bytes; i += mask_bytes) {
        stops |= mask_of(line + i, IsNotPlain{});
    }
    return (stops | (mask_of(line + i, IsNotPlain{}) & ~(~std::uint64_t{0} << (end - i)))) == 0;
}

/// find_string_end() of a value of a style. Where strings have the length of the string in the line before, what
/// follows need not wait for the search, and what is decoded later need not be searched at all.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t find_value_end(StylePart& part, const std::uint8_t* line,
                                                                std::size_t begin, std::size_t size,
                                                                bool& has_escapes) {
    const std::size_t steady_end = begin + part.value_bytes;
    if (part.is_steady && (part.is_decoded ? steady_end < size && line[steady_end] == '"'
                                           : is_plain_string(line, begin, size, part.value_bytes))) {
        return steady_end;
    }
    const std::size_t end = find_string_end(line, begin, size, has_escapes);
    part.is_steady = !has_escapes && end - begin == part.value_bytes;
    part.value_bytes = static_cast<std::uint32_t>(end - begin);
    return end;
}

/// Calls `use(place, PlainMember)`, without a name, for every wanted value of a line in this style. Returns false for a
/// line in another style; the caller must then discard the values. The caller must decode every value of a part that
/// is_decoded, and discard the line where that fails. May read up to 63 bytes behind the line.
template <class Use>
[[nodiscard]] HMACSWEEP_HD constexpr bool follow_style(JsonStyle& style, const std::uint8_t* line, std::size_t size,
                                                       Use&& use) {
    std::size_t i = 0;
    // The compared bytes may lie behind the line. Then `i` does not end at the size, and the result is false.
    const auto is_here = [&](const StylePart& part) {
        return i < size && (differences(line + i, part.text) & part.mask) == 0;
    };
    for (std::uint32_t k = 0; k < style.num_values; ++k) {
        StylePart& part = style.parts[k];
        if (!is_here(part)) {
            return false;
        }
        const std::size_t begin = i + part.bytes;
        bool has_escapes = false;
        i = part.is_string ? find_value_end(part, line, begin, size, has_escapes)
                           : skip_whole_number(line, begin, size);
        if (!part.is_string && i == begin) {
            return false;
        }
        if (part.place != no_place) {
            const Span value{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(i - begin)};
            use(part.place, PlainMember{{0, 0}, value, part.is_string, has_escapes});
        }
    }
    const StylePart& last = style.parts[style.num_values];
    const bool is_alike = style.num_values != 0 && is_here(last) && i + last.bytes == size;
    style.num_followed += is_alike ? 1 : 0;
    return is_alike;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
