#include "tests/support/ptx/text.hpp"

#include <algorithm>
#include <charconv>

namespace hmacsweep::tests::ptx {
namespace {

constexpr std::string_view blanks = " \t\r\n";

}    // namespace

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::string without_comments(std::string_view text) {
    std::string kept;
    kept.reserve(text.size());
    while (!text.empty()) {
        std::size_t skipped = 0;
        if (text.starts_with("//")) {
            skipped = std::min(text.find('\n'), text.size());
        } else if (text.starts_with("/*")) {
            const std::size_t end = text.find("*/");
            skipped = end == std::string_view::npos ? text.size() : end + 2;
            kept.append(static_cast<std::size_t>(std::count(text.begin(), text.begin() + skipped, '\n')), '\n');
        } else {
            kept += text.front();
            skipped = 1;
        }
        text.remove_prefix(skipped);
    }
    return kept;
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    int depth = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        depth += text[i] == '{' || text[i] == '[' ? 1 : 0;
        depth -= text[i] == '}' || text[i] == ']' ? 1 : 0;
        if (text[i] == separator && depth == 0) {
            parts.push_back(trimmed(text.substr(begin, i - begin)));
            begin = i + 1;
        }
    }
    const std::string_view last = trimmed(text.substr(begin));
    if (!last.empty() || !parts.empty()) {
        parts.push_back(last);
    }
    return parts;
}

std::string_view take_word(std::string_view& text) {
    text = trimmed(text);
    const std::size_t end = std::min(text.find_first_of(blanks), text.size());
    const std::string_view word = text.substr(0, end);
    text = trimmed(text.substr(end));
    return word;
}

std::optional<std::uint64_t> integer_of(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    text.remove_prefix(is_negative ? 1 : 0);
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    }
    if (text.ends_with('U')) {
        text.remove_suffix(1);
    }
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return is_negative ? 0 - value : value;
}

std::uint64_t integer_behind(std::string_view text, std::string_view word, std::uint64_t otherwise) {
    const std::size_t at = text.find(word);
    if (at == std::string_view::npos) {
        return otherwise;
    }
    std::string_view rest = trimmed(text.substr(at + word.size()));
    rest = rest.substr(0, rest.find_first_not_of("0123456789"));
    return integer_of(rest).value_or(otherwise);
}

}    // namespace hmacsweep::tests::ptx
