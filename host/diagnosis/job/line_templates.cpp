#include "host/diagnosis/job/line_templates.hpp"

#include "host/diagnosis/job/settings.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include <fmt/format.h>

namespace hmacsweep::diagnosis {
namespace {

constexpr std::string_view mac_characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-\\";
constexpr std::string_view separators = " \t,;|&";
constexpr std::string_view brackets = ">])}";    // which close around a MAC
constexpr std::size_t most_names = 8;

/// A line, cut at its MAC.
struct CutLine {
    std::string_view before;
    std::string_view after;
};

/// The last, or the first, MAC of a line.
std::optional<CutLine> cut(std::string_view line, MacLengths lengths, bool is_last) {
    std::optional<CutLine> found;
    for (std::size_t begin = 0; begin < line.size();) {
        if (mac_characters.find(line[begin]) == std::string_view::npos) {
            ++begin;
            continue;
        }
        const std::size_t end = std::min(line.find_first_not_of(mac_characters, begin), line.size());
        for (std::size_t padded = end; padded <= end + 2 && padded <= line.size(); ++padded) {
            const std::string_view word = line.substr(begin, padded - begin);
            if (word.size() >= 16 && !macs_in(word, lengths).empty() &&
                (padded == line.size() || line[padded] != '=')) {
                found = CutLine{line.substr(0, begin), line.substr(padded)};
                if (!is_last) {
                    return found;
                }
            }
            if (padded < line.size() && line[padded] != '=') {
                break;
            }
        }
        begin = std::max(end, begin + 1);
    }
    return found;
}

/// The end of `text` from the separators on that are before its last word: ` hmac=`.
std::string_view last_word(std::string_view text, std::string_view between = separators) {
    const std::size_t word = text.find_last_of(between);
    if (word == std::string_view::npos) {
        return text;
    }
    const std::size_t begin = text.find_last_not_of(between, word);
    return text.substr(begin == std::string_view::npos ? 0 : begin + 1);
}

/// Whether most texts satisfy it.
template <class Texts, class Fits>
bool most(const Texts& texts, Fits&& fits) {
    return 10 * static_cast<std::size_t>(std::ranges::count_if(texts, fits)) >= 8 * texts.size();
}

/// ` kid=k1` at the end of a text: the literal before the value; empty where there is none.
std::string_view last_name(std::string_view text, std::string_view between) {
    const std::string_view word = last_word(text, between);
    const std::size_t equals = word.find_first_of("=:");
    return equals == std::string_view::npos || word.size() == text.size() ? std::string_view()
                                                                          : word.substr(0, equals + 1);
}

std::string name_in(std::string_view literal) {
    const std::size_t begin = literal.find_first_not_of(separators);
    const std::string name(literal.substr(begin, literal.size() - begin - 1));
    return name.find_first_of("{}:?\\.\"") == std::string::npos && !name.empty() ? name : "part";
}

/// Templates with parts for the names and values at the end of all texts, as `{Message} kid={kid}`, the one with the
/// most parts first. `between`: what separates the words.
std::vector<std::string> with_names(std::vector<std::string_view> texts, std::string_view between,
                                    std::string_view behind) {
    std::vector<std::string> templates;
    std::string tail;
    for (std::size_t i = 0; i < most_names && !texts.empty(); ++i) {
        const std::string_view literal = last_name(texts.front(), between);
        if (literal.empty() ||
            !most(texts, [&](std::string_view text) { return last_name(text, between) == literal; })) {
            break;
        }
        const std::string name = name_in(literal);
        if (tail.find(fmt::format("{{{}}}", name)) != std::string::npos) {
            break;
        }
        tail = fmt::format("{}{{{}}}{}", literal_text(literal), name, tail);
        for (std::string_view& text : texts) {
            text.remove_suffix(last_word(text, between).size());
        }
        templates.push_back(fmt::format("{{Message}}{}{}", tail, behind));
    }
    // The first part may have a name, too, so that no part is without one.
    if (!tail.empty()) {
        const std::string_view first = texts.front();
        const std::size_t equals = first.find('=');
        if (equals != std::string_view::npos && equals != 0 && first.find_first_of(between) == std::string_view::npos) {
            const std::string_view literal = first.substr(0, equals + 1);
            if (most(texts, [&](std::string_view text) { return text.starts_with(literal); })) {
                templates.push_back(fmt::format("{}{{{}}}{}{}", literal_text(literal),
                                                name_in(" " + std::string(literal)), tail, behind));
            }
        }
    }
    std::ranges::reverse(templates);
    return templates;
}

/// The template of lines with a fixed number of words: `{p1} {p2} {Mac}`.
std::string with_words(const std::vector<std::string_view>& texts, std::string_view behind) {
    const std::string_view first = texts.front();
    for (const char separator : std::string_view("|;,\t ")) {
        const auto count = [&](std::string_view text) { return std::ranges::count(text, separator); };
        const auto wanted = count(first);
        if (wanted == 0 || wanted > 8 || !most(texts, [&](std::string_view text) { return count(text) == wanted; })) {
            continue;
        }
        std::string parts;
        for (std::ptrdiff_t i = 0; i <= wanted; ++i) {
            parts += fmt::format("{}{{p{}}}", i == 0 ? "" : literal_text(std::string(1, separator)), i + 1);
        }
        return parts + std::string(behind);
    }
    return {};
}

std::vector<std::string> templates_of(const std::vector<CutLine>& lines) {
    const CutLine& first = lines.front();
    std::vector<std::string> templates;
    if (!most(lines, [&](const CutLine& line) { return line.before.empty() == first.before.empty(); })) {
        return templates;
    }
    // What is behind the MAC: nothing, a constant, or more of the message.
    std::string_view behind = first.after;
    const bool is_constant = most(lines, [&](const CutLine& line) { return line.after == behind; });
    std::string end = literal_text(behind);
    if (!is_constant) {
        const std::size_t bracket = !behind.empty() && brackets.find(behind.front()) != std::string_view::npos ? 1 : 0;
        const std::size_t word = behind.find_first_not_of(separators, bracket);
        behind = behind.substr(0, word == std::string_view::npos ? 0 : word);
        if (behind.empty() || !most(lines, [&](const CutLine& line) { return line.after.starts_with(behind); })) {
            return templates;
        }
        const bool is_begun = last_word(first.before).size() < first.before.size();
        end = literal_text(behind) + (is_begun ? "{rest}" : "{Message}");
    }
    if (first.before.empty()) {
        templates.push_back("{Mac}" + end);
        return templates;
    }
    const std::string_view word = last_word(first.before);
    if (!most(lines, [&](const CutLine& line) { return last_word(line.before) == word; })) {
        return templates;
    }
    const std::string mac = literal_text(word) + "{Mac}" + end;
    if (word.size() == first.before.size()) {    // only a name is before the MAC
        templates.push_back(mac);
        return templates;
    }
    templates.push_back("{Message}" + mac);
    std::vector<std::string_view> texts;
    texts.reserve(lines.size());
    for (const CutLine& line : lines) {
        texts.push_back(
            line.before.substr(0, line.before.size() - std::min(last_word(line.before).size(), line.before.size())));
    }
    for (std::string& more : with_names(texts, word.substr(0, 1), mac)) {
        templates.push_back(std::move(more));
    }
    if (std::string words = with_words(texts, mac); !words.empty()) {
        templates.push_back(std::move(words));
    }
    return templates;
}

}    // namespace

std::vector<std::string> line_templates(std::span<const std::string> lines, MacLengths lengths) {
    std::vector<std::string> templates;
    for (const bool is_last : {true, false}) {
        std::vector<CutLine> cuts;
        for (const std::string& line : lines) {
            if (const std::optional<CutLine> found = cut(line, lengths, is_last)) {
                cuts.push_back(*found);
            }
        }
        if (cuts.empty() || 2 * cuts.size() < lines.size()) {
            continue;
        }
        for (std::string& made : templates_of(cuts)) {
            if (std::ranges::find(templates, made) == templates.end()) {
                templates.push_back(std::move(made));
            }
        }
    }
    return templates;
}

}    // namespace hmacsweep::diagnosis
