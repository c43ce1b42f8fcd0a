// A sum of 128-bit values in which order does not matter: sums of parts add up to the sum of the whole.
#pragma once

#include "host/base/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep {

/// A sum modulo 2^128.
class OrderFreeSum {
public:
    OrderFreeSum() = default;
    OrderFreeSum(std::uint64_t high, std::uint64_t low) : high_(high), low_(low) {}

    void add(const OrderFreeSum& other) {
        low_ += other.low_;
        high_ += other.high_ + (low_ < other.low_ ? 1 : 0);
    }
    bool operator==(const OrderFreeSum&) const = default;

    /// 32 hex digits in lower case.
    [[nodiscard]] std::string hex() const;
    /// Reads hex(); nothing for any other text.
    [[nodiscard]] static std::optional<OrderFreeSum> parse(std::string_view hex);
    /// The first 128 bits of SHA-256 of `bytes`, as a value to add. Throws std::runtime_error if OpenSSL fails.
    [[nodiscard]] static OrderFreeSum of_sha256(Bytes bytes);

private:
    std::uint64_t high_ = 0;
    std::uint64_t low_ = 0;
};

}    // namespace hmacsweep
