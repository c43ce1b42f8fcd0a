#include "host/input/leaf_digests.hpp"

#include "cuda/core/leaf_digest.hpp"

#include <algorithm>
#include <utility>

namespace hmacsweep::input {
namespace {

using core::leaf_bytes;

}    // namespace

void TreeStream::update(Bytes bytes) {
    while (!bytes.empty()) {
        const Bytes part = bytes.first(std::min(bytes.size(), leaf_bytes - leaf_size_));
        leaf_.update(part);
        leaf_size_ += part.size();
        bytes = bytes.subspan(part.size());
        if (leaf_size_ == leaf_bytes) {
            end_leaf();
        }
    }
}

void TreeStream::end_leaf() {
    root_.update(leaf_.finish_bytes());
    leaf_ = {};
    leaf_size_ = 0;
}

void TreeStream::add_leaves(Bytes digests) {
    root_.update(digests);
}

std::string TreeStream::finish() {
    if (leaf_size_ != 0) {
        end_leaf();
    }
    return root_.finish();
}

void LeafDealer::restart() {
    begun_.clear();
    digests_.clear();
}

void LeafDealer::hash_leaf() {
    const Sha256Digest digest = sha256_of(begun_);
    digests_.insert(digests_.end(), digest.begin(), digest.end());
    begun_.clear();
}

void LeafDealer::add(Bytes bytes) {
    while (!bytes.empty()) {
        const Bytes part = bytes.first(std::min(bytes.size(), leaf_bytes - begun_.size()));
        begun_.insert(begun_.end(), part.begin(), part.end());
        bytes = bytes.subspan(part.size());
        if (begun_.size() == leaf_bytes) {
            hash_leaf();
        }
    }
}

void LeafDealer::deal(const std::uint8_t* buffer, std::size_t offset, std::size_t end, LeafWork& work) {
    deal_nothing(work);
    const std::size_t known = begun_.size() + (end - offset);
    if (known < leaf_bytes) {
        begun_.insert(begun_.end(), buffer + offset, buffer + end);
        return;
    }
    const std::size_t rest = known % leaf_bytes;
    std::swap(work.begun, begun_);
    work.offset = offset;
    work.size = end - rest - offset;
    begun_.assign(buffer + end - rest, buffer + end);
}

void LeafDealer::deal_nothing(LeafWork& work) {
    work.digests.clear();
    std::swap(work.digests, digests_);
    work.begun.clear();
    work.size = 0;
}

std::vector<std::uint8_t> LeafDealer::finish() {
    if (!begun_.empty()) {
        hash_leaf();
    }
    return std::exchange(digests_, {});
}

}    // namespace hmacsweep::input
