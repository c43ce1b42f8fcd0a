#include "host/cli/describe/roff.hpp"

#include "host/base/version.hpp"
#include "host/cli/commit.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

std::string upper(std::string_view text) {
    std::string capitals(text);
    std::ranges::transform(capitals, capitals.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c; });
    return capitals;
}

/// The name of a section of the manual.
std::string_view manual_of(int section) {
    if (section == 1) {
        return "User Commands";
    }
    return section == 5 ? "File Formats" : "Miscellaneous";
}

}    // namespace

std::string roff(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '\\':
                out += "\\e";
                break;
            case '-':
                out += "\\-";
                break;
            case '\'':
                out += "\\(aq";
                break;
            case '`':
                out += "\\(ga";
                break;
            case '^':
                out += "\\(ha";
                break;
            case '~':
                out += "\\(ti";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string roff_lines(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string line = roff(text.substr(0, end));
        out += fmt::format("{}{}\n", line.starts_with('.') ? "\\&" : "", line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string roff_verbatim(std::string_view text) {
    return fmt::format(".nf\n{}.fi\n", roff_lines(text));
}

std::string roff_section(std::string_view heading) {
    return fmt::format(".SH {}\n", roff(heading));
}

std::string roff_subsection(std::string_view heading) {
    return fmt::format(".SS {}\n", roff(heading));
}

std::string roff_paragraph(std::string_view text) {
    return fmt::format(".PP\n{}", roff_lines(text));
}

std::string roff_term(std::string_view term, std::string_view meaning) {
    return fmt::format(".TP\n\\fB{}\\fR\n{}", roff(term), meaning.empty() ? "\\&\n" : roff_lines(meaning));
}

std::string roff_title(std::string_view name, int section, std::string_view about) {
    return fmt::format(
        ".\\\" Made by hmacsweep man.\n.TH {} {} {} \"hmacsweep {}\" \"{}\"\n.nh\n.ad l\n"
        ".SH NAME\n{} \\- {}\n",
        roff(upper(name)), section, commit_date(), version(), manual_of(section), roff(name), roff(about));
}

}    // namespace hmacsweep::cli
