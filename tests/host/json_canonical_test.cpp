// Objects as messages: the examples of RFC 8785, Python's json module, and objects less one member as they stand.
#include "host/reader/json_canonical.hpp"

#include "host/base/json_tokens.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/reading.hpp"

#include <bit>
#include <limits>
#include <string>

namespace hmacsweep::tests {
namespace {

std::string javascript(double number) {
    std::string text;
    reader::append_javascript_number(text, number);
    return text;
}

std::string python(double number) {
    std::string text;
    reader::append_python_number(text, number);
    return text;
}

format::Shape shape_with(std::string_view recipe) {
    format::Shape shape;
    Result<format::Recipe> parsed = format::parse_recipe(recipe);
    REQUIRE(parsed);
    shape.recipe = std::move(*parsed);
    shape.default_key_id = "k";
    shape.default_algorithm = Algorithm::HmacSha256;
    return shape;
}

std::string message(std::string_view recipe, std::string_view line) {
    LineReader read(shape_with(recipe));
    const reader::Record& record = read(line);
    INFO(line);
    CHECK(record.malformed == "");
    return std::string(as_text(record.message));
}

std::string reason(std::string_view recipe, std::string_view line) {
    LineReader read(shape_with(recipe));
    return std::string(read(line).malformed);
}

}    // namespace

TEST_CASE("numbers are JavaScript's, as in appendix B of RFC 8785") {
    const std::pair<std::uint64_t, std::string_view> rows[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555554, "333333333.33333325"},
        {0x41b3de4355555555, "333333333.3333333"},
        {0x41b3de4355555556, "333333333.3333334"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
    };
    for (const auto& [bits, text] : rows) {
        CHECK(javascript(std::bit_cast<double>(bits)) == text);
    }
}

TEST_CASE("numbers are Python's in the sorted form") {
    // python3 -c 'print(0.0, -0.0, 1e15, 1e16, 123456789012345680.0, 0.0001, 0.00001, 1.5e300, 5e-324, 100.0, -2.5)'
    const std::pair<double, std::string_view> rows[] = {{0.0, "0.0"},
                                                        {-0.0, "-0.0"},
                                                        {1e15, "1000000000000000.0"},
                                                        {1e16, "1e+16"},
                                                        {123456789012345680.0, "1.2345678901234568e+17"},
                                                        {0.0001, "0.0001"},
                                                        {0.00001, "1e-05"},
                                                        {1.5e300, "1.5e+300"},
                                                        {5e-324, "5e-324"},
                                                        {100.0, "100.0"},
                                                        {-2.5, "-2.5"}};
    for (const auto& [number, text] : rows) {
        CHECK(python(number) == text);
    }
}

TEST_CASE("jcs-without gives the examples of RFC 8785") {
    // Section 3.2.2.
    CHECK(message("jcs-without:Mac",
                  R"({"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001], "Mac":"AAAA",)"
                  R"("string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]})") ==
          "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
          "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    // Section 3.2.3: names in the order of their UTF-16 code units.
    CHECK(message("jcs-without:Mac",
                  R"({"\u20ac": "Euro Sign","\r": "Carriage Return","\ufb33": "Hebrew Letter Dalet With Dagesh",)"
                  R"("1": "One","\ud83d\ude00": "Emoji: Grinning Face","\u0080": "Control","Mac":"AAAA",)"
                  R"("\u00f6": "Latin Small Letter O With Diaeresis"})") ==
          "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
          "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\",\"\xe2\x82\xac\":\"Euro Sign\","
          "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\",\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST_CASE("sorted-without is Python's json.dumps with sort_keys and compact separators") {
    CHECK(message("sorted-without:Mac",
                  "{\"b\":{\"z\":[],\"a\":{}},\"Mac\":\"AAAA\",\"a\": [1, -0, 1.0, 1E5, true, null],"
                  "\"\xc3\xa9\\/\":\"\xf0\x9f\x98\x80\x7f\\u0001\\b\"}") ==
          R"({"a":[1,0,1.0,100000.0,true,null],"b":{"a":{},"z":[]},"\u00e9/":"\ud83d\ude00\u007f\u0001\b"})");
    // The member of that name is left out of the record, not of what is inside it.
    CHECK(message("sorted-without:x", R"({"x":1,"y":{"x":2}})") == R"({"y":{"x":2}})");
    CHECK(message("sorted-without:x", R"({"x":1})") == "{}");
}

TEST_CASE("integers of any length are doubles in RFC 8785, as JavaScript reads and writes them") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"18446744073709551615", "18446744073709552000"},
        {"18446744073709551616", "18446744073709552000"},
        {"-9223372036854775809", "-9223372036854776000"},
        {"1e20", "100000000000000000000"},
        {"123456789012345678901", "123456789012345680000"},
        {"999999999999999999999", "1e+21"},
        {"123456789012345678901234567890", "1.2345678901234568e+29"},
        {"[1,[123456789012345678901,\"123456789012345678901\"]]",
         "[1,[123456789012345680000,\"123456789012345678901\"]]"},
    };
    for (const auto& [number, wanted] : rows) {
        const std::string line = R"({"b":)" + std::string(number) + R"(,"Mac":"AAAA","Id":123456789012345678901})";
        CHECK(message("jcs-without:Mac", line) == R"({"Id":123456789012345680000,"b":)" + std::string(wanted) + "}");
    }
    for (const char* const bad : {"0123456789012345678901", "-", "12345678901234567890x"}) {
        CHECK_THAT(reason("jcs-without:Mac", R"({"b":)" + std::string(bad) + R"(,"Mac":"AAAA"})"),
                   has_text("not valid JSON"));
    }
}

TEST_CASE("a canonical form is never guessed") {
    for (const std::string_view recipe : {"sorted-without:Mac", "jcs-without:Mac"}) {
        CHECK_THAT(reason(recipe, R"({"a":{"b":1,"b":2},"Mac":"AAAA"})"), has_text("one name twice"));
        CHECK_THAT(reason(recipe, R"({"a":1E400,"Mac":"AAAA"})"), has_text("it has a number that no"));
    }
    CHECK_THAT(reason("sorted-without:Mac", R"({"a":123456789012345678901234567890,"Mac":"AAAA"})"),
               has_text("no 64 bits"));
    CHECK_THAT(reason("jcs-without:Mac", R"({"a":1)" + std::string(400, '0') + R"(,"Mac":"AAAA"})"),
               has_text("no double"));
    CHECK_THAT(reason("json-without:x", R"({"x":1,"x":2})"), has_text("x appears twice"));
}

TEST_CASE("json-without takes a member out and leaves every other byte as it stands") {
    const std::tuple<std::string_view, std::string_view> rows[] = {
        {R"({"Mac":"AAAA"})", "{}"},
        {R"({ "Mac" : "AAAA" })", "{  }"},
        {R"({"Mac":"AAAA","a":1E400})", R"({"a":1E400})"},
        {R"({"a": 1, "Mac": "AAAA"})", R"({"a": 1})"},
        {R"({"a": 1, "Mac": "AAAA", "b": [1, {"Mac":"x,}"}]})", R"({"a": 1, "b": [1, {"Mac":"x,}"}]})"},
        {"{\"a\":1\t,\t\"M\\u0061c\"\t:\t\"AA\\u0041A\"\t}", "{\"a\":1\t\t}"},
        {R"(  {"a":"\",\"Mac\":\"","Mac":"AAAA","b":{}}  )", R"({"a":"\",\"Mac\":\"","b":{}})"},
        {R"( {"a":1} )", R"({"a":1})"},
    };
    for (const auto& [line, expected] : rows) {
        CHECK(message("json-without:Mac", line) == expected);
    }
}

TEST_CASE("the MAC itself and other fields are read beside a message that is the object") {
    LineReader read(shape_with("json-without:Mac"));
    const reader::Record& record = read(R"({"Id":7,"a":1,"Mac":"AAAA","KeyId":"other"})");
    CHECK(record.malformed == "");
    CHECK(record.id == "7");
    CHECK(record.key_id == "other");
    CHECK(record.mac.size() == 3);
    CHECK(as_text(record.message) == R"({"Id":7,"a":1,"KeyId":"other"})");
    CHECK_FALSE(format::parse_recipe("json-without:"));
    CHECK(format::parse_recipe("json-without:a b")->left_out == std::vector<std::string>{"a b"});
    CHECK(format::parse_recipe("x|{json-without}")->object == format::ObjectForm::None);
}

}    // namespace hmacsweep::tests
