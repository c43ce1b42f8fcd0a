// The Reader on JSON: what is a record at all (DESIGN section 2; RFC 8259).
#include "tests/support/catch.hpp"
#include "tests/support/reading.hpp"

#include <string>

namespace hmacsweep::tests {
namespace {

/// A good record with something more in it.
std::string with(std::string_view more) {
    return R"({"KeyId":"k","MacAlgorithm":"HMAC_SHA_256","Message":"bQ==","Mac":"AAAA")" + std::string(more) + "}";
}

void check_good(LineReader& read, const std::string& line) {
    INFO(line);
    const reader::Record& record = read(line);
    CHECK(record.malformed == "");
    CHECK(record.key_id == "k");
    CHECK(record.algorithm == Algorithm::HmacSha256);
    CHECK(as_text(record.message) == "m");
    CHECK(record.mac.size() == 3);
    CHECK(record.has_mac);
}

void check_malformed(LineReader& read, const std::string& line, std::string_view reason = "") {
    INFO(line);
    const reader::Record& record = read(line);
    CHECK(record.is_malformed());
    CHECK_THAT(std::string(record.malformed), has_text(std::string(reason)));
}

}    // namespace

TEST_CASE("fields stand in any order, with blanks around them") {
    LineReader read;
    check_good(read, with(""));
    check_good(read, R"({"Mac":"AAAA","Message":"bQ==","MacAlgorithm":"HMAC_SHA_256","KeyId":"k"})");
    check_good(read, std::string("\t { \"KeyId\" :\t\"k\" , \"MacAlgorithm\": \"HMAC_SHA_256\",") +
                         "\"Message\":\"bQ==\",\"Mac\":\"AAAA\" } \r");
}

TEST_CASE("extra fields of any shape are ignored") {
    LineReader read;
    for (const std::string_view more :
         {R"(,"x":null)", R"(,"x":[])", R"(,"x":{"KeyId":"other","Mac":[{"Message":1}]})", R"(,"":"")", R"(,"mac":17)",
          R"(,"GrantTokens":["a","b"],"DryRun":true)", R"(,"x":"\"\\\/\b\f\n\r\t\u0000\u00e4\ud83d\ude00")",
          R"(,"x":[true,false,null,-0,0.5e-7,[[[]]]])", ",\"x\":\"\xc3\xa4\xf0\x9f\x98\x80\x7f\"", R"(,"Mac ":"x")"}) {
        check_good(read, with(more));
    }
}

TEST_CASE("numbers of extra fields are checked for grammar only") {
    LineReader read;
    for (const std::string_view number :
         {"1E+400", "-1e-99999", "123456789012345678901234567890", "-123456789012345678901234567890",
          "18446744073709551616", "0", "-0", "0.0", "1.5", "1e5", "1E5", "1.0e+05",
          "0.4e00669999999999999999999999999999999999999999999999999999999999999999999"}) {
        check_good(read, with(std::string(",\"x\":") + std::string(number)));
        check_good(read, with(std::string(",\"x\":[1E+400,") + std::string(number) + "]"));
    }
    for (const std::string_view number : {"01", "-", "+1", ".5", "1.", "1e", "1e+", "0x10", "1E400.5", "--1", "1_000",
                                          "NaN", "Infinity", "-Infinity", "1e5e5", "00", "-01", "1 2", "1E+400x"}) {
        check_malformed(read, with(std::string(",\"x\":") + std::string(number)));
        // Neither does a neighbour that is out of range make a bad number good.
        check_malformed(read, with(std::string(",\"y\":1E+400,\"x\":") + std::string(number)));
    }
}

TEST_CASE("digits inside strings are left alone where numbers out of range stand beside them") {
    LineReader read;
    const reader::Record& record = read(
        R"({"x":1E+400,"Id":"1E+400 \" 12","KeyId":"key 007","MacAlgorithm":"HMAC_SHA_256","Message":"MTIzNA==","Mac":"1234"})");
    CHECK(record.malformed == "");
    CHECK(record.id == R"("1E+400 \" 12")");
    CHECK(record.key_id == "key 007");
    CHECK(as_text(record.message) == "1234");
    CHECK(ByteVector(record.mac.begin(), record.mac.end()) == from_hex("d76df8"));
}

TEST_CASE("a line that is not one complete JSON object is malformed") {
    LineReader read;
    const std::string good = with("");
    // Every beginning of a record is broken.
    for (std::size_t size = 0; size < good.size(); ++size) {
        const reader::Record& record = read(good.substr(0, size));
        if (!record.is_malformed()) {
            FAIL("a record cut after " << size << " bytes");
        }
    }
    for (const std::string& line : {good + good,
                                    good + "}",
                                    good + " x",
                                    good + ",",
                                    good + "{}",
                                    "[" + good + "]",
                                    std::string("null"),
                                    std::string("\"text\""),
                                    std::string("17"),
                                    std::string("[]"),
                                    std::string("{}"),
                                    std::string("{,}"),
                                    with(","),
                                    with(",\"x\""),
                                    with(",\"x\":"),
                                    with(",x:1"),
                                    with(",'x':1"),
                                    with(",\"x\":tru"),
                                    with(",\"x\":nulll"),
                                    with(",\"x\":[1,]"),
                                    with(",\"x\":[1 2]"),
                                    with(",\"x\":{1:2}"),
                                    with(",\"x\":]"),
                                    with(" \"x\":1"),
                                    with(",/**/\"x\":1"),
                                    good + "//",
                                    good + std::string(1, '\0')}) {
        check_malformed(read, line);
    }
    CHECK_THAT(std::string(read("[1]").malformed), has_text("a record is an object"));
    check_good(read, good);
}

TEST_CASE("text after the object is malformed, even text that was in the buffer before") {
    LineReader read;
    check_malformed(read, with("") + "\t{\"Mac\":\"BBBB\"}");
    // The bytes behind the record (the slab's padding) are not part of it.
    check_good(read, with(""));
    check_malformed(read, with("").substr(0, with("").size() - 1));
}

TEST_CASE("a byte-order mark inside a source is malformed") {
    LineReader read;
    check_malformed(read, "\xef\xbb\xbf" + with(""), "byte-order mark");
    check_malformed(read, with("") + "\xef\xbb\xbf");
}

TEST_CASE("raw control characters are malformed, but for tab and carriage return outside strings") {
    LineReader read;
    for (char c = 0; c < 0x20; ++c) {
        if (c == '\n') {
            continue;    // never inside a line
        }
        INFO("character " << static_cast<int>(c));
        check_malformed(read, with(std::string(",\"x\":\"a") + c + "\""));
        if (c == '\t' || c == '\r') {
            check_good(read, with(std::string(",") + c + "\"x\":1"));
        } else {
            check_malformed(read, with(std::string(",") + c + "\"x\":1"));
        }
    }
}

TEST_CASE("bytes that are not UTF-8 are malformed, wherever they stand") {
    LineReader read;
    // RFC 3629: lone continuations, overlong forms, surrogates, beyond U+10FFFF, cut sequences.
    for (const std::string_view bytes :
         {"\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xc3", "\xe0\x80\xaf", "\xe0\x9f\xbf", "\xed\xa0\x80",
          "\xed\xbf\xbf", "\xe2\x82", "\xf0\x80\x80\xaf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
          "\xf0\x9f\x98", "\xfe", "\xff"}) {
        check_malformed(read, with(std::string(",\"x\":\"") + std::string(bytes) + "\""), "not UTF-8");
        check_malformed(read, with(std::string(",\"") + std::string(bytes) + "\":1"));
        check_malformed(read, std::string(R"({"KeyId":")") + std::string(bytes) +
                                  R"(","MacAlgorithm":"HMAC_SHA_256","Message":"bQ==","Mac":"AAAA"})");
        check_malformed(read, with("") + std::string(bytes));
    }
}

TEST_CASE("bad escapes and lone surrogates are malformed") {
    LineReader read;
    for (const std::string_view escape :
         {R"(\x41)", R"(\u12)", R"(\u12g4)", R"(\ )", R"(\)", R"(\u)", R"(\U0041)", R"(\ud800)", R"(\ud800x)",
          R"(\ud800\n)", R"(\ud800\u0041)", R"(\ud800\ud800)", R"(\udc00)", R"(\udfff\ud800)", R"(\uDBFF\uD7FF)"}) {
        INFO(escape);
        const std::string text = std::string("\"") + std::string(escape) + "\"";
        check_malformed(read, with(",\"Id\":" + text));
        check_malformed(read, with(",\"x\":" + text));
    }
    check_good(read, with(R"(,"Id":"\ud800\udc00\udbff\udfff\\ud800\\\ud83d\ude00")"));
}

TEST_CASE("nesting is read to 1,000 levels, and what is too deep is malformed and no crash") {
    LineReader read;
    const auto nested = [](std::size_t depth) {
        return with(",\"x\":" + std::string(depth, '[') + std::string(depth, ']'));
    };
    check_good(read, nested(1000));
    check_malformed(read, nested(1100), "nested");
    check_malformed(read, nested(200'000), "nested");
    check_malformed(read, with(",\"x\":" + std::string(200'000, '[')));
    check_good(read, with(""));
}

TEST_CASE("a line of megabytes is read, and the next one after it") {
    LineReader read;
    const std::string blob = base64(pattern(3 << 20));
    const reader::Record& record =
        read(R"({"KeyId":"k","MacAlgorithm":"HMAC_SHA_256","Mac":"AAAA","Message":")" + blob + "\"}");
    CHECK(record.malformed == "");
    CHECK(record.key_id == "k");
    CHECK(record.message.size() == 3 << 20);
    CHECK(ByteVector(record.message.begin(), record.message.end()) == pattern(3 << 20));
    check_good(read, with(""));
}

}    // namespace hmacsweep::tests
