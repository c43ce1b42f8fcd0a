#include "host/format/name_hint.hpp"

#include "host/base/close_matches.hpp"
#include "host/base/encoding.hpp"
#include "host/format/step.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::format {
namespace {

/// What is wrong with the steps behind a name.
std::string step_hint(std::string_view steps) {
    const std::vector<std::string_view> words = step_words();
    for (std::size_t begin = 0; begin <= steps.size();) {
        const std::size_t end = std::min(steps.find(':', begin), steps.size());
        const std::string_view step = steps.substr(begin, end - begin);
        const std::string_view word = step.substr(0, step.find('('));
        begin = end + 1;
        if (std::ranges::find(words, word) == words.end()) {
            const std::vector<std::string_view> meant = close_matches(word, words);
            return fmt::format("; {} is no step{}", printable(word, 60),
                               meant.empty() ? "" : fmt::format(", did you mean {}?", meant.front()));
        }
    }
    return fmt::format("; its steps \"{}\" cannot be taken so", printable(steps, 60));
}

bool is_like_step(std::string_view text) {
    const std::vector<std::string_view> words = step_words();
    return !close_matches(text.substr(0, text.find_first_of(":(")), words).empty();
}

}    // namespace

std::string name_hint(std::string_view name, std::span<const std::string> names) {
    for (std::size_t colon = name.find(':', 1); colon != std::string_view::npos; colon = name.find(':', colon + 1)) {
        const std::string_view steps = name.substr(colon + 1);
        if (std::ranges::find(names, name.substr(0, colon)) != names.end() || is_like_step(steps)) {
            return step_hint(steps);
        }
    }
    const std::vector<std::string_view> choices(names.begin(), names.end());
    const std::vector<std::string_view> meant = close_matches(name, choices);
    return meant.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", printable(meant.front(), 60));
}

}    // namespace hmacsweep::format
