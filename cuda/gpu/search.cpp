#include "cuda/gpu/search.hpp"

#include <algorithm>
#include <cstring>

namespace hmacsweep::gpu {

std::size_t bytes_of(const core::TextCandidates& candidates) {
    std::size_t bytes = 0;
    for (const std::vector<std::uint32_t>& list : candidates.schedules) {
        bytes += std::span(list).size_bytes();
    }
    return bytes;
}

core::TrialKeys write_lists(const core::TextCandidates& candidates, std::uint8_t* to, const std::uint8_t* at) {
    core::TrialKeys keys{};
    std::size_t written = 0;
    for (std::size_t a = 0; a < core::num_algorithms; ++a) {
        const std::span<const std::uint32_t> list(candidates.schedules[a]);
        keys.schedules[a] = reinterpret_cast<const std::uint32_t*>(at + written);
        keys.counts[a] = static_cast<std::uint32_t>(list.size());
        if (!list.empty()) {
            std::memcpy(to + written, list.data(), list.size_bytes());
        }
        written += list.size_bytes();
    }
    return keys;
}

Search::Search(const core::TextCandidates* candidates) : candidates_(candidates) {
    most_keys_ = 1;    // records that name their key are tried in the first round
    for (const std::vector<std::uint32_t>& list : candidates->schedules) {
        most_keys_ = std::max(most_keys_, static_cast<std::uint32_t>(list.size()));
    }
    for (std::uint32_t end = 1; rounds_.count < core::max_rounds && end < 4 * most_keys_; end *= 4) {
        add_round(std::min(end, most_keys_) - (ends_.empty() ? 0 : ends_.back()));
    }
    static_assert(first_turn_ranks == 1U << (2 * (core::max_rounds - 1)));
}

void Search::add_round(std::uint32_t num_ranks) {
    const std::uint32_t end = (ends_.empty() ? 0 : ends_.back()) + num_ranks;
    ends_.push_back(end);
    rounds_.ends[rounds_.count++] = end;
}

/// Rounds grow, so that there are few rounds, and at most half of a record's trials are made in vain.
void Search::plan_next_turn(std::size_t num_items, std::uint64_t num_blocks) {
    rounds_before_ += rounds_.count;
    first_rank_ = end();
    rounds_ = {};
    const std::uint64_t most_ranks = ~std::uint32_t{0} / std::max<std::size_t>(num_items, 1);    // core::TryItems
    std::uint64_t left = std::max<std::uint64_t>(most_turn_blocks / std::max<std::uint64_t>(num_blocks, 1), 1);
    while (rounds_.count < core::max_rounds && left != 0 && ends_.back() < most_keys_) {
        const std::uint64_t ranks =
            std::min({std::uint64_t{ends_.back()}, std::uint64_t{most_keys_ - ends_.back()}, left, most_ranks});
        add_round(static_cast<std::uint32_t>(ranks));
        left -= ranks;
    }
}

std::uint32_t Search::num_trials(core::Algorithm algorithm, std::uint32_t rank) const {
    const std::uint32_t most = num_keys(algorithm);
    if (rank == core::no_rank) {
        return std::min(most, ends_.back());
    }
    return std::min(most, *std::ranges::upper_bound(ends_, rank));
}

}    // namespace hmacsweep::gpu
