#include "host/leaf_hasher.hpp"

#include "cuda/core/leaf_digest.hpp"

#include <algorithm>

namespace hmacsweep {
namespace {

using core::leaf_bytes;
using core::leaf_digest_bytes;

/// Lanes that are less filled take longer than OpenSSL takes for one leaf after another.
constexpr std::size_t least_filled_part = 3;

}    // namespace

void LeafHasher::hash(io::LeafWork& work, const std::uint8_t* buffer) {
    if (work.size == 0) {
        return;
    }
    const std::uint8_t* const begin = buffer + work.offset;
    const std::size_t missing = leaf_bytes - work.begun.size();
    work.begun.insert(work.begun.end(), begin, begin + missing);
    leaves_.assign(1, work.begun.data());
    for (std::size_t place = missing; place < work.size; place += leaf_bytes) {
        leaves_.push_back(begin + place);
    }
    const std::size_t before = work.digests.size();
    work.digests.resize(before + (leaves_.size() * leaf_digest_bytes));
    std::uint8_t* const digests = work.digests.data() + before;

    std::size_t in_lanes = 0;
    if (lanes_ != nullptr) {
        const std::size_t rest = leaves_.size() % lanes_->num_lanes;
        in_lanes = leaves_.size() - (rest * least_filled_part < lanes_->num_lanes ? rest : 0);
        lanes_->digest_leaves(leaves_.data(), in_lanes, leaf_bytes, digests);
    }
    for (std::size_t i = in_lanes; i < leaves_.size(); ++i) {
        std::ranges::copy(io::sha256_of({leaves_[i], leaf_bytes}), digests + (i * leaf_digest_bytes));
    }
}

}    // namespace hmacsweep
