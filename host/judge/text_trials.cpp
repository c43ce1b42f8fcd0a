#include "host/judge/text_trials.hpp"

#include "host/judge/plain_ruling.hpp"
#include "host/judge/run_context.hpp"

#include <algorithm>
#include <numeric>

namespace hmacsweep::judge {

TextTrials::TextTrials(const rules::Rules& rules, const keys::KeyTable& table, bool has_candidates,
                       const StopFlag* stop)
    : table_(table), has_candidates_(has_candidates) {
    if (!has_candidates) {
        return;
    }
    for (const Algorithm algorithm : all_algorithms) {
        make_list(algorithm, rules);
        write_schedules(algorithm);
    }
    candidates_.go_on = [stop] {
        if (stop != nullptr && stop->is_requested()) {
            throw Interrupted();
        }
    };
}

void TextTrials::make_list(Algorithm algorithm, const rules::Rules& rules) {
    List& list = lists_[static_cast<std::size_t>(algorithm)];
    list.ruling = rule_plain(rules, algorithm);
    if (list.ruling.verdict == Verdict::NotJudged) {
        list.positions.resize(list.ruling.candidates != nullptr ? list.ruling.candidates->keys.size() : 1);
        std::iota(list.positions.begin(), list.positions.end(), 0U);
    }
    list.is_noted.assign(list.positions.size(), false);
}

void TextTrials::write_schedules(Algorithm algorithm) {
    const List& list = of(algorithm);
    std::vector<std::uint32_t>& schedules = candidates_.schedules[static_cast<std::size_t>(algorithm)];
    schedules.clear();
    for (const std::uint32_t position : list.positions) {
        const std::uint32_t key =
            list.ruling.candidates != nullptr ? list.ruling.candidates->keys[position] : list.ruling.key;
        schedules.push_back(table_.schedule(key, algorithm));
    }
}

bool TextTrials::has_long_list() const {
    constexpr std::size_t long_list = 64;
    return std::ranges::any_of(lists_, [](const List& list) { return list.positions.size() > long_list; });
}

bool TextTrials::pays_to_scout(std::size_t num_records) const {
    return num_records >= 4 * num_scouts && has_long_list();
}

void TextTrials::note(Algorithm algorithm, std::uint32_t rank) {
    List& list = lists_[static_cast<std::size_t>(algorithm)];
    list.is_noted[rank] = true;
    list.last = rank;
}

void TextTrials::learn() {
    for (const Algorithm algorithm : all_algorithms) {
        List& list = lists_[static_cast<std::size_t>(algorithm)];
        if (list.last == core::no_key) {
            continue;
        }
        std::vector<std::uint32_t> positions{list.positions[list.last]};
        positions.reserve(list.positions.size());
        list.is_noted[list.last] = false;
        for (const bool is_noted : {true, false}) {
            for (std::uint32_t rank = 0; rank < list.positions.size(); ++rank) {
                if (rank != list.last && list.is_noted[rank] == is_noted) {
                    positions.push_back(list.positions[rank]);
                }
            }
        }
        list.last = core::no_key;
        list.is_noted.assign(positions.size(), false);
        list.positions = std::move(positions);
        write_schedules(algorithm);
    }
}

}    // namespace hmacsweep::judge
