// Framing of a JSON array: its elements lie between its brackets and its commas. Framing looks at strings and depth
// only, so a broken element breaks no other element as long as its brackets match.
#pragma once

#include "cuda/core/frame.hpp"

namespace hmacsweep::core {

/// How far a scan over one element has come. It can continue when more bytes are there.
struct ElementScan {
    std::size_t position;    ///< of the next byte to look at
    std::size_t begin;       ///< of the element's first byte; no_element while there were only blanks
    std::size_t end;         ///< behind its last byte so far that is no blank
    std::uint64_t depth;     ///< open brackets and braces
    bool is_in_string;
    bool is_escaped;    ///< the last byte was a backslash in a string
};
inline constexpr std::size_t no_element = ~std::size_t{0};

enum class ElementStop : std::uint8_t {
    More,      ///< the element does not end here
    Comma,     ///< the element ends before the comma at the position
    End,       ///< the element ends before the array's closing bracket at the position
    Closed,    ///< with `stops_closed`: the element is an object that ends right before the position
};

inline namespace HMACSWEEP_ISA {

/// A scan of the element that begins at or after `position`.
[[nodiscard]] HMACSWEEP_HD constexpr ElementScan element_from(std::size_t position) {
    return {position, no_element, position, 0, false, false};
}

[[nodiscard]] HMACSWEEP_HD constexpr bool is_json_blank(std::uint8_t byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/// Moves the scan behind the end of its string, or to `size`. A line feed does not end the string, though no string may
/// hold one: so only this element is broken, and not those behind it.
HMACSWEEP_HD constexpr void scan_string(const std::uint8_t* bytes, std::size_t size, ElementScan& scan) {
    while (scan.position < size) {
        if (scan.is_escaped) {
            scan.is_escaped = false;
            ++scan.position;
            continue;
        }
        const std::size_t i = find_either(bytes, scan.position, size, '"', '\\');
        scan.position = i < size ? i + 1 : size;
        if (i < size && bytes[i] == '"') {
            scan.is_in_string = false;
            return;
        }
        scan.is_escaped = i < size;
    }
}

/// Looks for the end of the element, from the scan's position on. With `stops_closed`, the element ends only behind the
/// brace or bracket that closes it: commas and brackets outside it are passed over as part of it.
[[nodiscard]] HMACSWEEP_HD constexpr ElementStop scan_element(const std::uint8_t* bytes, std::size_t size,
                                                              bool stops_closed, ElementScan& scan) {
    while (scan.position < size) {
        if (scan.is_in_string) {
            scan_string(bytes, size, scan);
            scan.end = scan.position;
            continue;
        }
        const std::uint8_t byte = bytes[scan.position];
        if (scan.depth == 0 && (byte == ',' || byte == ']') && !stops_closed) {
            return byte == ',' ? ElementStop::Comma : ElementStop::End;
        }
        ++scan.position;
        if (is_json_blank(byte)) {
            continue;
        }
        scan.begin = scan.begin == no_element ? scan.position - 1 : scan.begin;
        scan.end = scan.position;
        scan.is_in_string = byte == '"';
        if (byte == '{' || byte == '[') {
            ++scan.depth;
        } else if ((byte == '}' || byte == ']') && scan.depth > 0) {
            --scan.depth;
            if (scan.depth == 0 && stops_closed) {
                return ElementStop::Closed;
            }
        }
    }
    return ElementStop::More;
}

/// Calls `emit(Frame)` for every element in a part of an array that begins before an element. Between two commas there
/// is always an element, even an empty one. Behind the last comma there is one unless only blanks follow.
template <class Emit>
HMACSWEEP_HD constexpr FrameCounts frame_elements(const std::uint8_t* bytes, std::size_t size, Emit&& emit) {
    FrameCounts counts{0, 0};
    std::size_t counted = 0;    // line feeds before this are in `counts`
    const auto count_lines_to = [&](std::size_t end) {
        for (std::size_t i = find_line_feed(bytes, counted, end); i < end; i = find_line_feed(bytes, i + 1, end)) {
            ++counts.lines;
        }
        counted = end;
    };
    for (std::size_t begin = 0; begin < size;) {
        ElementScan scan = element_from(begin);
        const ElementStop found = scan_element(bytes, size, false, scan);
        if (scan.begin == no_element) {
            scan.begin = scan.end = scan.position;
        }
        if (found != ElementStop::More || scan.begin != scan.end) {
            count_lines_to(scan.begin);
            emit(Frame{static_cast<std::uint32_t>(scan.begin), static_cast<std::uint32_t>(scan.end - scan.begin),
                       counts.lines});
            ++counts.records;
        }
        begin = scan.position + 1;
    }
    count_lines_to(size);
    return counts;
}

/// Whether the bytes are one complete element of an array: not blank, and every string and bracket is closed.
[[nodiscard]] HMACSWEEP_HD constexpr bool is_closed_element(const std::uint8_t* bytes, std::size_t size) {
    ElementScan scan = element_from(0);
    return scan_element(bytes, size, false, scan) == ElementStop::More && scan.depth == 0 && !scan.is_in_string &&
           scan.begin != no_element;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
