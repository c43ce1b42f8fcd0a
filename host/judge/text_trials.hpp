// For records that name no key, where a backend reads them as text: which keys it is to try, those first that are in
// use, and what its answers mean.
#pragma once

#include "host/backend/backend.hpp"
#include "host/base/stop_flag.hpp"
#include "host/rules/rules.hpp"

#include <array>
#include <vector>

namespace hmacsweep::judge {

/// The records that are tried first where lists are long.
inline constexpr std::size_t num_scouts = 32;

/// Not for use by two threads at a time.
class TextTrials {
public:
    /// All must outlive the object. The rules' candidates are those to try; without any, nothing is to be tried.
    TextTrials(const rules::Rules& rules, const keys::KeyTable& table, bool has_candidates, const StopFlag* stop);

    /// What goes with a job; null where nothing is to be tried. It is good until learn().
    [[nodiscard]] backend::TextCandidates* candidates() { return has_candidates_ ? &candidates_ : nullptr; }

    /// What the rules say of plain records of an algorithm that name no key. A plain one is within KMS's limits, so
    /// that it is one list for all.
    [[nodiscard]] const rules::Ruling& ruling(Algorithm algorithm) const { return of(algorithm).ruling; }
    /// Whether a list has that rank, and the place of its key in Ruling::candidates.
    [[nodiscard]] bool has_rank(Algorithm algorithm, std::uint32_t rank) const {
        return rank < of(algorithm).positions.size();
    }
    [[nodiscard]] std::uint32_t position(Algorithm algorithm, std::uint32_t rank) const {
        return of(algorithm).positions[rank];
    }

    /// Whether a list is so long that it pays to try a few of many records first, and to learn from them.
    [[nodiscard]] bool has_long_list() const;
    /// The same of so many records.
    [[nodiscard]] bool pays_to_scout(std::size_t num_records) const;

    /// Notes that the key of that rank is in use.
    void note(Algorithm algorithm, std::uint32_t rank);
    /// Puts what was noted before all other keys, what was noted last first.
    void learn();

private:
    struct List {
        rules::Ruling ruling;
        std::vector<std::uint32_t> positions;    ///< by rank
        std::vector<bool> is_noted;              ///< by rank
        std::uint32_t last = core::no_key;       ///< rank that was noted last
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
