#include "host/input/source_trees.hpp"

#include "cuda/core/leaf_digest.hpp"

namespace hmacsweep::input {

void SourceTrees::add(std::uint32_t source, Bytes digests) {
    while (current_ < source) {
        end_source();
    }
    tree_.add_leaves(digests);
    num_leaves_ += digests.size() / core::leaf_digest_bytes;
}

void SourceTrees::end_source() {
    Source& source = sources_[current_++];
    if (source.is_whole && source.is_plain()) {
        tree_.add_leaves(source.last_leaves);
        num_leaves_ += source.last_leaves.size() / core::leaf_digest_bytes;
        // A run that failed may have lost slabs on their way.
        if (num_leaves_ == (source.bytes + core::leaf_bytes - 1) / core::leaf_bytes) {
            source.tree_sha256 = tree_.finish();
        }
    }
    tree_ = {};
    num_leaves_ = 0;
}

void SourceTrees::finish() {
    while (current_ < sources_.size()) {
        end_source();
    }
}

}    // namespace hmacsweep::input
