#include "host/diagnosis/job/settings.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::diagnosis {

void add_column(Settings& settings, std::string_view field, std::string_view name) {
    append(settings, {{"--columns", fmt::format("{}={}", field, name)}});
}

void append(Settings& settings, const Settings& more) {
    for (const Setting& setting : more) {
        const auto found = std::ranges::find(settings, setting.name, &Setting::name);
        if (setting.name == "--columns" && found != settings.end()) {
            found->value += fmt::format(",{}", setting.value);
        } else {
            settings.push_back(setting);
        }
    }
}

std::string_view value_of(const Settings& settings, std::string_view name) {
    const auto found = std::ranges::find(settings, name, &Setting::name);
    return found == settings.end() ? std::string_view() : std::string_view(found->value);
}

std::vector<std::string> words_of(const Settings& settings) {
    std::vector<std::string> words;
    for (const Setting& setting : settings) {
        words.push_back(setting.name);
        if (!setting.value.empty()) {
            words.push_back(setting.value);
        }
    }
    return words;
}

std::string literal_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '{':
            case '}':
            case '\\':
                out.append(2, c);
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            case '\0':
                out += "\\0";
                break;
            default:
                out += c;
        }
    }
    return out;
}

}    // namespace hmacsweep::diagnosis
