// Matching lines, against a slow reader that tries every way to divide a line and keeps the one that the rules prefer.
#include "cuda/core/line_template.hpp"
#include "host/format/line_template.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"

#include <optional>
#include <string>

namespace hmacsweep::tests {
namespace {

using Parts = std::vector<std::string>;

format::LineTemplate make(std::string_view text) {
    const Result<format::Pattern> pattern = format::parse_pattern(text);
    REQUIRE(pattern);
    Result<format::LineTemplate> line = format::make_line_template(*pattern, "Message");
    REQUIRE(line);
    return std::move(*line);
}

std::string error_of(std::string_view text) {
    const Result<format::Pattern> pattern = format::parse_pattern(text);
    REQUIRE(pattern);
    const Result<format::LineTemplate> line = format::make_line_template(*pattern, "Message");
    return line ? std::string() : line.error().message;
}

/// The parts of a line; none when it does not fit.
std::optional<Parts> match(const format::LineTemplate& line, std::string_view text, std::uint32_t* failed = nullptr) {
    const ByteVector bytes = to_vector(text);
    std::vector<core::Span> spans(line.names.size());
    const std::uint32_t matched = core::match_line(line.view(), bytes.data(), bytes.size(), spans.data());
    if (failed != nullptr) {
        *failed = matched;
    }
    if (matched <= spans.size()) {
        return std::nullopt;
    }
    Parts parts;
    for (const core::Span& span : spans) {
        parts.emplace_back(text.substr(span.offset, span.size));
    }
    return parts;
}

/// Whether the parts, with the literals between them, are the line.
bool is_whole(const format::LineTemplate& line, std::string_view text, const Parts& parts) {
    std::string joined(line.literal(0));
    for (std::uint32_t i = 0; i < parts.size(); ++i) {
        joined += parts[i];
        joined += line.literal(i + 1);
    }
    return joined == text;
}

/// Whether any division of `text` fits the literals from `first` on.
bool fits_somehow(const format::LineTemplate& line, std::string_view text, std::uint32_t first = 0) {
    if (!text.starts_with(line.literal(first))) {
        return false;
    }
    text.remove_prefix(line.literal(first).size());
    if (first == line.names.size()) {
        return text.empty();
    }
    for (std::size_t skipped = 0; skipped <= text.size(); ++skipped) {
        if (fits_somehow(line, text.substr(skipped), first + 1)) {
            return true;
        }
    }
    return false;
}

}    // namespace

TEST_CASE("parts behind the message are matched from the right, and the message takes the rest") {
    const format::LineTemplate line = make("{Message} hmac={Mac:hex}");
    CHECK(match(line, "login alice hmac=00ff") == Parts{"login alice", "00ff"});
    CHECK(match(line, "a hmac=1 hmac=2") == Parts{"a hmac=1", "2"});
    CHECK(match(line, " hmac=") == Parts{"", ""});
    CHECK_FALSE(match(line, "login alice"));
    CHECK_FALSE(match(line, "hmac=00"));
    CHECK_FALSE(match(line, ""));
    CHECK(match(line, std::string_view("\xff\0\" hmac=x", 10)) == Parts{std::string("\xff\0\"", 3), "x"});
}

TEST_CASE("parts before the message are matched from the left, each as short as can be") {
    const format::LineTemplate line = make("[{Id}] {Message} ({KeyId}; {Mac})");
    CHECK(match(line, "[17] user [x] wrote (a; b) (k; 00)") == Parts{"17", "user [x] wrote (a; b)", "k", "00"});
    CHECK(match(line, "[] ] (; )") == Parts{"", "]", "", ""});
    CHECK_FALSE(match(line, "17] m (k; 00)"));
    CHECK_FALSE(match(line, "[17] m (k; 00"));
    CHECK_FALSE(match(line, "[17] m (k, 00)"));
    // The literals may not share bytes.
    CHECK_FALSE(match(line, "[17] (k; 00)"));
    const format::LineTemplate mac_first = make("{Mac} {Message}");
    CHECK(match(mac_first, "00 a b c") == Parts{"00", "a b c"});
}

TEST_CASE("without a message, and with ..., another part takes the rest") {
    CHECK(match(make("{a}-{b}-{c}"), "1-2-3-4-5") == Parts{"1-2-3", "4", "5"});
    CHECK(match(make("{a}-{b...}-{c}"), "1-2-3-4-5") == Parts{"1", "2-3-4", "5"});
    CHECK(match(make("{a}-{b}-{c...}"), "1-2-3-4-5") == Parts{"1", "2", "3-4-5"});
    CHECK(match(make("{Message}-{b...}"), "1-2-3") == Parts{"1", "2-3"});
    CHECK(match(make("{b...}-{Message}"), "1-2-3") == Parts{"1-2", "3"});
}

TEST_CASE("a line that does not fit tells which literal is not there") {
    const format::LineTemplate line = make("<{a}|{Message}={b}>");
    const std::pair<std::string_view, std::uint32_t> rows[] = {
        {"<1|2=3>", 4}, {"<1|2=3", 3}, {"1|2=3>", 0}, {"<1|2>", 2}, {"<12=3>", 1}, {"<1=|3>", 1}, {"", 3}, {">", 0}};
    for (const auto& [text, expected] : rows) {
        std::uint32_t failed = 0;
        static_cast<void>(match(line, text, &failed));
        INFO(text);
        CHECK(failed == expected);
    }
}

TEST_CASE("every line over a small alphabet is divided as it stands, or fits in no way") {
    for (const std::string_view text : {"{Message}a{b}", "a{Message}a{b}", "ab{x}ba{Message}b", "a{Message}b{c}ab",
                                        "{x}ab{Message}ba{y}b", "{x}aa{y}a{z}", "{Message}"}) {
        const format::LineTemplate line = make(text);
        for (std::size_t size = 0; size <= 9; ++size) {
            for (std::size_t code = 0; code < (std::size_t{1} << size); ++code) {
                std::string input;
                for (std::size_t i = 0; i < size; ++i) {
                    input += ((code >> i) & 1) == 0 ? 'a' : 'b';
                }
                const std::optional<Parts> parts = match(line, input);
                if (parts ? !is_whole(line, input, *parts) : fits_somehow(line, input)) {
                    FAIL(text << " on " << input);
                }
            }
        }
    }
    SUCCEED();
}

TEST_CASE("templates that cannot tell where a part ends are refused") {
    CHECK_THAT(error_of("no parts"), has_text("no part in braces"));
    CHECK_THAT(error_of("{a}{b}"), has_text("nothing between them"));
    CHECK_THAT(error_of("{a} {b} {a}"), has_text("{a} twice"));
    CHECK_THAT(error_of("{a...} {b...}"), has_text("two parts that take the rest"));
    CHECK_THAT(error_of("{a}\\n{b}"), has_text("line feed"));
    CHECK_THAT(error_of("{a?-} {b}"), has_text("never NULL"));
    CHECK(error_of("{} {} {Message}").empty());
}

}    // namespace hmacsweep::tests
