// Padding, against FIPS 180-4, 5.1 read literally: a one bit, the least number of zero bits, the length.
#include "cuda/core/padding.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

namespace hmacsweep::tests {
namespace {

using core::Algorithm;

struct HashSizes {
    Algorithm algorithm;
    std::uint64_t block_bits;
    std::uint64_t length_bits;
};
constexpr HashSizes hashes[] = {
    {Algorithm::HmacSha224, 512, 64},
    {Algorithm::HmacSha256, 512, 64},
    {Algorithm::HmacSha384, 1024, 128},
    {Algorithm::HmacSha512, 1024, 128},
};

/// 5.1.1 and 5.1.2: the padded message of l bits, by adding zero bits one after another.
ByteVector padded(const HashSizes& hash, ByteVector message, std::uint64_t prefix_bytes) {
    const std::uint64_t l = (message.size() + prefix_bytes) * 8;
    message.push_back(0x80);
    while ((message.size() * 8) % hash.block_bits != hash.block_bits - hash.length_bits) {
        message.push_back(0);
    }
    for (std::uint64_t bits = hash.length_bits; bits != 0; bits -= 8) {
        message.push_back(bits > 64 ? std::uint8_t{0} : static_cast<std::uint8_t>(l >> (bits - 8)));
    }
    return message;
}

}    // namespace

TEST_CASE("a message is padded as FIPS 180-4 says, whatever stood in the buffer before") {
    for (const HashSizes& hash : hashes) {
        for (std::size_t size = 0; size <= 300; ++size) {
            INFO(core::row_of(hash.algorithm).name << ", " << size << " bytes");
            const ByteVector message = pattern(size);
            for (const std::uint64_t prefix : {std::uint64_t{0}, hash.block_bits / 8}) {
                const ByteVector expected = padded(hash, message, prefix);
                CHECK(core::padded_blocks(hash.algorithm, size) * hash.block_bits / 8 == expected.size());
                ByteVector blocks(expected.size() + 16, 0xee);
                std::ranges::copy(message, blocks.begin());
                core::write_padding(hash.algorithm, blocks.data(), size, prefix);
                // A buffer that was used before keeps nothing of it: the upper half of a 128-bit length is zero too.
                CHECK(std::equal(expected.begin(), expected.end(), blocks.begin()));
                CHECK(std::all_of(blocks.begin() + static_cast<std::ptrdiff_t>(expected.size()), blocks.end(),
                                  [](std::uint8_t byte) { return byte == 0xee; }));
            }
        }
    }
}

TEST_CASE("the length field counts bits past 2^32") {
    const std::uint64_t size = (std::uint64_t{1} << 32) + 3;
    CHECK(core::padded_blocks(Algorithm::HmacSha256, size) == (std::uint64_t{1} << 26) + 1);
    CHECK(core::padded_blocks(Algorithm::HmacSha512, size) == (std::uint64_t{1} << 25) + 1);
    ByteVector block(64);
    core::write_padding(Algorithm::HmacSha256, block.data(), 3, size - 3);
    CHECK(ByteVector(block.end() - 8, block.end()) == from_hex("0000000800000018"));
}

TEST_CASE("the algorithm table says what FIPS 180-4 and KMS say") {
    // FIPS 180-4, figure 1; KMS GenerateMac's MacAlgorithm and CreateKey's KeySpec.
    struct Row {
        Algorithm algorithm;
        std::string_view name;
        std::string_view key_spec;
        unsigned digest_bits;
        unsigned block_bits;
        bool is_wide;
    };
    constexpr Row rows[] = {
        {Algorithm::HmacSha224, "HMAC_SHA_224", "HMAC_224", 224, 512, false},
        {Algorithm::HmacSha256, "HMAC_SHA_256", "HMAC_256", 256, 512, false},
        {Algorithm::HmacSha384, "HMAC_SHA_384", "HMAC_384", 384, 1024, true},
        {Algorithm::HmacSha512, "HMAC_SHA_512", "HMAC_512", 512, 1024, true},
    };
    for (const Row& row : rows) {
        CHECK(core::row_of(row.algorithm).name == row.name);
        CHECK(core::row_of(row.algorithm).key_spec == row.key_spec);
        CHECK(core::digest_bytes(row.algorithm) * 8 == row.digest_bits);
        CHECK(core::block_bytes(row.algorithm) * 8 == row.block_bits);
        CHECK(core::is_wide(row.algorithm) == row.is_wide);
    }
}

}    // namespace hmacsweep::tests
