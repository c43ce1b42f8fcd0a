// Patterns: literals, escapes and fields in braces, and what is refused.
#include "host/format/pattern.hpp"

#include "tests/support/catch.hpp"

namespace hmacsweep::tests {
namespace {

using Texts = std::vector<std::string>;

format::Pattern parsed(std::string_view text) {
    Result<format::Pattern> pattern = format::parse_pattern(text);
    INFO(text);
    REQUIRE(pattern);
    CHECK(pattern->literals.size() == pattern->fields.size() + 1);
    return std::move(*pattern);
}

}    // namespace

TEST_CASE("a pattern is literals with fields between them") {
    const format::Pattern pattern = parsed("{Message} hmac={Mac:hex}");
    CHECK(pattern.literals == Texts{"", " hmac=", ""});
    REQUIRE(pattern.fields.size() == 2);
    CHECK(pattern.fields[0].name == "Message");
    CHECK(pattern.fields[0].steps.empty());
    CHECK_FALSE(pattern.fields[0].takes_rest);
    CHECK_FALSE(pattern.fields[0].null);
    CHECK(pattern.fields[1].name == "Mac");
    REQUIRE(pattern.fields[1].steps.size() == 1);
    CHECK(pattern.fields[1].steps[0].word == "hex");
    CHECK(parsed("").literals == Texts{""});
    CHECK(parsed("a{}b{c}{d}").literals == Texts{"a", "b", "", ""});
}

TEST_CASE("escapes are bytes, and doubled braces are braces") {
    CHECK(parsed(R"({{}}|\0\t\n\r\\\x7F\xff)").literals == Texts{std::string("{}|\0\t\n\r\\\x7f\xff", 10)});
    CHECK(parsed("{{a}}{b}}}").literals == Texts{"{a}", "}"});
}

TEST_CASE("a field may have a way to be written, a text for NULL, and take the rest") {
    const format::Pattern pattern = parsed(R"({a...}|{b:len?-1}|{c?}|{d?\\N}|{e...:hex}|{a\:b\?\{\}\.\x41 x})");
    REQUIRE(pattern.fields.size() == 6);
    CHECK(pattern.fields[0].name == "a");
    CHECK(pattern.fields[0].takes_rest);
    REQUIRE(pattern.fields[1].steps.size() == 1);
    CHECK(pattern.fields[1].steps[0].word == "len");
    CHECK(pattern.fields[1].null == "-1");
    CHECK(pattern.fields[2].null == "");
    CHECK(pattern.fields[3].null == "\\N");
    CHECK(pattern.fields[4].takes_rest);
    REQUIRE(pattern.fields[4].steps.size() == 1);
    CHECK(pattern.fields[4].steps[0].word == "hex");
    CHECK(pattern.fields[5].name == "a:b?{}.A x");
    CHECK_FALSE(parsed(R"({a..\.})").fields[0].takes_rest);
}

TEST_CASE("what is not a pattern is refused, with its place") {
    for (const std::string_view text : {"{", "a}", "{a", "{a:", "{a:}", "{a?", "{a{b}}", "{a:h{b}", "\\", "\\q", "\\x1",
                                        "\\xg0", "{a\\q}", "}{", "{a}}", "\\{"}) {
        INFO(text);
        const Result<format::Pattern> pattern = format::parse_pattern(text);
        REQUIRE_FALSE(pattern);
        CHECK_THAT(pattern.error().message, has_text("has a") && has_text("^"));
    }
}

}    // namespace hmacsweep::tests
