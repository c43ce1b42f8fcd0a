// The leaf hash in every kind of lanes, against OpenSSL.
#include "cuda/core/leaf_digest.hpp"
#include "host/backend/leaf_lanes.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

#include <openssl/evp.h>

namespace hmacsweep::tests {
namespace {

/// The scalar one, and those that this machine can run.
std::vector<backend::LeafLanes> all_lanes() {
    std::vector<backend::LeafLanes> lanes{{core::digest_leaves<std::uint32_t>, 1}, backend::simd_128_leaf_lanes};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        lanes.push_back(backend::simd_avx2_leaf_lanes);
    }
    if (__builtin_cpu_supports("avx512f")) {
        lanes.push_back(backend::simd_avx512_leaf_lanes);
    }
#endif
    return lanes;
}

ByteVector openssl_sha256(const std::uint8_t* bytes, std::size_t size) {
    ByteVector digest(core::leaf_digest_bytes);
    REQUIRE(EVP_Digest(bytes, size, digest.data(), nullptr, EVP_sha256(), nullptr) == 1);
    return digest;
}

/// Wrong in the last lane alone.
void digest_wrongly(const std::uint8_t* const* leaves, std::size_t num_leaves, std::size_t size,
                    std::uint8_t* digests) {
    backend::simd_128_leaf_lanes.digest_leaves(leaves, num_leaves, size, digests);
    digests[3 * core::leaf_digest_bytes] ^= 1;
}

}    // namespace

TEST_CASE("every lane gives its leaf's SHA-256, whatever the number of leaves and blocks") {
    for (const backend::LeafLanes& lanes : all_lanes()) {
        for (const std::size_t size : {std::size_t{64}, std::size_t{192}, core::leaf_bytes}) {
            const std::size_t most = size == core::leaf_bytes ? lanes.num_lanes + 1 : (2 * lanes.num_lanes) + 1;
            // Leaves begin at odd addresses, as those in a slab do.
            const ByteVector bytes = pattern((most * (size + 1)) + 1);
            std::vector<const std::uint8_t*> leaves;
            for (std::size_t count = 1; count <= most; ++count) {
                leaves.push_back(bytes.data() + 1 + ((count - 1) * (size + 1)));
                if (size == core::leaf_bytes && count != 1 && count != most) {
                    continue;
                }
                INFO(lanes.num_lanes << " lanes, " << count << " leaves of " << size << " bytes");
                ByteVector digests((count + 1) * core::leaf_digest_bytes, 0xee);
                lanes.digest_leaves(leaves.data(), count, size, digests.data());
                for (std::size_t i = 0; i < count; ++i) {
                    CHECK(std::ranges::equal(openssl_sha256(leaves[i], size),
                                             Bytes(digests).subspan(i * core::leaf_digest_bytes, 32)));
                }
                CHECK(std::count(digests.end() - 32, digests.end(), std::uint8_t{0xee}) == 32);
            }
        }
        CHECK(backend::agrees_with_openssl(lanes));
    }
}

TEST_CASE("lanes that are wrong in one place do not agree with OpenSSL") {
    CHECK_FALSE(backend::agrees_with_openssl({digest_wrongly, 4}));
}

}    // namespace hmacsweep::tests
