// The frame of a page: one file that loads nothing else, and whose Content-Security-Policy forbids loading. The page is
// made for screens, printers and screen readers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::html {

/// A part of a page, with a heading of the second level.
struct Section {
    std::string id;         ///< an HTML id; not escaped
    std::string heading;    ///< raw
    std::string content;    ///< HTML
};

struct Page {
    std::string title;       ///< raw
    std::string masthead;    ///< HTML: the line at the top
    std::string opening;     ///< HTML before the sections, with the heading of the first level
    std::vector<Section> sections;
    std::string footer;    ///< HTML
    std::string data;      ///< JSON to embed in an element with the id `data`, which does nothing; empty: none
};

/// The page as one HTML document without code. Its Content-Security-Policy allows only the page's own style, by the
/// style's digest.
[[nodiscard]] std::string to_html(const Page& page);

/// The style of all pages, as CSS.
[[nodiscard]] std::string_view style();

}    // namespace hmacsweep::html
