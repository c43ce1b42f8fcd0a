// The Reader on messages and MACs: strict base64, and the other ways of writing bytes.
#include "tests/support/catch.hpp"
#include "tests/support/reading.hpp"

#include <string>

namespace hmacsweep::tests {
namespace {

std::string line_with(std::string_view message, std::string_view mac) {
    return R"({"KeyId":"k","MacAlgorithm":"HMAC_SHA_256","Message":")" + std::string(message) + R"(","Mac":")" +
           std::string(mac) + "\"}";
}

format::Shape encoded(Encoding message, Encoding mac) {
    format::Shape shape;
    shape.message_encoding = message;
    shape.mac_encoding = mac;
    return shape;
}

void check_bytes(LineReader& read, std::string_view text, std::string_view bytes) {
    INFO(text);
    const reader::Record& record = read(line_with(text, text));
    CHECK(record.malformed == "");
    CHECK(as_text(record.message) == bytes);
    CHECK(as_text(record.mac) == bytes);
}

void check_refused(LineReader& read, std::string_view text, std::string_view right, std::string_view reason) {
    INFO(text);
    CHECK_THAT(std::string(read(line_with(text, right)).malformed), has_text("Message " + std::string(reason)));
    CHECK_THAT(std::string(read(line_with(right, text)).malformed), has_text("Mac " + std::string(reason)));
}

}    // namespace

TEST_CASE("base64 is strict: alphabet, padding, unused bits") {
    LineReader read;
    check_bytes(read, "Zm9vYg==", "foob");
    check_bytes(read, "+/+/", "\xfb\xff\xbf");
    for (const std::string_view text : {"Zg", "Zg=", "Zm9vYg", "Zm9", "Z", "Zm9vY"}) {
        check_refused(read, text, "AAAA", "is not valid base64: ");
    }
    for (const std::string_view text : {"Zm9-", "Zm9_", "Zm 9", "Z===", "====", "=AAA", "Zg==Zg==", "AA=A",
                                        "Zm9vYg==\\n", "Zm9v\\nYg==", " AAAA", "AAAA ", "Zm9\\u00e4"}) {
        check_refused(read, text, "AAAA", "is not valid base64: ");
    }
    for (const std::string_view text : {"Zh==", "Zm9=", "Zm9vYh=="}) {
        check_refused(read, text, "AAAA", "is not canonical base64");
    }
}

TEST_CASE("escapes inside a base64 field are the characters that they stand for") {
    LineReader read;
    // PHP and others write \/ for /, and = as \u003d.
    check_bytes(read, R"(+\/+\/)", "\xfb\xff\xbf");
    check_bytes(read, R"(Zg\u003d\u003d)", "f");
    check_bytes(read, R"(\u005am9v)", "foo");
    check_bytes(read, R"(\u002b\u002F+\/)", "\xfb\xff\xbf");
}

TEST_CASE("base64url has its own alphabet, and padding or none") {
    LineReader read(encoded(Encoding::Base64Url, Encoding::Base64Url));
    check_bytes(read, "-_-_", "\xfb\xff\xbf");
    check_bytes(read, "Zg", "f");
    check_bytes(read, "Zg==", "f");
    check_bytes(read, "Zm8", "fo");
    for (const std::string_view text : {"+/+/", "Zg=", "Z", "Z===", "Zm9v="}) {
        check_refused(read, text, "AAAA", "is not valid base64url: ");
    }
    check_refused(read, "Zh", "AAAA", "is not canonical base64url: ");
}

TEST_CASE("base64-mime takes line breaks and nothing else that base64 does not") {
    LineReader read(encoded(Encoding::Base64Mime, Encoding::Base64Mime));
    check_bytes(read, "Zm9v\\r\\nYg==\\r\\n", "foob");
    check_bytes(read, "Z\\nm\\n9\\nv", "foo");
    for (const std::string_view text : {"Zm9v Yg==", "Zm9v\\tYg==", "Zg", "-_-_"}) {
        check_refused(read, text, "AAAA", "is not valid base64-mime: ");
    }
    // Nothing but line breaks is an empty MAC, which is none.
    CHECK_FALSE(read(line_with("AAAA", "\\r\\n")).has_mac);
}

TEST_CASE("hex takes either case and a prefix, and an even number of digits") {
    LineReader read(encoded(Encoding::Hex, Encoding::Hex));
    check_bytes(read, "666F6f", "foo");
    check_bytes(read, R"(\\x666f6f)", "foo");
    check_bytes(read, "0x666f6f", "foo");
    check_refused(read, "666", "00", "is not valid hex: it has an odd number of digits");
    check_refused(read, "0x6", "00", "is not valid hex: it has an odd number of digits");
    check_refused(read, "6g", "00", "is not valid hex");
    check_refused(read, "66 6f", "00", "is not valid hex");
    CHECK_FALSE(read(line_with("00", "0x")).has_mac);
}

TEST_CASE("text is the string's own UTF-8 bytes, and each field has its own encoding") {
    LineReader read(encoded(Encoding::Text, Encoding::Hex));
    const reader::Record& record = read(line_with(R"(Hi \u00e4\ud83d\ude00\n\u0000.)", "c0ffee"));
    CHECK(record.malformed == "");
    CHECK(as_text(record.message) == std::string_view("Hi \xc3\xa4\xf0\x9f\x98\x80\n\0.", 12));
    CHECK(ByteVector(record.mac.begin(), record.mac.end()) == from_hex("c0ffee"));
}

TEST_CASE("no reason quotes a message or a MAC") {
    LineReader read;
    for (const std::string& line :
         {line_with("SecretMarker!", "AAAA"), line_with("AAAA", "SecretMarker!"), line_with("SecretMarkerX", "AAAA")}) {
        const reader::Record& record = read(line);
        CHECK(record.is_malformed());
        CHECK(record.malformed.find("Secret") == std::string_view::npos);
    }
}

TEST_CASE("encodings have names that parse back, and no others do") {
    for (const std::string_view name : {"base64", "base64url", "base64-mime", "hex", "text"}) {
        REQUIRE(parse_encoding(name).has_value());
        CHECK(name_of(*parse_encoding(name)) == name);
    }
    for (const std::string_view name : {"", "Base64", "base32", "hex "}) {
        CHECK_FALSE(parse_encoding(name).has_value());
    }
}

}    // namespace hmacsweep::tests
