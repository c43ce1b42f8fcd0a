// The keys that a text-reading backend tries for records that name no key: keys that are in use come first. And what
// the backend's answers for such records mean.
#pragma once

#include "host/backend/backend.hpp"
#include "host/base/stop_flag.hpp"
#include "host/rules/rules.hpp"

#include <array>
#include <vector>

namespace hmacsweep::judge {

/// How many records are tried before the others when a list of keys is long.
inline constexpr std::size_t num_scouts = 32;

/// Not for use by two threads at a time.
class TextTrials {
public:
    /// All must outlive the object. The keys to try are the candidates of the rules. `has_candidates`: there are some.
    TextTrials(const rules::Rules& rules, const keys::KeyTable& table, bool has_candidates, const StopFlag* stop);

    /// The keys for a job; null when there are no keys to try. They are good until learn().
    [[nodiscard]] backend::TextCandidates* candidates() { return has_candidates_ ? &candidates_ : nullptr; }

    /// What the rules say of every plain record of an algorithm that names no key. One ruling serves all such records,
    /// because a plain record is within KMS's limits.
    [[nodiscard]] const rules::Ruling& ruling(Algorithm algorithm) const { return of(algorithm).ruling; }
    /// Whether the algorithm's list has a key of that rank.
    [[nodiscard]] bool has_rank(Algorithm algorithm, std::uint32_t rank) const {
        return rank < of(algorithm).positions.size();
    }
    /// The place in Ruling::candidates of the key of that rank.
    [[nodiscard]] std::uint32_t position(Algorithm algorithm, std::uint32_t rank) const {
        return of(algorithm).positions[rank];
    }

    /// Whether a list is so long that it can pay to try a few records first, and to learn from them.
    [[nodiscard]] bool has_long_list() const;
    /// Whether that pays for a slab of `num_records` records.
    [[nodiscard]] bool pays_to_scout(std::size_t num_records) const;

    /// Notes that the key of that rank is in use.
    void note(Algorithm algorithm, std::uint32_t rank);
    /// Gives the noted keys the first ranks; the key that was noted last becomes the very first.
    void learn();

private:
    struct List {
        rules::Ruling ruling;
        std::vector<std::uint32_t> positions;    ///< by rank
        std::vector<bool> is_noted;              ///< by rank
        std::uint32_t last = core::no_key;       ///< the rank that was noted last
    };
    [[nodiscard]] const List& of(Algorithm algorithm) const { return lists_[static_cast<std::size_t>(algorithm)]; }
    void make_list(Algorithm algorithm, const rules::Rules& rules);
    void write_schedules(Algorithm algorithm);

    const keys::KeyTable& table_;
    bool has_candidates_;
    std::array<List, core::num_algorithms> lists_;
    backend::TextCandidates candidates_;
};

}    // namespace hmacsweep::judge
