// Locating the members of a record that is a JSON object on one line, where the line is plain: any order and blanks,
// strings of printable ASCII without escapes, and whole numbers. Whatever else a line may be is for the full parser.
#pragma once

#include "cuda/core/find.hpp"
#include "cuda/core/span.hpp"

namespace hmacsweep::core {

/// A member of a plain object: its name and its value, without their quotes.
struct PlainMember {
    Span name;
    Span value;
    bool is_string;    ///< else a whole number
};

inline namespace HMACSWEEP_ISA {

/// The position of the first byte that ends or spoils a plain string: a quote, a backslash, a control character, or
/// anything that is not ASCII.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t find_not_plain(const std::uint8_t* bytes, std::size_t begin,
                                                                std::size_t size) {
    return find_first(bytes, begin, size, [](auto byte) {
        return (byte == std::uint8_t{'"'}) | (byte == std::uint8_t{'\\'}) | (byte < std::uint8_t{0x20}) |
               (byte > std::uint8_t{0x7e});
    });
}

/// Behind blanks: what JSON and framing leave of them within a line.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t skip_blanks(const std::uint8_t* bytes, std::size_t begin,
                                                             std::size_t size) {
    while (begin < size && (bytes[begin] == ' ' || bytes[begin] == '\t' || bytes[begin] == '\r')) {
        ++begin;
    }
    return begin;
}

/// Behind the whole number at `begin`, of at most 18 digits; `begin` where there is none.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t skip_whole_number(const std::uint8_t* bytes, std::size_t begin,
                                                                   std::size_t size) {
    const std::size_t first = begin < size && bytes[begin] == '-' ? begin + 1 : begin;
    std::size_t end = first;
    while (end < size && bytes[end] >= '0' && bytes[end] <= '9') {
        ++end;
    }
    const bool has_leading_zero = end - first > 1 && bytes[first] == '0';
    return end == first || has_leading_zero || end - first > 18 ? begin : end;
}

/// Calls `use(PlainMember)` for every member of the plain object that all of the line is. False where the line is not
/// that, and then nothing is to be believed of the members given so far.
template <class Use>
[[nodiscard]] HMACSWEEP_HD constexpr bool scan_plain_object(const std::uint8_t* line, std::size_t size, Use&& use) {
    const auto is_at = [&](std::size_t i, char wanted) {
        return i < size && line[i] == static_cast<std::uint8_t>(wanted);
    };
    std::size_t i = skip_blanks(line, 0, size);
    if (!is_at(i, '{')) {
        return false;
    }
    i = skip_blanks(line, i + 1, size);
    if (is_at(i, '}')) {
        return skip_blanks(line, i + 1, size) == size;
    }
    while (is_at(i, '"')) {
        PlainMember member{};
        std::size_t end = find_not_plain(line, i + 1, size);
        if (!is_at(end, '"')) {
            return false;
        }
        member.name = {static_cast<std::uint32_t>(i + 1), static_cast<std::uint32_t>(end - i - 1)};
        i = skip_blanks(line, end + 1, size);
        if (!is_at(i, ':')) {
            return false;
        }
        i = skip_blanks(line, i + 1, size);
        member.is_string = is_at(i, '"');
        const std::size_t begin = member.is_string ? i + 1 : i;
        end = member.is_string ? find_not_plain(line, begin, size) : skip_whole_number(line, begin, size);
        if (member.is_string ? !is_at(end, '"') : end == begin) {
            return false;
        }
        member.value = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)};
        use(member);
        i = skip_blanks(line, member.is_string ? end + 1 : end, size);
        if (is_at(i, '}')) {
            return skip_blanks(line, i + 1, size) == size;
        }
        if (!is_at(i, ',')) {
            return false;
        }
        i = skip_blanks(line, i + 1, size);
    }
    return false;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
