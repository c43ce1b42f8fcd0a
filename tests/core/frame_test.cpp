// Framing, against a slow reader of lines written from the rules: a line ends at LF, a CR before it is no part of it,
// blank lines (space, tab, CR) may be skipped, and a last line needs no LF.
#include "cuda/core/frame.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <tuple>

namespace hmacsweep::tests {
namespace {

using FrameTuple = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;    // offset, size, line

struct Framed {
    std::vector<FrameTuple> frames;
    std::uint32_t lines = 0;
    friend bool operator==(const Framed&, const Framed&) = default;
};

Framed frame(std::string_view text, bool skip_blank) {
    Framed framed;
    // A copy of the exact size, so that AddressSanitizer sees a read past the end.
    const ByteVector bytes = to_vector(text);
    const core::FrameCounts counts =
        core::frame_lines(bytes.data(), bytes.size(), skip_blank,
                          [&](const core::Frame& f) { framed.frames.emplace_back(f.offset, f.size, f.line); });
    framed.lines = counts.lines;
    CHECK(counts.records == framed.frames.size());
    return framed;
}

Framed slow_frame(std::string_view text, bool skip_blank) {
    Framed framed;
    std::uint32_t offset = 0;
    while (offset < text.size()) {
        std::string line;
        std::uint32_t next = offset;
        bool has_line_feed = false;
        while (next < text.size() && !has_line_feed) {
            has_line_feed = text[next] == '\n';
            line += text[next++];
        }
        if (has_line_feed) {
            line.pop_back();
            if (!line.empty() && line.back() == '\r') {
                line.pop_back();
            }
        }
        const bool is_blank = line.find_first_not_of(" \t\r") == std::string::npos;
        if (!is_blank || !skip_blank) {
            framed.frames.emplace_back(offset, static_cast<std::uint32_t>(line.size()), framed.lines);
        }
        ++framed.lines;
        offset = next;
    }
    return framed;
}

}    // namespace

TEST_CASE("lines become frames without their line ends") {
    CHECK(frame("ab\ncd\r\nef", true) == Framed{{{0, 2, 0}, {3, 2, 1}, {7, 2, 2}}, 3});
    CHECK(frame("", true) == Framed{{}, 0});
    CHECK(frame("a", true) == Framed{{{0, 1, 0}}, 1});
    CHECK(frame("a\n", true) == Framed{{{0, 1, 0}}, 1});
}

TEST_CASE("blank lines are lines but no records, unless they are wanted") {
    CHECK(frame("\n \t\r\n\r\na\n \n", true) == Framed{{{7, 1, 3}}, 5});
    CHECK(frame("\n \t\r\n\r\na", false) == Framed{{{0, 0, 0}, {1, 2, 1}, {5, 0, 2}, {7, 1, 3}}, 4});
    // A vertical tab, a form feed and a NUL are no blanks: that line is a broken record.
    CHECK(frame("\v\n\f\n", true).frames.size() == 2);
    CHECK(frame(std::string_view("\0\n", 2), true).frames.size() == 1);
}

TEST_CASE("only the carriage return before a line feed is taken away") {
    CHECK(frame("a\r\r\n", true) == Framed{{{0, 2, 0}}, 1});
    CHECK(frame("a\rb\r\n", true) == Framed{{{0, 3, 0}}, 1});
    // Without a line feed the CR belongs to the bytes: a message line must not lose one that it has.
    CHECK(frame("a\r", true) == Framed{{{0, 2, 0}}, 1});
}

TEST_CASE("a line feed is found at every place of every size around eight-byte words") {
    for (std::size_t size = 0; size <= 40; ++size) {
        for (std::size_t place = 0; place <= size; ++place) {
            // 0x0b and 0x8a differ from a line feed by one bit, which a wrong word trick takes for one.
            for (const std::uint8_t filler : {'x', '\x0b', '\x8a', '\x00', '\xff'}) {
                ByteVector bytes(size, filler);
                if (place < size) {
                    bytes[place] = '\n';
                }
                for (std::size_t begin = 0; begin <= size; ++begin) {
                    const std::size_t expected = place >= begin ? place : size;
                    if (core::find_line_feed(bytes.data(), begin, size) != expected) {
                        FAIL("size " << size << ", line feed at " << place << ", from " << begin);
                    }
                }
            }
        }
    }
    SUCCEED();
}

TEST_CASE("all texts of up to eight characters over an alphabet of line ends and blanks are framed as the rules say") {
    constexpr std::string_view alphabet = "\n\r {";
    std::size_t checked = 0;
    for (std::size_t size = 0; size <= 8; ++size) {
        for (std::size_t code = 0; code < (std::size_t{1} << (2 * size)); ++code) {
            std::string text;
            for (std::size_t i = 0; i < size; ++i) {
                text += alphabet[(code >> (2 * i)) & 3];
            }
            for (const bool skip_blank : {false, true}) {
                Framed framed;
                framed.lines =
                    core::frame_lines(as_bytes(text).data(), text.size(), skip_blank, [&](const core::Frame& f) {
                        framed.frames.emplace_back(f.offset, f.size, f.line);
                    }).lines;
                if (framed != slow_frame(text, skip_blank)) {
                    FAIL("text with code " << code << " of size " << size << ", skip_blank " << skip_blank);
                }
                ++checked;
            }
        }
    }
    CHECK(checked > 100'000);
}

}    // namespace hmacsweep::tests
