#include "host/reader/steps/manifest_line.hpp"

#include <array>
#include <optional>

namespace hmacsweep::reader {
namespace {

struct Escape {
    char letter;
    char meaning;
};
constexpr std::array escapes{Escape{'n', '\n'}, Escape{'r', '\r'}, Escape{'\\', '\\'}};

struct ManifestLine {
    std::string_view name;
    std::string_view mac;
    FieldText algorithm;
};

/// `HMAC-ALGORITHM(NAME)= HEX` and `HMAC-ALGORITHM (NAME) = HEX`. A name may have parentheses.
std::optional<ManifestLine> split_tagged(std::string_view line, std::string_view tag) {
    line.remove_prefix(tag.size());
    const std::size_t open = line.find('(');
    if (open == std::string_view::npos || open == 0) {
        return std::nullopt;
    }
    const bool has_blanks = line[open - 1] == ' ';
    const std::string_view close = has_blanks ? ") = " : ")= ";
    const std::size_t end = line.rfind(close);
    if (end == std::string_view::npos || end <= open) {
        return std::nullopt;
    }
    return ManifestLine{line.substr(open + 1, end - open - 1), line.substr(end + close.size()),
                        line.substr(0, open - (has_blanks ? 1 : 0))};
}

/// `HEX  NAME` and `HEX *NAME`.
std::optional<ManifestLine> split_sum(std::string_view line) {
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos || blank + 1 >= line.size() ||
        (line[blank + 1] != ' ' && line[blank + 1] != '*')) {
        return std::nullopt;
    }
    return ManifestLine{line.substr(blank + 2), line.substr(0, blank), std::nullopt};
}

/// False: a backslash has no meaning there.
bool append_unescaped(std::string& out, std::string_view name) {
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] != '\\') {
            out += name[i];
            continue;
        }
        ++i;
        bool is_known = false;
        for (const Escape& escape : escapes) {
            if (i < name.size() && name[i] == escape.letter) {
                out += escape.meaning;
                is_known = true;
            }
        }
        if (!is_known) {
            return false;
        }
    }
    return true;
}

}    // namespace

StepOutcome take_from_manifest(std::string_view line, std::string_view part, std::string& out) {
    constexpr std::string_view tag = "HMAC-";
    const bool is_escaped = line.starts_with('\\');
    line.remove_prefix(is_escaped ? 1 : 0);
    const std::optional<ManifestLine> found = line.starts_with(tag) ? split_tagged(line, tag) : split_sum(line);
    if (!found) {
        return {std::nullopt,
                "is no line of a manifest, as HMAC-SHA256(NAME)= HEX, HMAC-SHA256 (NAME) = HEX or HEX  NAME"};
    }
    if (part == "mac") {
        return {found->mac, {}};
    }
    if (part == "algorithm") {
        return {found->algorithm, {}};
    }
    if (!is_escaped) {
        return {found->name, {}};
    }
    if (!append_unescaped(out, found->name)) {
        return {std::nullopt,
                "begins with a backslash, and its name has a backslash without n, r or a backslash behind it"};
    }
    return {std::string_view(out), {}};
}

}    // namespace hmacsweep::reader
