// What the program writes: JSON strings that stay JSON whatever the bytes, base64, hex, and text for terminals.
#include "host/base/encoding.hpp"

#include "host/base/secret.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"

#include <nlohmann/json.hpp>

namespace hmacsweep::tests {
namespace {

std::string json_string(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

/// RFC 3629, section 4, as a recogniser of one whole character: `bytes` is the UTF-8 of exactly one code point.
bool is_one_character(std::string_view bytes) {
    const auto b = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    std::uint32_t code = 0;
    std::size_t size = 1;
    if (b(0) < 0x80) {
        code = b(0);
    } else if ((b(0) & 0xe0) == 0xc0) {
        code = b(0) & 0x1f;
        size = 2;
    } else if ((b(0) & 0xf0) == 0xe0) {
        code = b(0) & 0x0f;
        size = 3;
    } else if ((b(0) & 0xf8) == 0xf0) {
        code = b(0) & 0x07;
        size = 4;
    } else {
        return false;
    }
    if (bytes.size() != size) {
        return false;
    }
    for (std::size_t i = 1; i < size; ++i) {
        if ((b(i) & 0xc0) != 0x80) {
            return false;
        }
        code = (code << 6) | (b(i) & 0x3f);
    }
    constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    return code >= least[size] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

}    // namespace

TEST_CASE("text made visible has nothing in it that steers a terminal, and nothing is lost") {
    CHECK(visible("plain \xc3\xa9 \xe2\x82\xac \\n") == "plain \xc3\xa9 \xe2\x82\xac \\n");
    CHECK(visible(std::string_view("a\0b\t\r\n\x1b[0m\x7f", 11)) == "a\\x00b\\t\\r\\n\\x1b[0m\\x7f");
    CHECK(visible("\xc2\x9b\xff\xc3") == "\\xc2\\x9b\\xff\\xc3");
    CHECK(visible("").empty());
}

TEST_CASE("a string with any byte in it is written as valid JSON in UTF-8") {
    for (unsigned c = 0; c < 256; ++c) {
        const std::string text{'a', static_cast<char>(c), 'b'};
        const std::string json = json_string(text);
        INFO("byte " << c);
        const std::string expected = c < 0x80 ? text
                                              : std::string(
                                                    "a\xef\xbf\xbd"
                                                    "b");
        CHECK(nlohmann::json::parse(json).get<std::string>() == expected);
        for (const char written : json) {
            CHECK(static_cast<unsigned char>(written) >= 0x20);
        }
    }
    CHECK(json_string("\"\\/\b\t\n\f\r") == R"("\"\\/\u0008\t\n\u000c\r")");
    CHECK(json_string("") == R"("")");
}

TEST_CASE("random bytes are written as valid JSON, and valid UTF-8 comes back as it was") {
    Random random("JSON strings");
    for (int i = 0; i < 3000; ++i) {
        const ByteVector bytes = random.bytes(random.below(40));
        const std::string_view text = as_text(bytes);
        const std::string json = json_string(text);
        CHECK(is_utf8(json));
        const std::string parsed = nlohmann::json::parse(json).get<std::string>();
        if (is_utf8(text)) {
            CHECK(parsed == text);
        }
    }
    const std::string text = "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\xef\xbf\xbf\xf4\x8f\xbf\xbf";
    CHECK(nlohmann::json::parse(json_string(text)).get<std::string>() == text);
}

TEST_CASE("UTF-8 is RFC 3629's: every sequence of two bytes, and of three and four around the borders") {
    std::size_t accepted = 0;
    for (unsigned a = 0x80; a < 256; ++a) {
        CHECK_FALSE(is_utf8(std::string(1, static_cast<char>(a))));
        for (unsigned b = 0; b < 256; ++b) {
            const std::string two{static_cast<char>(a), static_cast<char>(b)};
            if (is_utf8(two) != is_one_character(two)) {
                FAIL(a << ' ' << b);
            }
            accepted += is_utf8(two) ? 1 : 0;
            for (const unsigned c : {0x00U, 0x7fU, 0x80U, 0xbfU, 0xc0U}) {
                const std::string three = two + static_cast<char>(c);
                // Two characters, the second of them ASCII, are UTF-8 too.
                const bool expected = is_one_character(three) || (is_one_character(two) && c < 0x80);
                if (is_utf8(three) != expected) {
                    FAIL(a << ' ' << b << ' ' << c);
                }
                const std::string four = three + static_cast<char>(c);
                const bool four_expected =
                    is_one_character(four) || ((is_one_character(three) || is_one_character(two)) && c < 0x80);
                if (is_utf8(four) != four_expected) {
                    FAIL(a << ' ' << b << ' ' << c << ' ' << c);
                }
            }
        }
    }
    CHECK(accepted == 30 * 64);    // U+0080 .. U+07FF
    CHECK(is_utf8(""));
    CHECK(is_utf8(std::string_view("\0", 1)));
}

TEST_CASE("base64 and hex are written as RFC 4648 says") {
    constexpr std::pair<std::string_view, std::string_view> rows[] = {{"", ""},
                                                                      {"f", "Zg=="},
                                                                      {"fo", "Zm8="},
                                                                      {"foo", "Zm9v"},
                                                                      {"foob", "Zm9vYg=="},
                                                                      {"fooba", "Zm9vYmE="},
                                                                      {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : rows) {
        std::string out = "before:";
        append_base64(out, as_bytes(bytes));
        CHECK(out == "before:" + std::string(text));
    }
    CHECK(to_hex(as_bytes("foobar")) == "666f6f626172");
    const ByteVector all = pattern(300);
    for (std::size_t size = 0; size <= all.size(); ++size) {
        std::string out;
        append_base64(out, Bytes(all).first(size));
        CHECK(out == base64(Bytes(all).first(size)));
    }
}

TEST_CASE("what a terminal is shown has no control characters and is not too long") {
    CHECK(printable("plain \xc3\xa4") == "plain \xc3\xa4");
    CHECK(printable("\x1b[31m\x07\x7f\r\n\t") == "?[31m?????");
    CHECK(printable("\xff\xc3") == std::string(2, '?'));
    // C1 controls: U+009B is a control sequence introducer to terminals that read 8-bit controls.
    CHECK(printable("\xc2\x9b"
                    "31m\xc2\x80\xc2\x9f\xc2\xa0") == "?31m??\xc2\xa0");
    // What turns the direction of writing: ALM, LRM, RLM, LRE to RLO, LRI to PDI; and their neighbours, which do not.
    CHECK(printable("\xd8\x9c\xe2\x80\x8e\xe2\x80\x8f\xe2\x80\xaa\xe2\x80\xae\xe2\x81\xa6\xe2\x81\xa9") == "???????");
    CHECK(printable("\xd8\x9b\xe2\x80\x90\xe2\x80\xaf\xe2\x81\xa5") == "\xd8\x9b\xe2\x80\x90\xe2\x80\xaf\xe2\x81\xa5");
    CHECK(printable(std::string(300, 'x'), 10) == "xxxxxxxxxx...");
    CHECK(printable(std::string(10, 'x'), 10) == "xxxxxxxxxx");
    CHECK(printable("\xc3\xa4\xc3\xa4\xc3\xa4", 2) == "\xc3\xa4\xc3\xa4...");
}

TEST_CASE("a secret's bytes move, shrink and grow, and what is left behind is wiped") {
    SecretBytes secret(as_bytes("0123456789"));
    const std::uint8_t* const place = secret.bytes().data();
    secret.shrink(4);
    CHECK(as_text(secret.bytes()) == "0123");
    CHECK(place[4] == 0);    // still the secret's own room
    CHECK(place[9] == 0);
    SecretBytes moved(std::move(secret));
    CHECK(as_text(moved.bytes()) == "0123");
    CHECK(moved.bytes().data() == place);
    moved.grow(8);
    CHECK(moved.size() == 8);
    CHECK(as_text(moved.bytes()) == std::string_view("0123\0\0\0\0", 8));
    moved = SecretBytes(3);
    CHECK(moved.size() == 3);
    CHECK(as_text(moved.bytes()) == std::string_view("\0\0\0", 3));
    static_assert(!std::is_copy_constructible_v<SecretBytes> && !std::is_copy_assignable_v<SecretBytes>);
    CHECK(SecretBytes().empty());
}

}    // namespace hmacsweep::tests
