#include "host/backend/leaf_lanes.hpp"

#include "cuda/core/leaf_digest.hpp"
#include "host/base/digest.hpp"

#include <algorithm>
#include <vector>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace hmacsweep::backend {
namespace {

#if defined(__x86_64__)
/// With these instructions OpenSSL hashes one message faster than eight lanes hash eight.
bool has_sha_instructions() {
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA) != 0;
}
#endif

}    // namespace

bool agrees_with_openssl(const LeafLanes& lanes) {
    // Leaves of three blocks suffice: every block of a longer one takes the same way. One register full, and one more.
    constexpr std::size_t size = 192;
    const std::size_t num_leaves = lanes.num_lanes + 1;
    std::vector<std::uint8_t> bytes(num_leaves * size);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>((i * i * 31) + (i >> 8));
    }
    std::vector<const std::uint8_t*> leaves(num_leaves);
    for (std::size_t i = 0; i < num_leaves; ++i) {
        leaves[i] = bytes.data() + (i * size);
    }
    std::vector<std::uint8_t> digests(num_leaves * core::leaf_digest_bytes);
    lanes.digest_leaves(leaves.data(), num_leaves, size, digests.data());
    for (std::size_t i = 0; i < num_leaves; ++i) {
        if (!std::ranges::equal(sha256_of({leaves[i], size}),
                                Bytes(digests).subspan(i * core::leaf_digest_bytes, core::leaf_digest_bytes))) {
            return false;
        }
    }
    return true;
}

const LeafLanes* best_leaf_lanes() {
    const LeafLanes* best = nullptr;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) {
        best = &simd_avx512_leaf_lanes;
    } else if (__builtin_cpu_supports("avx2") && !has_sha_instructions()) {
        best = &simd_avx2_leaf_lanes;
    }
#endif
    return best != nullptr && agrees_with_openssl(*best) ? best : nullptr;
}

}    // namespace hmacsweep::backend
