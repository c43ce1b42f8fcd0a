#include "host/format/input_format.hpp"

#include <algorithm>
#include <string>

namespace hmacsweep::format {

namespace {

/// `x.csv` for `x.csv.1`, `x.csv-20230525` and the like.
std::string_view without_rotation(std::string_view name) {
    const std::size_t end = name.find_last_not_of("0123456789");
    const bool is_rotated = end != std::string_view::npos && end + 1 < name.size() && end != 0 &&
                            std::string_view(".-_").find(name[end]) != std::string_view::npos;
    return is_rotated ? name.substr(0, end) : name;
}

}    // namespace

std::optional<InputFormat> guess_format(std::string_view whole_name) {
    std::string lower(without_rotation(whole_name));
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    const std::string_view name = lower;
    for (const InputFormatRow& row : input_formats) {
        for (const std::string_view suffix : row.suffixes) {
            if (!suffix.empty() && name.ends_with(suffix)) {
                return row.format;
            }
        }
    }
    return std::nullopt;
}

}    // namespace hmacsweep::format
