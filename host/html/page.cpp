#include "host/html/page.hpp"

#include "host/base/digest.hpp"
#include "host/base/encoding.hpp"
#include "host/base/version.hpp"
#include "host/html/text.hpp"

#include <fmt/format.h>

namespace hmacsweep::html {
namespace {

std::string policy() {
    std::string digest;
    append_base64(digest, sha256_of(as_bytes(style())));
    return fmt::format("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'", digest);
}

/// JSON that no HTML parser finds a tag or a comment in.
std::string inert_json(std::string_view json) {
    std::string out;
    out.reserve(json.size());
    for (const char c : json) {
        switch (c) {
            case '<':
                out += "\\u003c";
                break;
            case '>':
                out += "\\u003e";
                break;
            case '&':
                out += "\\u0026";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string head(const Page& page) {
    return fmt::format(R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="hmacsweep {}">
<title>{}</title>
<style>{}</style>
</head>
)",
                       policy(), attribute(version()), text(page.title), style());
}

std::string contents(const Page& page) {
    std::string items;
    for (const Section& section : page.sections) {
        items += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", section.id, text(section.heading));
    }
    return fmt::format("<nav aria-label=\"Sections\"><ol>\n{}</ol></nav>\n", items);
}

}    // namespace

std::string to_html(const Page& page) {
    std::string out = head(page);
    out += "<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n";
    out += fmt::format("<header class=\"top\">{}</header>\n", page.masthead);
    out += "<main id=\"main\" tabindex=\"-1\">\n";
    out += page.opening;
    out += contents(page);
    for (const Section& section : page.sections) {
        out += fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n{2}</section>\n", section.id,
                           text(section.heading), section.content);
    }
    out += fmt::format("</main>\n<footer>{}</footer>\n", page.footer);
    if (!page.data.empty()) {
        out += fmt::format("<script type=\"application/json\" id=\"data\">\n{}</script>\n", inert_json(page.data));
    }
    out += "</body>\n</html>\n";
    return out;
}

}    // namespace hmacsweep::html
