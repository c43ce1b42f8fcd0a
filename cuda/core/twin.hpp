// Two vectors as one word with twice the lanes. A step of SHA-2 waits for the step before it; a processor that could do
// more at a time meanwhile works on the other half. The compiler makes two instructions of each operation.
#pragma once

#include "cuda/core/judge.hpp"

namespace hmacsweep::core {

/// Lane i is lane i of `low`, and lane num_lanes<V> + i is lane i of `high`.
template <class V>
struct Twin {
    V low;
    V high;
};

template <class V>
struct WordTraits<Twin<V>> : LaneTraits<Element<V>, 2 * num_lanes<V>> {};
template <class V>
struct FewLanes<Twin<V>> {
    using Type = V;
    static constexpr std::uint32_t least_blocks = 3;    // the halves of a short message are loaded longer than hashed
};

inline namespace HMACSWEEP_ISA {

template <class V>
[[nodiscard]] HMACSWEEP_INLINE constexpr Twin<V> operator+(const Twin<V>& a, const Twin<V>& b) {
    return {a.low + b.low, a.high + b.high};
}
template <class V>
[[nodiscard]] HMACSWEEP_INLINE constexpr Twin<V> operator^(const Twin<V>& a, const Twin<V>& b) {
    return {a.low ^ b.low, a.high ^ b.high};
}
template <class V>
[[nodiscard]] HMACSWEEP_INLINE constexpr Twin<V> operator&(const Twin<V>& a, const Twin<V>& b) {
    return {a.low & b.low, a.high & b.high};
}
template <class V>
[[nodiscard]] HMACSWEEP_INLINE constexpr Twin<V> operator|(const Twin<V>& a, const Twin<V>& b) {
    return {a.low | b.low, a.high | b.high};
}
template <class V>
[[nodiscard]] HMACSWEEP_INLINE constexpr Twin<V> operator~(const Twin<V>& a) {
    return {~a.low, ~a.high};
}
template <class V>
HMACSWEEP_INLINE constexpr Twin<V>& operator+=(Twin<V>& a, const Twin<V>& b) {
    return a = a + b;
}
template <class V>
HMACSWEEP_INLINE constexpr Twin<V>& operator|=(Twin<V>& a, const Twin<V>& b) {
    return a = a | b;
}
/// All ones in the lanes that are equal, or that differ.
template <class V>
[[nodiscard]] HMACSWEEP_INLINE constexpr auto operator==(const Twin<V>& a, const Twin<V>& b) {
    return Twin<decltype(a.low == b.low)>{a.low == b.low, a.high == b.high};
}
template <class V>
[[nodiscard]] HMACSWEEP_INLINE constexpr auto operator!=(const Twin<V>& a, const Twin<V>& b) {
    return Twin<decltype(a.low != b.low)>{a.low != b.low, a.high != b.high};
}
// With one number for all lanes:
template <class V>
[[nodiscard]] HMACSWEEP_INLINE constexpr Twin<V> operator+(const Twin<V>& a, Element<V> b) {
    return {a.low + b, a.high + b};
}
template <class V>
[[nodiscard]] HMACSWEEP_INLINE constexpr Twin<V> operator&(const Twin<V>& a, Element<V> b) {
    return {a.low & b, a.high & b};
}
template <class V>
[[nodiscard]] HMACSWEEP_INLINE constexpr Twin<V> operator>>(const Twin<V>& a, int bits) {
    return {a.low >> bits, a.high >> bits};
}
template <class V>
[[nodiscard]] HMACSWEEP_INLINE constexpr Twin<V> operator<<(const Twin<V>& a, int bits) {
    return {a.low << bits, a.high << bits};
}

template <class V>
[[nodiscard]] HMACSWEEP_INLINE constexpr Twin<V> majority(const Twin<V>& x, const Twin<V>& y, const Twin<V>& z) {
    return {majority(x.low, y.low, z.low), majority(x.high, y.high, z.high)};
}

template <class V>
[[nodiscard]] constexpr Element<V> get_lane(const Twin<V>& word, std::size_t lane) {
    return lane < num_lanes<V> ? word.low[lane] : word.high[lane - num_lanes<V>];
}

/// load_rows() of the two halves.
template <std::size_t Count, ByteOrder Order, class V>
HMACSWEEP_INLINE void load_rows(const std::uint8_t* const* rows, std::size_t offset, Twin<V>* words) {
    V low[Count];
    V high[Count];
    load_rows<Count, Order>(rows, offset, low);
    load_rows<Count, Order>(rows + num_lanes<V>, offset, high);
    HMACSWEEP_UNROLL
    for (std::size_t i = 0; i < Count; ++i) {
        words[i] = {low[i], high[i]};
    }
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
