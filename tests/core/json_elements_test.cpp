// The elements of a JSON array, framed by brackets, commas and strings alone.
#include "cuda/core/json_elements.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <tuple>
#include <vector>

namespace hmacsweep::tests {
namespace {

/// Offset, line and bytes.
using Element = std::tuple<std::size_t, std::uint32_t, std::string>;

std::vector<Element> elements(std::string_view text) {
    std::vector<Element> found;
    const core::FrameCounts counts =
        core::frame_elements(as_bytes(text).data(), text.size(), [&](const core::Frame& frame) {
            found.emplace_back(frame.offset, frame.line, text.substr(frame.offset, frame.size));
        });
    CHECK(counts.records == found.size());
    CHECK(counts.lines == static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n')));
    return found;
}

std::vector<std::string> texts(std::string_view text) {
    std::vector<std::string> only;
    for (const Element& element : elements(text)) {
        only.push_back(std::get<2>(element));
    }
    return only;
}

using Texts = std::vector<std::string>;

}    // namespace

TEST_CASE("elements are what stands between commas and brackets of the array, without blanks around them") {
    CHECK(texts("{},{}]") == Texts{"{}", "{}"});
    CHECK(elements(" \n{\"a\":\n1} ,\r\n\t[1,2]\n, 7 ]") ==
          std::vector<Element>{{2, 1, "{\"a\":\n1}"}, {15, 3, "[1,2]"}, {23, 4, "7"}});
    CHECK(texts("\"a,b]\", null, true") == Texts{"\"a,b]\"", "null", "true"});
    CHECK(texts(R"({"a":[1,{"b":[]}],"c":{"d":[2,3]}},{"e":"}],{["})") ==
          Texts{R"({"a":[1,{"b":[]}],"c":{"d":[2,3]}})", R"({"e":"}],{["})"});
    CHECK(texts("") == Texts{});
    CHECK(texts(" \n\t\r ") == Texts{});
}

TEST_CASE("quotes behind backslashes do not end a string") {
    CHECK(texts(R"({"a":"\"],"},1])") == Texts{R"({"a":"\"],"})", "1"});
    CHECK(texts(R"({"a":"\\"},1])") == Texts{R"({"a":"\\"})", "1"});
    CHECK(texts(R"({"a":"\\\"},"},1])") == Texts{R"({"a":"\\\"},"})", "1"});
    // Longer than a wide compare.
    CHECK(texts(R"({"a":"0123456789abcdef0123456789\"]},{"},1])") ==
          Texts{R"({"a":"0123456789abcdef0123456789\"]},{"})", "1"});
}

TEST_CASE("where an element is missing there is an empty one, but not behind the last comma of a piece") {
    CHECK(elements("{},,{}]") == std::vector<Element>{{0, 0, "{}"}, {3, 0, ""}, {4, 0, "{}"}});
    CHECK(elements("{},\n ]") == std::vector<Element>{{0, 0, "{}"}, {5, 1, ""}});
    CHECK(texts("{},\n ") == Texts{"{}"});
    CHECK(texts(",{}") == Texts{"", "{}"});
}

TEST_CASE("a broken element breaks only itself while its brackets match") {
    CHECK(texts("{\"a\":}, {\"b\" 1}, {} {}, }x, {1}") == Texts{"{\"a\":}", "{\"b\" 1}", "{} {}", "}x", "{1}"});
    CHECK(texts("1 2, tru e, '{' }, {}") == Texts{"1 2", "tru e", "'{' }", "{}"});
    // A line feed is wrong in a string, and the string goes on behind it; one that is left open takes all in.
    CHECK(texts("{\"a\":\"x,\n]\"}, {\"c\":\"\\\n\"}, 1") == Texts{"{\"a\":\"x,\n]\"}", "{\"c\":\"\\\n\"}", "1"});
    CHECK(texts("{\"a\":\"x}\n, {}") == Texts{"{\"a\":\"x}\n, {}"});
}

TEST_CASE("an element can be looked at in pieces of any size") {
    const std::string text = R"( {"a":"\\\"]},","b":[{},"x"]} , 1)";
    const std::size_t end = text.find(" , 1") + 1;
    for (std::size_t step = 1; step <= text.size(); ++step) {
        core::ElementScan scan = core::element_from(0);
        core::ElementStop found = core::ElementStop::More;
        for (std::size_t size = step; found == core::ElementStop::More && size < text.size() + step; size += step) {
            found = core::scan_element(as_bytes(text).data(), std::min(size, text.size()), false, scan);
        }
        CHECK(found == core::ElementStop::Comma);
        CHECK(scan.position == end);
        CHECK(scan.begin == 1);
        CHECK(scan.end == end - 1);
    }
}

TEST_CASE("an element ends by itself or not") {
    const auto is_closed = [](std::string_view text) {
        return core::is_closed_element(as_bytes(text).data(), text.size());
    };
    for (const std::string_view text : {"{}", "{\"a\":[1,2]}", "1", "}", "{} {}", "\"x\""}) {
        CHECK(is_closed(text));
    }
    for (const std::string_view text : {"", " ", "{", "[{}", "\"x", "{\"a\":\"}", "1,2", "1]"}) {
        CHECK_FALSE(is_closed(text));
    }
}

}    // namespace hmacsweep::tests
