#include "host/base/order_free_sum.hpp"

#include "host/base/digest.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace hmacsweep {
namespace {

constexpr std::size_t half_digits = 16;

std::optional<std::uint64_t> half_of(std::string_view digits) {
    std::uint64_t value = 0;
    const bool is_hex =
        std::ranges::all_of(digits, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return is_hex && error == std::errc() && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

}    // namespace

std::string OrderFreeSum::hex() const {
    return fmt::format("{:016x}{:016x}", high_, low_);
}

std::optional<OrderFreeSum> OrderFreeSum::parse(std::string_view hex) {
    if (hex.size() != 2 * half_digits) {
        return std::nullopt;
    }
    const std::optional<std::uint64_t> high = half_of(hex.substr(0, half_digits));
    const std::optional<std::uint64_t> low = half_of(hex.substr(half_digits));
    return high && low ? std::optional(OrderFreeSum(*high, *low)) : std::nullopt;
}

OrderFreeSum OrderFreeSum::of_sha256(Bytes bytes) {
    const Sha256Digest digest = sha256_of(bytes);
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    for (std::size_t i = 0; i < sizeof(high); ++i) {
        high = high << 8U | digest.at(i);
        low = low << 8U | digest.at(sizeof(high) + i);
    }
    return {high, low};
}

}    // namespace hmacsweep
