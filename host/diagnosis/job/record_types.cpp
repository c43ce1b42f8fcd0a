#include "host/diagnosis/job/record_types.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::diagnosis {
namespace {

constexpr std::size_t most_types = 8;
constexpr std::size_t longest_type = 40;
constexpr std::size_t least_of_type = 3;

/// The different texts of a field that may tell types: few of them, each a short word. None where it tells none.
std::vector<std::string_view> types_of(const JobField& field) {
    std::vector<std::string_view> types;
    for (std::size_t i = 0; i < field.texts.size(); ++i) {
        const std::string_view text = field.text(i);
        const bool is_word = text.size() <= longest_type && text.find_first_of("\r\n{[\"") == std::string_view::npos;
        if (!is_word || types.size() > most_types) {
            return {};
        }
        if (!text.empty() && std::ranges::find(types, text) == types.end()) {
            types.push_back(text);
        }
    }
    const bool can_be = !field.in_columns.empty() && field.in_columns.find('=') == std::string::npos &&
                        3 * types.size() <= field.texts.size();
    return can_be ? types : std::vector<std::string_view>();
}

/// Whether a field's name says that it tells types.
bool is_named_so(std::string_view name) {
    return std::ranges::any_of(std::array{"type", "kind", "event", "action", "topic", "source", "channel", "name"},
                               [&](std::string_view word) { return name.find(word) != std::string_view::npos; });
}

}    // namespace

std::vector<std::size_t> records_of_types(const std::vector<JobField>& fields, std::span<const std::size_t> candidates,
                                          std::size_t most) {
    std::vector<const JobField*> telling;
    for (const JobField& field : fields) {
        if (types_of(field).size() > 1) {
            telling.push_back(&field);
        }
    }
    std::set<std::pair<const JobField*, std::string_view>> seen;
    const auto num_new = [&](std::size_t record) {
        return std::ranges::count_if(
            telling, [&](const JobField* field) { return !seen.contains({field, field->text(record)}); });
    };
    std::vector<std::size_t> chosen;
    while (chosen.size() < most && !candidates.empty()) {
        const std::size_t next = *std::ranges::max_element(candidates, {}, num_new);
        if (num_new(next) == 0) {
            break;
        }
        for (const JobField* field : telling) {
            seen.emplace(field, field->text(next));
        }
        chosen.push_back(next);
    }
    return chosen;
}

std::string type_of(const std::vector<JobField>& fields, const JobField* but, const std::vector<bool>& is_explained) {
    std::string best;
    std::size_t most_explained = 0;
    for (const JobField& field : fields) {
        for (const std::string_view type : types_of(field)) {
            std::size_t num_of_type = 0;
            std::size_t num_explained = 0;
            bool is_alone = &field != but;
            for (std::size_t i = 0; i < is_explained.size(); ++i) {
                const bool is_it = field.text(i) == type;
                num_of_type += is_it ? 1 : 0;
                num_explained += is_it && is_explained[i] ? 1 : 0;
                is_alone = is_alone && (is_it || !is_explained[i]);
            }
            const std::size_t num_others = is_explained.size() - num_of_type;
            // Fewer others may be what was altered.
            if (!is_alone || num_explained < least_of_type || 10 * num_explained < 7 * num_of_type ||
                num_others < least_of_type || 5 * num_others < is_explained.size()) {
                continue;
            }
            const std::size_t weight = 2 * num_explained + (is_named_so(field.name) ? 1 : 0);
            if (weight > most_explained) {
                most_explained = weight;
                best = fmt::format("{}={}", field.in_columns, type);
            }
        }
    }
    return best;
}

}    // namespace hmacsweep::diagnosis
