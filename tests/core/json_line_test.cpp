// The scanner of plain JSON lines: what it locates, and what it leaves to the full parser.
#include "cuda/core/json_line.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::tests {
namespace {

using std::string_view_literals::operator""sv;

/// `name=value` of each member, strings in quotes; nothing where the line is not plain.
std::optional<std::vector<std::string>> members_of(std::string_view line) {
    // Exactly the line's bytes, so that a sanitizer sees what is read behind them.
    const ByteVector bytes = to_vector(line);
    std::vector<std::string> members;
    const auto text = [&](const core::Span& span) { return std::string(line.substr(span.offset, span.size)); };
    const bool is_plain = core::scan_plain_object(bytes.data(), bytes.size(), [&](const core::PlainMember& member) {
        const std::string quote = member.is_string ? "\"" : "";
        members.push_back(text(member.name) + "=" + quote + text(member.value) + quote);
    });
    return is_plain ? std::optional(members) : std::nullopt;
}

using Members = std::vector<std::string>;

constexpr bool is_plain(std::string_view line) {
    std::uint8_t bytes[64] = {};
    for (std::size_t i = 0; i < line.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(line[i]);
    }
    return core::scan_plain_object(bytes, line.size(), [](const core::PlainMember&) {});
}

}    // namespace

// The portable form, which a GPU runs.
static_assert(is_plain(R"({"a": "b", "c":-17})"));
static_assert(is_plain(R"({"a":"b\\"})"));
static_assert(!is_plain(R"({"a":"b\"})"));

TEST_CASE("members are located in any order and with any blanks") {
    CHECK(members_of(R"({})") == Members{});
    CHECK(members_of(" {\t} \r") == Members{});
    CHECK(members_of(R"({"a":"b"})") == Members{"a=\"b\""});
    CHECK(members_of("\t{ \"Mac\" :\t\"AA==\" , \"Id\":17,\"\":\"\"}\r") == Members{"Mac=\"AA==\"", "Id=17", "=\"\""});
    CHECK(members_of(R"({"a":0,"b":-0,"c":-12,"d":999999999999999999})") ==
          Members{"a=0", "b=-0", "c=-12", "d=999999999999999999"});
}

TEST_CASE("what is not plain is left to the full parser") {
    const std::vector<std::string_view> lines{""sv,
                                              " "sv,
                                              "{"sv,
                                              "}"sv,
                                              "[]"sv,
                                              "{}{}"sv,
                                              "{} x"sv,
                                              "x{}"sv,
                                              R"({"a"})"sv,
                                              R"({"a":})"sv,
                                              R"({"a":"b",})"sv,
                                              R"({,"a":"b"})"sv,
                                              R"({"a":"b""c":"d"})"sv,
                                              R"({"a":"b";"c":"d"})"sv,
                                              R"({a:"b"})"sv,
                                              R"({"a":'b'})"sv,
                                              R"({"a":"b)"sv,
                                              R"({"a":"b"})"
                                              "\0"sv,
                                              R"({"a":null})"sv,
                                              R"({"a":true})"sv,
                                              R"({"a":[]})"sv,
                                              R"({"a":{}})"sv,
                                              R"({"a":1.5})"sv,
                                              R"({"a":1e2})"sv,
                                              R"({"a":01})"sv,
                                              R"({"a":-})"sv,
                                              R"({"a":+1})"sv,
                                              R"({"a":1000000000000000000})"sv,
                                              R"({"a":1 2})"sv,
                                              R"({"a\"b":"c"})"sv,
                                              R"({"a\u0041":"c"})"sv,
                                              R"({"a":"b\"})"sv,
                                              R"({"a":"b\"c})"sv,
                                              R"({"a":"\a"})"sv,
                                              R"({"a":"\u00"})"sv,
                                              R"({"a":"\u001f"})"sv,
                                              R"({"a":"\u0080"})"sv,
                                              R"({"a":"\u004g"})"sv,
                                              R"({"a":"\u0141"})"sv,
                                              R"({"a":"\ud83d\ude00"})"sv,
                                              R"({"a":"\U0041"})"sv,
                                              "{\"a\":\"b\tc\"}"sv,
                                              "{\"a\":\"b\x7f\"}"sv,
                                              "{\"a\":\"\xc3\xa4\"}"sv,
                                              "{\"\xc3\xa4\":\"a\"}"sv,
                                              "{\"a\":\n\"b\"}"sv,
                                              "\xef\xbb\xbf{}"sv};
    for (const std::string_view line : lines) {
        CAPTURE(line);
        CHECK_FALSE(members_of(line));
    }
}

TEST_CASE("plain escapes are passed over, and stand for what JSON says") {
    CHECK(members_of(R"({"a":"b\"c","d":"\\"})") == Members{R"(a="b\"c")", R"(d="\\")"});
    const std::vector<std::pair<std::string_view, std::string_view>> cases{
        {R"()", ""},
        {R"(\"\\\/)", "\"\\/"},
        {R"(\b\f\n\r\t)", "\b\f\n\r\t"},
        {R"(\u0041\u003d\u002F\u007e)", "A=/~"},
        {R"(a text of more than sixteen bytes\/and another one of them\/)",
         "a text of more than sixteen bytes/and another one of them/"},
    };
    for (const auto& [escaped, meant] : cases) {
        CAPTURE(escaped);
        const std::string line = fmt::format("{{\"a\":\"{}\"}}", escaped);
        CHECK(members_of(line) == Members{fmt::format("a=\"{}\"", escaped)});
        ByteVector out(escaped.size());
        out.resize(core::unescape_json(to_vector(escaped).data(), escaped.size(), out.data()));
        CHECK(out == to_vector(meant));
    }
}

TEST_CASE("a byte that spoils a string is found at every place of it, and no other byte is one") {
    for (const std::size_t length : {1U, 15U, 16U, 17U, 40U}) {
        for (std::size_t at = 0; at < length; ++at) {
            for (int byte = 0; byte < 256; ++byte) {
                ByteVector text(length, 'x');
                text[at] = static_cast<std::uint8_t>(byte);
                const bool is_special = byte < 0x20 || byte > 0x7e || byte == '"' || byte == '\\';
                REQUIRE(core::find_not_plain(text.data(), 0, length) == (is_special ? at : length));
            }
        }
    }
}

TEST_CASE("bytes are found where they are, from every beginning") {
    Random random("find");
    for (int round = 0; round < 2000; ++round) {
        ByteVector text(random.below(70));
        for (std::uint8_t& byte : text) {
            byte = static_cast<std::uint8_t>('a' + random.below(5));
        }
        const std::size_t begin = random.below(text.size() + 1);
        const auto naive = [&](auto is_wanted) {
            std::size_t i = begin;
            while (i < text.size() && !is_wanted(text[i])) {
                ++i;
            }
            return i;
        };
        REQUIRE(core::find_byte(text.data(), begin, text.size(), 'c') == naive([](int b) { return b == 'c'; }));
        REQUIRE(core::find_either(text.data(), begin, text.size(), 'c', 'e') ==
                naive([](int b) { return b == 'c' || b == 'e'; }));
    }
}

}    // namespace hmacsweep::tests
