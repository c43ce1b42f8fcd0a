// Finds the members of a record that is a JSON object on one line, where the line is plain: members in any order, with
// any blanks, strings of ASCII, and whole numbers. The full parser (the Reader) reads all other lines.
#pragma once

#include "cuda/core/byte_mask.hpp"
#include "cuda/core/find.hpp"
#include "cuda/core/span.hpp"
#include "cuda/core/text_codec.hpp"

namespace hmacsweep::core {

/// A member of a plain object: its name and its value, without their quotes.
struct PlainMember {
    Span name;
    Span value;
    bool is_string;      ///< else the value is a whole number
    bool has_escapes;    ///< whether the value has escapes
};

inline namespace HMACSWEEP_ISA {

/// Whether a byte ends or spoils a plain string: a quote, a backslash, a control character, or anything that is not
/// ASCII.
struct IsNotPlain {
    template <class B>
    [[nodiscard]] HMACSWEEP_HD constexpr auto operator()(const B& byte) const {
        return (byte == std::uint8_t{'"'}) | (byte == std::uint8_t{'\\'}) | (byte < std::uint8_t{0x20}) |
               (byte > std::uint8_t{0x7e});
    }
};

/// The position of the first byte at or after `begin` for which IsNotPlain holds; `size` where there is none.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t find_not_plain(const std::uint8_t* bytes, std::size_t begin,
                                                                std::size_t size) {
    return find_first(bytes, begin, size, IsNotPlain{});
}

/// The position behind the escape whose backslash is at `begin`, where the escape is plain: it has two characters, or
/// is a `u` escape of an ASCII character that is no control character. `size` where the escape is not plain.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t skip_plain_escape(const std::uint8_t* bytes, std::size_t begin,
                                                                   std::size_t size) {
    const std::uint8_t letter = begin + 1 < size ? bytes[begin + 1] : std::uint8_t{0};
    switch (letter) {
        case '"':
        case '\\':
        case '/':
        case 'b':
        case 'f':
        case 'n':
        case 'r':
        case 't':
            return begin + 2;
        default:
            break;
    }
    const bool is_ascii = letter == 'u' && begin + 6 <= size && bytes[begin + 2] == '0' && bytes[begin + 3] == '0' &&
                          bytes[begin + 4] >= '2' && bytes[begin + 4] <= '7' && hex_digit(bytes[begin + 5]) < 16;
    return is_ascii ? begin + 6 : size;
}

/// Whether the character behind a backslash is a letter, and so does not stand for itself.
[[nodiscard]] HMACSWEEP_HD constexpr bool is_letter_escape(std::uint8_t letter) {
    return letter == 'b' || letter == 'f' || letter == 'n' || letter == 'r' || letter == 't' || letter == 'u';
}

/// The character that the plain escape at `escape`, its backslash, stands for.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint8_t read_plain_escape(const std::uint8_t* escape) {
    switch (escape[1]) {
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        case 'u':
            return static_cast<std::uint8_t>((hex_digit(escape[4]) << 4) | hex_digit(escape[5]));
        default:
            return escape[1];
    }
}

#if !defined(__CUDACC__) && defined(__AVX512VBMI2__)
/// Copies a string to `out`, without its backslashes, up to the first escape with a letter (is_letter_escape()), 64
/// bytes at a time. Adds the number of bytes written to `written`, and returns the position where it stopped.
[[nodiscard]] inline std::size_t copy_unescaped(const std::uint8_t* bytes, std::size_t size, std::uint8_t* out,
                                                std::size_t& written) {
    std::size_t i = 0;
    while (i < size) {
        std::size_t left = size - i < mask_bytes ? size - i : mask_bytes;
        std::uint64_t backslashes = mask_within(bytes, i, size, [](auto byte) { return byte == std::uint8_t{'\\'}; });
        std::uint64_t keep = ~std::uint64_t{0};
        bool is_letter = false;
        while (backslashes != 0 && !is_letter) {
            const std::uint32_t at = num_low_zeros(backslashes);
            is_letter = is_letter_escape(bytes[i + at + 1]);
            if (is_letter || at == mask_bytes - 1) {
                left = at;    // the next piece begins with it
                break;
            }
            keep &= ~(std::uint64_t{1} << at);
            backslashes &= ~(std::uint64_t{3} << at);
        }
        if (left == 0) {
            break;
        }
        written += copy_kept(bytes + i, left, keep, out + written);
        i += left;
        if (is_letter) {
            break;
        }
    }
    return i;
}
#endif

/// Decodes a string in which every escape is plain, and returns the number of bytes written. `out` has room for `size`
/// bytes and does not overlap the string.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t unescape_json(const std::uint8_t* bytes, std::size_t size,
                                                               std::uint8_t* out) {
    std::size_t written = 0;
    for (std::size_t i = 0; i < size;) {
#if !defined(__CUDACC__) && defined(__AVX512VBMI2__)
        if (!std::is_constant_evaluated()) {
            i += copy_unescaped(bytes + i, size - i, out, written);
        }
#endif
        const std::size_t begin = i;
        i = copy_until(bytes, begin, size, '\\', out + written);
        written += i - begin;
        if (i >= size) {
            break;
        }
        out[written++] = read_plain_escape(bytes + i);
        i += bytes[i + 1] == 'u' ? 6 : 2;
    }
    return written;
}

/// The position of the first byte at or after `begin` that is no blank, or `size`. A line feed is no blank here,
/// because the record is one line.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t skip_blanks(const std::uint8_t* bytes, std::size_t begin,
                                                             std::size_t size) {
    while (begin < size && (bytes[begin] == ' ' || bytes[begin] == '\t' || bytes[begin] == '\r')) {
        ++begin;
    }
    return begin;
}

/// The position behind the whole number at `begin`, of at most 18 digits; `begin` where there is none.
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

/// Calls `use(PlainMember)` for every member, where the whole line is one plain object. Returns false for any other
/// line; the caller must then discard the members. Names have no escapes, and values only plain ones. `find_end(begin)`
/// returns find_not_plain() of the line; its `begin` never decreases.
template <class FindEnd, class Use>
[[nodiscard]] HMACSWEEP_HD constexpr bool scan_plain_object(const std::uint8_t* line, std::size_t size,
                                                            FindEnd&& find_end, Use&& use) {
    const auto is_at = [&](std::size_t i, char wanted) {
        return i < size && line[i] == static_cast<std::uint8_t>(wanted);
    };
    // The position behind `mark` and the blanks around it; `size` where `mark` is missing, or nothing follows.
    const auto skip_mark = [&](std::size_t i, char mark) {
        if (is_at(i, mark) && is_at(i + 1, '"')) {    // mostly
            return i + 1;
        }
        i = skip_blanks(line, i, size);
        return is_at(i, mark) ? skip_blanks(line, i + 1, size) : size;
    };
    std::size_t i = skip_mark(0, '{');
    if (is_at(i, '}')) {
        return skip_blanks(line, i + 1, size) == size;
    }
    while (is_at(i, '"')) {
        PlainMember member{};
        std::size_t end = find_end(i + 1);
        if (!is_at(end, '"')) {
            return false;
        }
        member.name = {static_cast<std::uint32_t>(i + 1), static_cast<std::uint32_t>(end - i - 1)};
        i = skip_mark(end + 1, ':');
        member.is_string = is_at(i, '"');
        const std::size_t begin = member.is_string ? i + 1 : i;
        end = member.is_string ? find_end(begin) : skip_whole_number(line, begin, size);
        while (member.is_string && is_at(end, '\\')) {
            member.has_escapes = true;
            end = find_end(skip_plain_escape(line, end, size));
        }
        if (member.is_string ? !is_at(end, '"') : end == begin) {
            return false;
        }
        member.value = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)};
        use(member);
        end += member.is_string ? 1 : 0;
        i = skip_mark(end, ',');
        if (i == size) {
            i = skip_blanks(line, end, size);
            return is_at(i, '}') && skip_blanks(line, i + 1, size) == size;
        }
    }
    return false;
}

/// scan_plain_object() with find_not_plain() itself.
template <class Use>
[[nodiscard]] HMACSWEEP_HD constexpr bool scan_plain_object(const std::uint8_t* line, std::size_t size, Use&& use) {
    return scan_plain_object(line, size, [=](std::size_t begin) { return find_not_plain(line, begin, size); }, use);
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
