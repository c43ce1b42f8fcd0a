#include "host/base/close_matches.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>

namespace hmacsweep {
namespace {

/// Characters in the longest common part and, on both sides of it, in theirs.
std::size_t num_common(std::string_view a, std::string_view b) {
    std::size_t best = 0;
    std::size_t best_a = 0;
    std::size_t best_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < b.size(); ++j) {
            std::size_t size = 0;
            while (i + size < a.size() && j + size < b.size() && a[i + size] == b[j + size]) {
                ++size;
            }
            if (size > best) {
                best = size;
                best_a = i;
                best_b = j;
            }
        }
    }
    if (best == 0) {
        return 0;
    }
    return best + num_common(a.substr(0, best_a), b.substr(0, best_b)) +
           num_common(a.substr(best_a + best), b.substr(best_b + best));
}

}    // namespace

std::vector<std::string_view> close_matches(std::string_view word, std::span<const std::string_view> choices) {
    constexpr double cutoff = 0.8;
    constexpr std::size_t most = 3;
    struct Match {
        double ratio;
        std::string_view choice;
        bool operator>(const Match& other) const {
            return ratio > other.ratio || (ratio == other.ratio && choice > other.choice);
        }
    };
    std::vector<Match> matches;
    for (const std::string_view choice : choices) {
        if (word.size() > 2 * choice.size()) {
            continue;    // too long for any likeness, and for comparing
        }
        const double ratio =
            2.0 * static_cast<double>(num_common(choice, word)) / static_cast<double>(choice.size() + word.size());
        if (ratio >= cutoff) {
            matches.push_back({ratio, choice});
        }
    }
    std::ranges::sort(matches, std::greater<>());
    std::vector<std::string_view> words;
    for (std::size_t i = 0; i < matches.size() && i < most; ++i) {
        words.push_back(matches[i].choice);
    }
    return words;
}

}    // namespace hmacsweep
