// The search for the keys of records that name no key: its lists of keys, and the plan of its turns. A turn is a number
// of rounds (core/trial_steps.hpp) that the device runs without the host. Between two turns the host looks at what is
// left, and whether the search must end.
#pragma once

#include "cuda/core/text_job.hpp"
#include "cuda/core/trial_steps.hpp"

#include <vector>

namespace hmacsweep::gpu {

/// The size of all lists in one piece, in bytes.
[[nodiscard]] std::size_t bytes_of(const core::TextCandidates& candidates);
/// Writes the lists to `to`, which has room for bytes_of() them. Returns the lists for a device whose copy of `to` is
/// at `at`.
core::TrialKeys write_lists(const core::TextCandidates& candidates, std::uint8_t* to, const std::uint8_t* at);

/// The most blocks that one turn hashes. A turn has at least one rank of all records, even if that is more. On a large
/// GPU this takes a fraction of a second and on a small GPU seconds, so that a stop is seen soon, and a turn is not
/// mistaken for a call that hangs.
inline constexpr std::uint64_t most_turn_blocks = std::uint64_t{1} << 31;
/// The ranks of the first turn, whose rounds run without a look at what is left. If the lists are in a good order, most
/// records need no more.
inline constexpr std::uint32_t first_turn_ranks = 64;

/// The plan of one search. An empty plan means that nothing is searched.
class Search {
public:
    Search() = default;
    /// Plans the first turn. Its first round has one rank, and each further round ends at four times the rank at which
    /// the round before it ended. `candidates` must outlive the object.
    explicit Search(const core::TextCandidates* candidates);

    /// Plans the next turn, which is for `num_items` items that have `num_blocks` blocks together.
    void plan_next_turn(std::size_t num_items, std::uint64_t num_blocks);

    [[nodiscard]] bool is_wanted() const { return candidates_ != nullptr; }
    [[nodiscard]] bool is_first_turn() const { return rounds_before_ == 0; }
    [[nodiscard]] const core::TextCandidates& candidates() const { return *candidates_; }
    /// The first rank of this turn.
    [[nodiscard]] std::uint32_t first_rank() const { return first_rank_; }
    [[nodiscard]] const core::RoundEnds& rounds() const { return rounds_; }
    /// The number of rounds in all earlier turns.
    [[nodiscard]] std::uint32_t rounds_before() const { return rounds_before_; }
    /// The number of ranks that have been tried once this turn is over.
    [[nodiscard]] std::uint32_t end() const { return rounds_.ends[rounds_.count - 1]; }
    [[nodiscard]] std::uint32_t num_keys(core::Algorithm algorithm) const {
        return static_cast<std::uint32_t>(candidates_->schedules[static_cast<std::size_t>(algorithm)].size());
    }
    /// How many trials the turns so far have made for a record whose key has this rank. no_rank: no key fits the
    /// record.
    [[nodiscard]] std::uint32_t num_trials(core::Algorithm algorithm, std::uint32_t rank) const;

private:
    void add_round(std::uint32_t num_ranks);

    const core::TextCandidates* candidates_ = nullptr;
    std::uint32_t most_keys_ = 0;    ///< the length of the longest list
    std::uint32_t first_rank_ = 0;
    core::RoundEnds rounds_{};
    std::uint32_t rounds_before_ = 0;
    std::vector<std::uint32_t> ends_;    ///< the end of each round so far
};

}    // namespace hmacsweep::gpu
