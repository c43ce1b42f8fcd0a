// Masks of bytes, and the places that are made of them.
#include "cuda/core/byte_mask.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"

#include <algorithm>
#include <array>

namespace hmacsweep::tests {
namespace {

struct IsX {
    template <class B>
    constexpr auto operator()(const B& byte) const {
        return (byte == std::uint8_t{'x'}) | (byte > std::uint8_t{0xf0});
    }
};

constexpr std::uint64_t portable_mask() {
    std::uint8_t bytes[core::mask_bytes] = {};
    bytes[0] = 'x';
    bytes[63] = 0xff;
    bytes[62] = 0xf0;
    return core::mask_of(bytes, IsX{});
}

}    // namespace

// The portable form, which a GPU runs.
static_assert(portable_mask() == ((std::uint64_t{1} << 63) | 1));

TEST_CASE("a mask has a bit for each byte that passes, at its place") {
    Random random("masks");
    for (int round = 0; round < 1000; ++round) {
        const ByteVector bytes = random.bytes(core::mask_bytes);
        std::uint64_t expected = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            expected |= std::uint64_t{bytes[i] == 'x' || bytes[i] > 0xf0} << i;
        }
        REQUIRE(core::mask_of(bytes.data(), IsX{}) == expected);
    }
}

TEST_CASE("the last byte that passes is found, and none outside the bounds") {
    Random random("last bytes");
    for (int round = 0; round < 5000; ++round) {
        const std::size_t size = random.below(300);
        ByteVector bytes(size);
        for (std::uint8_t& byte : bytes) {
            byte = random.one_in(1 + (static_cast<std::uint64_t>(round) % 200)) ? 'x' : '.';
        }
        const std::size_t end = random.below(size + 1);
        const std::size_t begin = random.below(end + 1);
        std::size_t expected = end;
        for (std::size_t i = begin; i < end; ++i) {
            expected = bytes[i] == 'x' ? i : expected;
        }
        CAPTURE(begin, end);
        REQUIRE(core::find_last(bytes.data(), begin, end, IsX{}) == expected);
    }
}

TEST_CASE("the differences of two texts have a bit for each byte that differs") {
    Random random("differences");
    for (int round = 0; round < 1000; ++round) {
        const ByteVector a = random.bytes(core::mask_bytes);
        ByteVector b = a;
        std::uint64_t expected = 0;
        for (std::size_t i = 0; i < b.size(); ++i) {
            if (random.one_in(4)) {
                b[i] ^= static_cast<std::uint8_t>(1U << random.below(8));
                expected |= std::uint64_t{1} << i;
            }
        }
        REQUIRE(core::differences(a.data(), b.data()) == expected);
    }
}

TEST_CASE("all places of a text are found, those behind its end are not, and too many are told") {
    Random random("places");
    for (int round = 0; round < 2000; ++round) {
        const std::size_t size = random.below(300);
        ByteVector bytes(size + core::mask_bytes, 'x');
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < size; ++i) {
            bytes[i] = random.one_in(1 + (static_cast<std::uint64_t>(round) % 40)) ? 'x' : '.';
            if (bytes[i] == 'x') {
                places.push_back(i);
            }
        }
        core::Hits<128> hits;
        CAPTURE(size, places.size());
        REQUIRE(hits.find_all(bytes.data(), size, IsX{}) == (places.size() <= 128));
        if (places.size() > 128) {
            continue;
        }
        for (std::size_t begin = 0; begin <= size; begin += 1 + random.below(9)) {
            const auto next = std::ranges::lower_bound(places, begin);
            REQUIRE(hits.next(begin) == (next == places.end() ? size : *next));
        }
    }
}

}    // namespace hmacsweep::tests
