// What stands around a MAC in its field: templates, lists of signatures, prefixes.
#include "tests/support/catch.hpp"
#include "tests/support/reading.hpp"

#include <string>

namespace hmacsweep::tests {
namespace {

format::MacTemplate mac_template(std::string_view text, std::string_view separator = {}) {
    Result<format::MacTemplate> mac = format::parse_mac_template(text, separator);
    REQUIRE(mac);
    return std::move(*mac);
}

/// JSON records with MACs in hex, whose message is the text of Message.
format::Shape with(format::MacTemplate mac) {
    format::Shape shape;
    shape.message_encoding = Encoding::Text;
    shape.mac_encoding = Encoding::Hex;
    shape.default_key_id = "key";
    shape.default_algorithm = Algorithm::HmacSha256;
    shape.mac = std::move(mac);
    return shape;
}

std::string json(std::string_view mac) {
    return R"({"Message":"m","Mac":")" + std::string(mac) + "\"}";
}

std::string error_of(std::string_view text, std::string_view separator = {}) {
    const Result<format::MacTemplate> mac = format::parse_mac_template(text, separator);
    return mac ? "" : mac.error().message;
}

std::string hex_of(Bytes bytes) {
    return to_hex(bytes);
}

}    // namespace

TEST_CASE("a prefix before the MAC must be there as it is written") {
    LineReader read(with(mac_template("sha256={Mac}")));
    CHECK(hex_of(read(json("sha256=c0ffee")).mac) == "c0ffee");
    CHECK(read(json("sha256=c0ffee")).malformed == "");
    CHECK(read(json("sha256=c0ffee")).more_macs.empty());
    for (const char* const other :
         {"c0ffee", "sha1=c0ffee", "SHA256=c0ffee", " sha256=c0ffee", "sha256", "sha256=xx"}) {
        CAPTURE(other);
        CHECK(read(json(other)).is_malformed());
        CHECK_FALSE(read(json(other)).has_mac);
    }
    CHECK(read(json("sha256=")).malformed == "");
    CHECK_FALSE(read(json("sha256=")).has_mac);
    CHECK_FALSE(read(json("")).has_mac);
}

TEST_CASE("the version of a key is part of its name") {
    LineReader read(with(mac_template("vault:{KeyVersion}:{Mac:base64}")));
    CHECK(read(json("vault:v3:AAAA")).key_id == "key:v3");
    CHECK(read(json("vault:v3:AAAA")).mac.size() == 3);
    CHECK(read(R"({"KeyId":"other","Message":"m","Mac":"vault:v12:AAAA"})").key_id == "other:v12");
    CHECK_THAT(std::string(read(json("vault::AAAA")).malformed), has_text("no version"));
    CHECK(read(json("vault:v3")).is_malformed());
    CHECK(read(R"({"Message":"m"})").key_id == "key");
    CHECK(read(json("vault:" + std::string(3000, 'v') + ":AAAA")).is_malformed());
    // Nothing of one record is left in the next.
    CHECK(read(json("AAAA")).key_id == "key");
}

TEST_CASE("every item of a list that fits is a MAC, and others are passed over") {
    LineReader read(with(mac_template("t={t},v1={Mac}", ",")));
    const reader::Record& record = read(json("v9=zz,t=5,v1=01,v0=02,,v1=03,x,v1=0405"));
    CHECK(record.malformed == "");
    CHECK(hex_of(record.mac) == "01");
    REQUIRE(record.more_macs.size() == 2);
    CHECK(hex_of(record.more_macs[0]) == "03");
    CHECK(hex_of(record.more_macs[1]) == "0405");
    CHECK(read(json("t=5,v1=01")).more_macs.empty());
}

TEST_CASE("a list without a MAC that counts is malformed, never a record without one") {
    LineReader read(with(mac_template("t={t},v1={Mac}", ",")));
    for (const char* const list : {"t=5", "t=5,v0=01", "t=5,v1=", ",", "t=5, v1=01", "t=5;v1=01"}) {
        CAPTURE(list);
        CHECK_THAT(std::string(read(json(list)).malformed), has_text("no MAC in it"));
        CHECK_FALSE(read(json(list)).has_mac);
    }
    CHECK_THAT(std::string(read(json("t=5,v1=0")).malformed), has_text("odd number"));
    CHECK_THAT(std::string(read(json("t=5,v1=01,t=6")).malformed), has_text("has t twice"));
}

TEST_CASE("an item of a list that cannot be decoded is no match, and spoils none that can") {
    LineReader read(with(mac_template("t={t},v1={Mac}", ",")));
    for (const char* const list : {"t=5,v1=01,v1=bad_signature", "t=5,v1=0,v1=01", "v1=x,v1=01,t=5,v1=zz"}) {
        CAPTURE(list);
        const reader::Record& record = read(json(list));
        CHECK(record.malformed == "");
        CHECK(hex_of(record.mac) == "01");
        CHECK(record.more_macs.empty());
    }
    CHECK_THAT(std::string(read(json("t=5,v1=0,v1=zz")).malformed), has_text("odd number"));
    CHECK_THAT(std::string(read(json("t=5,v1=,v1=zz")).malformed), has_text("no hex digit"));
    CHECK_FALSE(read(json("t=5,v1=zz,v1=0")).has_mac);
    LineReader read_one(with(mac_template("v1={Mac}")));
    CHECK(read_one(json("v1=zz")).is_malformed());
}

TEST_CASE("a prefix must be the bytes that it is said to be, and names a key") {
    format::Shape shape = with({});
    shape.mac_prefix = "\x01";
    shape.mac_prefix_bytes = 5;
    LineReader read(shape);
    CHECK(hex_of(read(json("01000000ffc0ffee")).mac) == "c0ffee");
    CHECK(read(json("01000000ffc0ffee")).mac_key_number == 255U);
    CHECK(read(json("01ffffffffc0ffee")).mac_key_number == 0xffffffffU);
    CHECK_THAT(std::string(read(json("00000000ffc0ffee")).malformed), has_text("does not begin with the bytes"));
    CHECK(read(json("01000000ff")).is_malformed());
    CHECK(read(json("01")).is_malformed());
    CHECK_FALSE(read(json("")).mac_key_number.has_value());
}

TEST_CASE("a record has at most 16 MACs") {
    LineReader read(with(mac_template("{Mac}", " ")));
    std::string list = "00";
    for (int i = 1; i < 16; ++i) {
        list += " 0" + std::string(1, "0123456789abcdef"[i]);
    }
    CHECK(read(json(list)).malformed == "");
    CHECK(read(json(list)).more_macs.size() == 15);
    CHECK(hex_of(read(json(list)).more_macs[14]) == "0f");
    CHECK_THAT(std::string(read(json(list + " 10")).malformed), has_text("more than 16"));
    std::string thousand;
    for (int i = 0; i < 1000; ++i) {
        thousand += "aa ";
    }
    CHECK(read(json(thousand)).is_malformed());
    CHECK_FALSE(read(json(thousand)).has_mac);
}

TEST_CASE("parts of the MAC's field are parts of the message") {
    format::Shape shape = with(mac_template("t={t},v1={Mac}", ","));
    Result<format::Recipe> recipe = format::parse_recipe("{t}.{body}.{t:len}");
    REQUIRE(recipe);
    shape.recipe = std::move(*recipe);
    shape.recipe.names[0].mac_part = 0;
    const std::string line = R"({"body":"b","t":"not this one","Mac":")";
    LineReader read(shape);
    CHECK(as_text(read(line + "t=123,v1=00\"}").message) == "123.b.3");
    CHECK_THAT(std::string(read(line + "v1=00\"}").malformed), has_text("t is NULL or not there"));
    // Without a MAC there is no message, and the record is untagged.
    CHECK(read(R"({"body":"b"})").malformed == "");
    CHECK_FALSE(read(R"({"body":"b"})").has_mac);
    // To make a MAC, though, it must be known.
    shape.wants_mac = false;
    LineReader generate(shape);
    CHECK(generate(R"({"body":"b"})").is_malformed());
}

TEST_CASE("a prefix of bytes is passed over, and a MAC must be left") {
    format::Shape shape = with({});
    shape.mac_prefix_bytes = 5;
    LineReader read(shape);
    CHECK(hex_of(read(json("0102030405c0ffee")).mac) == "c0ffee");
    for (const char* const none : {"01", "0102030405"}) {
        CHECK_THAT(std::string(read(json(none)).malformed), has_text("its prefix alone has 5"));
        CHECK_FALSE(read(json(none)).has_mac);
    }
    CHECK(read(json("")).malformed == "");
}

TEST_CASE("templates that cannot be meant are refused") {
    CHECK_THAT(error_of("sha256="), has_text("no part"));
    CHECK_THAT(error_of("{t}"), has_text("no {Mac}"));
    CHECK_THAT(error_of("{Mac:octal}"), has_text("octal"));
    CHECK_THAT(error_of("{t:hex}.{Mac}"), has_text("the MAC alone"));
    CHECK_THAT(error_of("{Mac}{KeyVersion}"), has_text("nothing between"));
    CHECK_THAT(error_of("{KeyVersion}:{Mac},v1={Mac}", ","), has_text("KeyVersion"));
    CHECK_THAT(error_of("a={t},b={t},v1={Mac}", ","), has_text("twice"));
    CHECK_THAT(error_of("v1={Mac},", ","), has_text("no part"));
    CHECK_THAT(error_of("{Mac"), has_text("not closed"));
    CHECK(error_of("v1={Mac:hex},v2={Mac:base64}", ",").empty());
}

}    // namespace hmacsweep::tests
