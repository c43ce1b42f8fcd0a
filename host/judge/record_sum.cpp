#include "host/judge/record_sum.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace hmacsweep::judge {
namespace {

// Odd numbers with as many ones as zeros, more or less: the first digits of pi and of e.
constexpr std::array<std::uint64_t, 4> odd{0x243f6a8885a308d3, 0x13198a2e03707345, 0xb7e151628aed2a6b,
                                           0xbf7158809cf4f3c7};

/// Both halves of the product, folded into one.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

std::uint64_t word_at(const std::uint8_t* bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof(word));
    if constexpr (std::endian::native == std::endian::big) {
        word = __builtin_bswap64(word);
    }
    return word;
}

/// Two chains that do not wait for each other.
class Chains {
public:
    Chains(std::uint64_t size, std::uint64_t verdict)
        : high_(fold(size ^ odd[0], odd[1] + (2 * verdict))), low_(fold(size ^ odd[2], odd[3] + (2 * verdict))) {}

    void add(const std::uint8_t* block) {
        const std::uint64_t a = word_at(block);
        const std::uint64_t b = word_at(block + sizeof(a));
        high_ = fold(high_ ^ a ^ odd[0], b ^ odd[1]) + a;
        low_ = fold(low_ ^ b ^ odd[2], a ^ odd[3]) + b;
    }
    [[nodiscard]] OrderFreeSum take() const { return {fold(high_ ^ odd[2], odd[0]), fold(low_ ^ odd[1], odd[3])}; }

private:
    std::uint64_t high_;
    std::uint64_t low_;
};

}    // namespace

OrderFreeSum record_hash(Bytes record, Verdict verdict) {
    constexpr std::size_t block_bytes = 16;
    Chains chains(record.size(), static_cast<std::uint64_t>(verdict) + 1);
    std::size_t at = 0;
    for (; at + block_bytes <= record.size(); at += block_bytes) {
        chains.add(record.data() + at);
    }
    if (at < record.size()) {
        std::array<std::uint8_t, block_bytes> rest{};
        std::ranges::copy(record.subspan(at), rest.begin());
        chains.add(rest.data());
    }
    return chains.take();
}

OrderFreeSum sum_of_records(const input::Slab& slab, const SlabResult& result) {
    OrderFreeSum sum;
    for (std::size_t i = 0; i < result.outcomes.size(); ++i) {
        const core::Frame& frame = result.framing.frames[i];
        const bool has_bytes = slab.kind == input::SlabKind::Records;
        sum.add(record_hash(has_bytes ? Bytes(slab.data() + frame.offset, frame.size) : Bytes(),
                            result.outcomes[i].verdict));
    }
    return sum;
}

}    // namespace hmacsweep::judge
