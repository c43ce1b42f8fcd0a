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

constexpr std::size_t block_bytes = 16;

/// Two chains that do not wait for each other.
class Chains {
public:
    Chains(std::uint64_t size, Verdict verdict)
        : high_(fold(size ^ odd[0], odd[1] + (2 * number_of(verdict)))),
          low_(fold(size ^ odd[2], odd[3] + (2 * number_of(verdict)))) {}

    void add(const std::uint8_t* block) {
        const std::uint64_t a = word_at(block);
        const std::uint64_t b = word_at(block + sizeof(a));
        high_ = fold(high_ ^ a ^ odd[0], b ^ odd[1]) + a;
        low_ = fold(low_ ^ b ^ odd[2], a ^ odd[3]) + b;
    }
    /// Adds the bytes that are left of the record, and ends.
    [[nodiscard]] OrderFreeSum finish(Bytes rest) {
        while (rest.size() >= block_bytes) {
            add(rest.data());
            rest = rest.subspan(block_bytes);
        }
        if (!rest.empty()) {
            std::array<std::uint8_t, block_bytes> block{};
            std::ranges::copy(rest, block.begin());
            add(block.data());
        }
        return {fold(high_ ^ odd[2], odd[0]), fold(low_ ^ odd[1], odd[3])};
    }

private:
    static constexpr std::uint64_t number_of(Verdict verdict) { return static_cast<std::uint64_t>(verdict) + 1; }

    std::uint64_t high_;
    std::uint64_t low_;
};

/// So many records are hashed side by side: a chain waits for its products longer than the processor takes for them.
constexpr std::size_t num_abreast = 4;

struct Judged {
    Bytes record;
    Verdict verdict = Verdict::NotJudged;
};

OrderFreeSum sum_abreast(const std::array<Judged, num_abreast>& of) {
    const auto begin = [](const Judged& judged) { return Chains(judged.record.size(), judged.verdict); };
    std::array<Chains, num_abreast> chains{begin(of[0]), begin(of[1]), begin(of[2]), begin(of[3])};
    const std::size_t shortest =
        std::ranges::min(of, {}, [](const Judged& one) { return one.record.size(); }).record.size();
    const std::size_t common = shortest / block_bytes * block_bytes;
    for (std::size_t at = 0; at < common; at += block_bytes) {
        for (std::size_t i = 0; i < num_abreast; ++i) {
            chains[i].add(of[i].record.data() + at);
        }
    }
    OrderFreeSum sum;
    for (std::size_t i = 0; i < num_abreast; ++i) {
        sum.add(chains[i].finish(of[i].record.subspan(common)));
    }
    return sum;
}

}    // namespace

OrderFreeSum record_hash(Bytes record, Verdict verdict) {
    return Chains(record.size(), verdict).finish(record);
}

OrderFreeSum sum_of_records(const input::Slab& slab, const SlabResult& result) {
    const bool has_bytes = slab.kind == input::SlabKind::Records;
    const auto judged_at = [&](std::size_t i) {
        const core::Frame& frame = result.framing.frames[i];
        return Judged{has_bytes ? Bytes(slab.data() + frame.offset, frame.size) : Bytes(), result.outcomes[i].verdict};
    };
    OrderFreeSum sum;
    std::size_t i = 0;
    for (; i + num_abreast <= result.outcomes.size(); i += num_abreast) {
        sum.add(sum_abreast({judged_at(i), judged_at(i + 1), judged_at(i + 2), judged_at(i + 3)}));
    }
    for (; i < result.outcomes.size(); ++i) {
        const Judged judged = judged_at(i);
        sum.add(record_hash(judged.record, judged.verdict));
    }
    return sum;
}

}    // namespace hmacsweep::judge
