// Result lines read back, as they are and as somebody may have damaged them.
#include "host/report/stored_line.hpp"

#include "tests/support/catch.hpp"

#include <string>

namespace hmacsweep::tests {
namespace {

const std::string whole =
    R"({"Record":2,"Id":123456789012345678901234567890,"KeyId":"k","MacValid":false,"MacAlgorithm":"HMAC_SHA_256",)"
    R"("Line":2,"Offset":138,"Error":{"Code":"KMSInvalidMacException","Message":"no"}})";

/// Asks for everything, as readers of a line do.
bool is_readable(report::StoredLine& line, const std::string& text) {
    const std::string only(text.begin(), text.end());    // of its own, so that a sanitizer sees its end
    return line.parse(only) && line.number("Record") && line.flag("MacValid") && line.number("Offset") &&
           line.error_text("Code") && line.error_text("Message");
}

}    // namespace

TEST_CASE("a result line is read back, an Id that no machine type holds as it is written") {
    report::StoredLine line;
    REQUIRE(line.parse(whole));
    CHECK(line.number("Record") == 2);
    CHECK(line.flag("MacValid") == false);
    CHECK(line.raw("Id") == "123456789012345678901234567890");
    CHECK_FALSE(line.number("Id"));
    CHECK(line.text("KeyId") == "k");
    CHECK(line.number("Offset") == 138);
    CHECK(line.error_text("Code") == "KMSInvalidMacException");
    CHECK_FALSE(line.text("Source"));
    CHECK_FALSE(line.number("MacValid"));
    CHECK_FALSE(line.flag("Record"));
    CHECK_FALSE(line.error_text("Offset"));
}

TEST_CASE("a result line that lacks any one byte is refused, or still says all that is asked for") {
    report::StoredLine line;
    REQUIRE(is_readable(line, whole));
    for (std::size_t i = 0; i < whole.size(); ++i) {
        INFO("without byte " << i);
        std::string damaged = whole;
        damaged.erase(i, 1);
        const bool is_structure = std::string("{}\":,").find(whole[i]) != std::string::npos;
        CHECK((!is_structure || !is_readable(line, damaged)));
        CHECK_FALSE(is_readable(line, whole.substr(0, i)));
        damaged = whole;
        damaged[i] = '"';
        CHECK((whole[i] == '"' || !is_readable(line, damaged) || !line.raw("Id").empty()));
    }
    REQUIRE(is_readable(line, whole));
}

TEST_CASE("what is no object is no result line") {
    report::StoredLine line;
    for (const char* text : {"", " ", "[]", "1", "\"x\"", "{", "}", "{}x", "{\"Record\":2\"Offset\":138}", "\xff"}) {
        INFO(text);
        CHECK_FALSE(line.parse(text));
    }
    REQUIRE(line.parse("{}"));
    CHECK_FALSE(line.number("Record"));
    CHECK(line.raw("Id").empty());
}

}    // namespace hmacsweep::tests
