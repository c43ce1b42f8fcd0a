#include "host/run/leaf_hasher.hpp"

#include "cuda/core/leaf_digest.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>

namespace hmacsweep::run {
namespace {

using core::leaf_bytes;
using core::leaf_digest_bytes;

/// Lanes that are less filled take longer than OpenSSL takes for one leaf after another.
constexpr std::size_t least_filled_part = 3;

}    // namespace

const core::WholeLeaves* LeafHasher::find_whole(const input::LeafWork& work) {
    whole_ = {};
    if (work.size == 0) {
        return nullptr;
    }
    const std::size_t missing = leaf_bytes - work.begun.size();
    whole_.offset = work.offset + missing;
    whole_.count = (work.size - missing) / leaf_bytes;
    whole_digests_.resize(whole_.count * leaf_digest_bytes);
    is_known_.assign(whole_.count, 0);
    whole_.digests = whole_digests_.data();
    whole_.is_known = is_known_.data();
    return whole_.count == 0 ? nullptr : &whole_;
}

void LeafHasher::hash(input::LeafWork& work, const std::uint8_t* buffer) {
    if (work.size == 0) {
        return;
    }
    const std::uint8_t* const begin = buffer + work.offset;
    const std::size_t missing = leaf_bytes - work.begun.size();
    work.begun.insert(work.begun.end(), begin, begin + missing);
    leaves_.assign(1, work.begun.data());
    places_.assign(1, 0);
    const std::size_t num_whole = (work.size - missing) / leaf_bytes;
    for (std::size_t i = 0; i < num_whole; ++i) {
        if (whole_.count != num_whole || is_known_[i] == 0) {
            leaves_.push_back(begin + missing + (i * leaf_bytes));
            places_.push_back(i + 1);
        }
    }
    hash_unknown();
    const std::size_t before = work.digests.size();
    work.digests.resize(before + ((num_whole + 1) * leaf_digest_bytes));
    std::uint8_t* const digests = work.digests.data() + before;
    for (std::size_t i = 0; i < places_.size(); ++i) {
        std::copy_n(digests_.data() + (i * leaf_digest_bytes), leaf_digest_bytes,
                    digests + (places_[i] * leaf_digest_bytes));
    }
    take_known(begin + missing, digests + leaf_digest_bytes);
    whole_ = {};
}

void LeafHasher::hash_unknown() {
    digests_.resize(leaves_.size() * leaf_digest_bytes);
    std::size_t in_lanes = 0;
    if (lanes_ != nullptr) {
        const std::size_t rest = leaves_.size() % lanes_->num_lanes;
        in_lanes = leaves_.size() - (rest * least_filled_part < lanes_->num_lanes ? rest : 0);
        lanes_->digest_leaves(leaves_.data(), in_lanes, leaf_bytes, digests_.data());
    }
    for (std::size_t i = in_lanes; i < leaves_.size(); ++i) {
        std::ranges::copy(sha256_of({leaves_[i], leaf_bytes}), digests_.data() + (i * leaf_digest_bytes));
    }
}

/// The backend's digests, to the places of all whole leaves. One of them is made again, of another leaf each time.
void LeafHasher::take_known(const std::uint8_t* leaves, std::uint8_t* digests) {
    const std::size_t num_known =
        whole_.count == 0 ? 0 : static_cast<std::size_t>(std::ranges::count(is_known_, std::uint8_t{1}));
    if (num_known == 0) {
        return;
    }
    std::size_t until_checked = num_checks_++ % num_known;
    for (std::size_t i = 0; i < whole_.count; ++i) {
        if (is_known_[i] == 0) {
            continue;
        }
        const std::uint8_t* const digest = whole_.digests + (i * leaf_digest_bytes);
        if (until_checked-- == 0 && !std::ranges::equal(sha256_of({leaves + (i * leaf_bytes), leaf_bytes}),
                                                        std::span(digest, leaf_digest_bytes))) {
            throw std::runtime_error("the backend's digest of a piece of an input is not OpenSSL's");
        }
        std::copy_n(digest, leaf_digest_bytes, digests + (i * leaf_digest_bytes));
    }
}

}    // namespace hmacsweep::run
