// The Reader on a record's own fields: types, duplicates, defaults, mapping, and the Id that is echoed.
#include "tests/support/catch.hpp"
#include "tests/support/reading.hpp"
#include "tests/support/shapes.hpp"

#include <map>
#include <string>

#include <nlohmann/json.hpp>

namespace hmacsweep::tests {
namespace {

/// A record with one member replaced by `json`, or left out where that is empty.
std::string with_member(const std::string& name, const std::string& json) {
    std::map<std::string, std::string> members{
        {"KeyId", R"("k")"}, {"MacAlgorithm", R"("HMAC_SHA_256")"}, {"Message", R"("bQ==")"}, {"Mac", R"("AAAA")"}};
    members[name] = json;
    std::string line = "{";
    for (const auto& [member, value] : members) {
        if (!value.empty()) {
            line += (line.size() > 1 ? ",\"" : "\"") + member + "\":" + value;
        }
    }
    return line + "}";
}

std::string reason_of(LineReader& read, const std::string& line) {
    return std::string(read(line).malformed);
}

}    // namespace

TEST_CASE("a required field that is missing or null is malformed, and the reason names it") {
    LineReader read;
    for (const std::string& name : {std::string("KeyId"), std::string("MacAlgorithm"), std::string("Message")}) {
        for (const std::string& json : {std::string(), std::string("null")}) {
            CHECK_THAT(reason_of(read, with_member(name, json)), has_text(name + " is missing"));
        }
    }
}

TEST_CASE("a field of the wrong type is malformed, and the reason names it") {
    LineReader read;
    for (const std::string& name :
         {std::string("KeyId"), std::string("MacAlgorithm"), std::string("Message"), std::string("Mac")}) {
        for (const std::string& json : {std::string("17"), std::string("true"), std::string("[]"), std::string("{}"),
                                        std::string("[\"AAAA\"]"), std::string("1E+400"), std::string("1.5")}) {
            INFO(json);
            CHECK_THAT(reason_of(read, with_member(name, json)), has_text(name + " must be a string"));
        }
    }
    for (const std::string& json : {std::string("true"), std::string("[]"), std::string("{}")}) {
        CHECK_THAT(reason_of(read, with_member("Id", json)), has_text("Id must be a string or a number"));
    }
}

TEST_CASE("a MAC that is absent, null or empty is a missing MAC, not a malformed record") {
    LineReader read;
    for (const std::string& json : {std::string(), std::string("null"), std::string(R"("")")}) {
        const reader::Record& record = read(with_member("Mac", json));
        CHECK(record.malformed == "");
        CHECK_FALSE(record.has_mac);
        CHECK(record.mac.empty());
    }
    // The MAC of the record before is forgotten.
    CHECK(read(with_member("Mac", R"("AAAA")")).has_mac);
    CHECK_FALSE(read(with_member("Mac", "null")).has_mac);
    CHECK(read(with_member("Mac", R"("AAAA")")).mac.size() == 3);
    CHECK(read(with_member("Mac", "")).mac.empty());
}

TEST_CASE("an empty message is a message") {
    LineReader read;
    const reader::Record& record = read(with_member("Message", R"("")"));
    CHECK(record.malformed == "");
    CHECK(record.message.empty());
}

TEST_CASE("one of the record's own fields twice is malformed, escaped names and equal values too") {
    LineReader read;
    const std::string good = with_member("Id", "1");
    for (const std::string& member :
         {std::string(R"("Mac":"AAAA")"), std::string(R"("Mac":"BBBB")"), std::string(R"("Mac":null)"),
          std::string(R"("\u004dac":"AAAA")"), std::string(R"("M\u0061c":17)"), std::string(R"("Id":1)"),
          std::string(R"("I\u0064":null)"), std::string(R"("KeyId":"k")"), std::string(R"("\u004BeyId":"k")"),
          std::string(R"("MacAlgorithm":"HMAC_SHA_256")"), std::string(R"("Message":"bQ==")"),
          std::string(R"("\u004d\u0065\u0073\u0073\u0061\u0067\u0065":"")")}) {
        INFO(member);
        CHECK_THAT(reason_of(read, good.substr(0, good.size() - 1) + "," + member + "}"), has_text("twice"));
        CHECK_THAT(reason_of(read, "{" + member + "," + good.substr(1)), has_text("twice"));
    }
}

TEST_CASE("an escaped name is the name, and unknown names may appear twice") {
    LineReader read;
    CHECK(reason_of(read, R"({"\u004beyId":"k","MacAlgorithm":"HMAC_SHA_256","Messag\u0065":"bQ==","M\u0061c":"AAAA"})")
              .empty());
    CHECK(
        reason_of(read, R"({"x":1,"x":1,"GrantTokens":[],"GrantTokens":[],)" + with_member("", "").substr(1)).empty());
    // A NUL in a name makes another name of it.
    CHECK(reason_of(read, R"({"Mac\u0000":1,)" + with_member("", "").substr(1)).empty());
}

TEST_CASE("an Id is echoed: a string with its meaning, a number with its spelling") {
    LineReader read;
    for (const std::string& json :
         {std::string(R"("row-17")"), std::string(R"("")"), std::string(R"("a\"b\\c\/\n\u0000\u00e4\ud83d\ude00")"),
          std::string("\"\xc3\xa4\x7f\""), std::string(R"("</script>")")}) {
        const reader::Record& record = read(with_member("Id", json));
        CHECK(record.malformed == "");
        CHECK(nlohmann::json::parse(record.id) == nlohmann::json::parse(json));
        CHECK(record.id.find('\n') == std::string_view::npos);
    }
    for (const std::string& number :
         {std::string("0"), std::string("-0"), std::string("17"), std::string("1.50"), std::string("1E+400"),
          std::string("123456789012345678901234567890"), std::string("-1e-7"), std::string("18446744073709551615")}) {
        // Before, between and after other members that look like it.
        for (const std::string& line :
             {with_member("Id", number), "{\"Id\":\t" + number + "\t," + with_member("", "").substr(1),
              "{\"x\":{\"Id\":[1,\"}\\\"\"]},\"y\":1E+401,\"Id\":" + number + " ," + with_member("", "").substr(1)}) {
            INFO(line);
            const reader::Record& record = read(line);
            CHECK(record.malformed == "");
            CHECK(record.id == number);
        }
    }
    CHECK(read(with_member("Id", "null")).id.empty());
    CHECK(read(with_member("Id", "")).id.empty());
}

TEST_CASE("a malformed record still has its Id, where one could be read") {
    LineReader read;
    const reader::Record& record = read(R"({"Id":"row","KeyId":"k","MacAlgorithm":"HMAC_SHA_256","Message":"!"})");
    CHECK(record.is_malformed());
    CHECK(record.id == R"("row")");
}

TEST_CASE("an algorithm that KMS does not have is malformed, in KMS's words") {
    LineReader read;
    for (const std::string& name : {std::string("HMAC_SHA_1"), std::string("hmac_sha_256"),
                                    std::string("HMAC_SHA_256 "), std::string(), std::string("HMAC_256")}) {
        CHECK_THAT(reason_of(read, with_member("MacAlgorithm", "\"" + name + "\"")),
                   has_text("1 validation error detected: Value '" + name +
                            "' at 'macAlgorithm' failed to satisfy "
                            "constraint: Member must satisfy enum value set: "
                            "[HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]"));
    }
    for (const Algorithm algorithm : all_algorithms) {
        CHECK(read(with_member("MacAlgorithm", "\"" + std::string(name_of(algorithm)) + "\"")).algorithm == algorithm);
    }
}

TEST_CASE("a KeyId has 1 to 2048 bytes") {
    LineReader read;
    CHECK_THAT(reason_of(read, with_member("KeyId", R"("")")), has_text("'keyId'"));
    CHECK(reason_of(read, with_member("KeyId", "\"" + std::string(2048, 'k') + "\"")).empty());
    CHECK_THAT(reason_of(read, with_member("KeyId", "\"" + std::string(2049, 'k') + "\"")), has_text("2048"));
    CHECK(read(with_member("KeyId", R"("alias\/\u00e4")")).key_id == "alias/\xc3\xa4");
}

TEST_CASE("defaults serve records that do not carry their own key or algorithm, and no others") {
    format::Shape shape;
    shape.default_key_id = "standard";
    shape.default_algorithm = Algorithm::HmacSha384;
    LineReader read(shape);
    for (const std::string& json : {std::string(), std::string("null")}) {
        CHECK(read(with_member("KeyId", json)).key_id == "standard");
        CHECK(read(with_member("MacAlgorithm", json)).algorithm == Algorithm::HmacSha384);
    }
    CHECK(read(with_member("", "")).key_id == "k");
    CHECK(read(with_member("", "")).algorithm == Algorithm::HmacSha256);
    // A wrong value is not replaced by the default.
    CHECK(read(with_member("MacAlgorithm", R"("X")")).is_malformed());
    CHECK(read(with_member("KeyId", R"("")")).is_malformed());
    CHECK(read(with_member("KeyId", "5")).is_malformed());
}

TEST_CASE("a mapped field goes by its own name, and its usual name is unknown then") {
    format::Shape shape;
    set_names(shape, {"row", "KeyId", "MacAlgorithm", "payload", "sig\xc3\xa4"});
    LineReader read(shape);
    const reader::Record& record =
        read(R"({"row":5,"Id":[],"Message":17,"Message":18,"Mac":{},"payload":"bQ==","sig\u00e4":"AAAA",)"
             R"("KeyId":"k","MacAlgorithm":"HMAC_SHA_256"})");
    CHECK(record.malformed == "");
    CHECK(record.id == "5");
    CHECK(as_text(record.message) == "m");
    CHECK(record.mac.size() == 3);
    CHECK_THAT(reason_of(read, with_member("", "")), has_text("payload is missing"));
    CHECK_THAT(reason_of(read, R"({"payload":"","payload":"",)" + with_member("", "").substr(1)),
               has_text("payload appears twice"));
}

TEST_CASE("in the format lines a line's bytes are the message, whatever they are") {
    format::Shape shape;
    shape.format = format::InputFormat::Lines;
    shape.default_key_id = "k";
    shape.default_algorithm = Algorithm::HmacSha512;
    LineReader read(shape);
    for (const std::string& line : {std::string("plain text"), std::string(), std::string("\xff\0\x01", 3),
                                    std::string(R"({"KeyId":"other"})"), std::string("\xef\xbb\xbf x\r")}) {
        const reader::Record& record = read(line);
        CHECK(record.malformed == "");
        CHECK(record.key_id == "k");
        CHECK(record.algorithm == Algorithm::HmacSha512);
        CHECK(as_text(record.message) == line);
        CHECK_FALSE(record.has_mac);
    }
}

}    // namespace hmacsweep::tests
