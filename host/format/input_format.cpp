#include "host/format/input_format.hpp"

namespace hmacsweep::format {

std::vector<std::string_view> suffixes_of(InputFormat format) {
    std::vector<std::string_view> suffixes;
    for (const InputFormatRow& row : input_formats) {
        if (row.format == format || (format == InputFormat::Auto && row.is_guessed)) {
            for (const std::string_view suffix : row.suffixes) {
                if (!suffix.empty()) {
                    suffixes.push_back(suffix);
                }
            }
        }
    }
    return suffixes;
}

std::optional<InputFormat> guess_format(std::string_view name) {
    for (const InputFormatRow& row : input_formats) {
        for (const std::string_view suffix : row.suffixes) {
            if (row.is_guessed && !suffix.empty() && name.ends_with(suffix)) {
                return row.format;
            }
        }
    }
    return std::nullopt;
}

}    // namespace hmacsweep::format
