// A search for the keys of a text's records that name none: what a slot is given for it, and how it goes on. It goes in
// turns, each of some rounds (core/trial_steps.hpp) that the device runs by itself; between two of them the host looks
// at what is left, and whether the search is to end.
#pragma once

#include "cuda/core/trial_steps.hpp"

#include <array>
#include <functional>
#include <span>
#include <vector>

namespace hmacsweep::gpu {

/// Keys to be tried for records that name none.
struct TrialLists {
    /// Of each algorithm, the schedules in the order of trying; none: such a record is not plain.
    std::array<std::span<const std::uint32_t>, core::num_algorithms> schedules;
    /// Called between two turns. What it throws ends the search; nothing is known of the records at hand then.
    std::function<void()> go_on = [] {};
    std::uint64_t num_trials = 0;    ///< out: added to it are the HMACs that were compared for such records

    [[nodiscard]] std::size_t bytes() const;
    /// Writes the lists, bytes() of them, to `to`, and returns them with the pointers that a device has which has a
    /// copy at `at`.
    core::TrialKeys write(std::uint8_t* to, const std::uint8_t* at) const;
};

/// The most blocks that one turn hashes, or one rank of all records: a fraction of a second on a large GPU, seconds on
/// a small one, so that a stop is seen and no turn is taken for one that hangs.
inline constexpr std::uint64_t most_turn_blocks = std::uint64_t{1} << 31;
/// The ranks of the first turn, which is run without a look at what is left: if the lists are in a good order, most
/// records need no more.
inline constexpr std::uint32_t first_turn_ranks = 64;

/// The rounds of one slot's search. Everything is 0 where there is none.
class Search {
public:
    Search() = default;
    /// Plans the first turn, in which the first rank is a round by itself, and each round ends at four times the ranks
    /// of the one before. `lists` must outlive the object.
    explicit Search(const TrialLists* lists);

    /// Plans the next turn, for so many items with so many blocks.
    void plan_next_turn(std::size_t num_items, std::uint64_t num_blocks);

    [[nodiscard]] bool is_wanted() const { return lists_ != nullptr; }
    [[nodiscard]] bool is_first_turn() const { return rounds_before_ == 0; }
    [[nodiscard]] const TrialLists& lists() const { return *lists_; }
    /// Of this turn.
    [[nodiscard]] std::uint32_t first_rank() const { return first_rank_; }
    [[nodiscard]] const core::RoundEnds& rounds() const { return rounds_; }
    [[nodiscard]] std::uint32_t rounds_before() const { return rounds_before_; }
    /// One rank more than the last that is tried once this turn is over.
    [[nodiscard]] std::uint32_t end() const { return rounds_.ends[rounds_.count - 1]; }
    [[nodiscard]] std::uint32_t num_keys(core::Algorithm algorithm) const {
        return static_cast<std::uint32_t>(lists_->schedules[static_cast<std::size_t>(algorithm)].size());
    }
    /// How many trials the turns so far have made of a record that the key with this rank fits, or none (no_rank).
    [[nodiscard]] std::uint32_t num_trials(core::Algorithm algorithm, std::uint32_t rank) const;

private:
    void add_round(std::uint32_t num_ranks);

    const TrialLists* lists_ = nullptr;
    std::uint32_t most_keys_ = 0;    ///< of all lists
    std::uint32_t first_rank_ = 0;
    core::RoundEnds rounds_{};
    std::uint32_t rounds_before_ = 0;
    std::vector<std::uint32_t> ends_;    ///< of all rounds so far
};

}    // namespace hmacsweep::gpu
