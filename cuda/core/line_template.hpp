// Lines of text with parts at known places: the literal texts between the parts tell which bytes are which part. There
// are no regular expressions: each literal is searched once, from one side.
#pragma once

#include "cuda/core/byte_mask.hpp"
#include "cuda/core/find.hpp"
#include "cuda/core/span.hpp"

#include <cstddef>
#include <cstdint>

namespace hmacsweep::core {

/// literal 0, part 0, literal 1, ... part n - 1, literal n. Only the first and the last literal may be empty.
struct LineTemplateView {
    const std::uint8_t* literals;    ///< all literals, one behind another
    const std::uint32_t* ends;       ///< of each literal, in `literals`
    std::uint32_t num_parts;         ///< at least 1
    /// The part that gets the bytes that the others leave. Parts before it are matched from the left, each as short as
    /// possible; parts behind it are matched from the right.
    std::uint32_t rest;
};

inline namespace HMACSWEEP_ISA {

/// Whether the `size` bytes at `bytes` are those of `text`.
[[nodiscard]] HMACSWEEP_HD constexpr bool is_text_at(const std::uint8_t* bytes, const std::uint8_t* text,
                                                     std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
        if (bytes[i] != text[i]) {
            return false;
        }
    }
    return true;
}

/// Writes where the parts of a line are to `parts`, num_parts of them. Returns the number of literals where the line
/// fits the template; otherwise the index of the first literal that is missing, in the order of the search: the last,
/// the first, then those behind `rest` from the right, then the others from the left.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t match_line(const LineTemplateView& view, const std::uint8_t* bytes,
                                                              std::size_t size, Span* parts) {
    const auto literal = [&](std::uint32_t i) { return view.literals + (i == 0 ? 0 : view.ends[i - 1]); };
    const auto literal_size = [&](std::uint32_t i) -> std::size_t {
        return view.ends[i] - (i == 0 ? 0 : view.ends[i - 1]);
    };
    const auto set = [&](std::uint32_t part, std::size_t begin, std::size_t end) {
        parts[part] = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)};
    };
    const std::uint32_t last = view.num_parts;
    std::size_t left = 0;
    std::size_t right = size;
    if (literal_size(last) > size ||
        !is_text_at(bytes + size - literal_size(last), literal(last), literal_size(last))) {
        return last;
    }
    right -= literal_size(last);
    if (literal_size(0) > right || !is_text_at(bytes, literal(0), literal_size(0))) {
        return 0;
    }
    left += literal_size(0);
    for (std::uint32_t part = last - 1; part > view.rest; --part) {
        const std::size_t length = literal_size(part);
        if (right - left < length) {
            return part;
        }
        // The search begins at the last place where the whole literal fits.
        const std::size_t end = right - length + 1;
        const auto start_before = [&](std::size_t place) {
            const std::size_t found =
                find_last(bytes, left, place, [&](auto byte) { return byte == literal(part)[0]; });
            return found == place ? end : found;
        };
        std::size_t place = start_before(end);
        while (place != end && !is_text_at(bytes + place, literal(part), length)) {
            place = start_before(place);
        }
        if (place == end) {
            return part;
        }
        set(part, place + length, right);
        right = place;
    }
    for (std::uint32_t part = 0; part < view.rest; ++part) {
        const std::size_t length = literal_size(part + 1);
        const auto next_start = [&](std::size_t from) { return find_byte(bytes, from, right, literal(part + 1)[0]); };
        std::size_t place = next_start(left);
        while (place + length <= right && !is_text_at(bytes + place, literal(part + 1), length)) {
            place = next_start(place + 1);
        }
        if (place + length > right) {
            return part + 1;
        }
        set(part, left, place);
        left = place + length;
    }
    set(view.rest, left, right);
    return last + 1;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
