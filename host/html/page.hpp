// The frame of a page: one file that asks for nothing else, with a policy that would not let it, readable on screens,
// on paper and by ear.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::html {

/// A part of a page, with a heading of the second level.
struct Section {
    std::string id;
    std::string heading;    ///< raw
    std::string content;    ///< HTML
};

struct Page {
    std::string title;       ///< raw
    std::string masthead;    ///< HTML: a line above everything
    std::string opening;     ///< HTML: what stands before the sections, with the heading of the first level
    std::vector<Section> sections;
    std::string footer;    ///< HTML
    std::string data;      ///< JSON that is embedded, as an inert element `data`; empty for none
};

/// The page as one HTML document without scripts. Its Content-Security-Policy allows nothing but its own style, by the
/// style's digest.
[[nodiscard]] std::string to_html(const Page& page);

/// The style of all pages.
[[nodiscard]] std::string_view style();

}    // namespace hmacsweep::html
