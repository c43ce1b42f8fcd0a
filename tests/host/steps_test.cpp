// The steps of recipes: what they refuse when they are written, groups, and lookups by name. tests/steps_oracle.py
// compares what the others make with Python.
#include "host/format/recipe.hpp"

#include "host/base/encoding.hpp"
#include "host/format/boundaries.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/reading.hpp"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::tests {
namespace {

format::Shape shape_with(std::string_view text) {
    Result<format::Recipe> recipe = format::parse_recipe(text);
    INFO(text);
    REQUIRE(recipe);
    format::Shape shape;
    shape.recipe = std::move(*recipe);
    shape.default_key_id = "k";
    shape.default_algorithm = Algorithm::HmacSha256;
    shape.mac_encoding = Encoding::Hex;
    return shape;
}

/// The message of a record; `malformed: REASON` where it is malformed.
std::string message_of(std::string_view recipe, std::string_view record) {
    LineReader read(shape_with(recipe));
    const reader::Record& made = read(record);
    return made.is_malformed() ? fmt::format("malformed: {}", made.malformed) : std::string(as_text(made.message));
}

/// The second and third line of an error: the text, and the caret below it.
std::string place_in(std::string_view recipe) {
    const Result<format::Recipe> made = format::parse_recipe(recipe);
    INFO(recipe);
    REQUIRE_FALSE(made);
    return made.error().message.substr(made.error().message.find('\n'));
}

}    // namespace

TEST_CASE("an error in a recipe shows the place below the recipe") {
    CHECK(place_in("orders|{id|{x}") == "\n  orders|{id|{x}\n             ^");
    CHECK(place_in("{a}{b:octal}") == "\n  {a}{b:octal}\n        ^");
    CHECK(place_in("{a:hex:}") == "\n  {a:hex:}\n         ^");
    CHECK(place_in("{({a}):sha256") == "\n  {({a}):sha256\n  ^");
    CHECK(place_in("{({a})x}") == "\n  {({a})x}\n        ^");
    CHECK(place_in("\xc3\xa4\xc3\xb6{a:join(&)}") == "\n  \xc3\xa4\xc3\xb6{a:join(&)}\n       ^");
    const std::string far = std::string(200, 'x') + "{a:octal}" + std::string(200, 'y');
    const std::string shown = place_in(far);
    CHECK(shown.size() < 240);
    CHECK(shown.find('^') - shown.rfind('\n') == shown.find("octal") - shown.find("...") + 2 + 1);
}

TEST_CASE("steps that do not fit each other or their parentheses are refused") {
    for (const char* const recipe :
         {"{a:join(&)}", "{a:pairs}", "{a:pairs:lower:join(&)}", "{a:pairs(hex):join()}", "{a:pairs:join}",
          "{a:lower()}", "{a:find()}", "{a:find}", "{a:without()}", "{a:without(b,)}", "{a:at(b)}", "{a:is(octal)}",
          "{a:HEX}", "{a:before()}", "{a:hex(}", "{prev.mac}", "{prev.MAC:lower}", "json-without:a,,b"}) {
        INFO(recipe);
        CHECK_FALSE(format::parse_recipe(recipe));
    }
    std::string deep = "{a}";
    for (int i = 0; i < 17; ++i) {
        deep = "{(x" + deep + ")?}";
    }
    CHECK_FALSE(format::parse_recipe(deep));
    std::string doubled = "{a";
    for (int i = 0; i < 17; ++i) {
        doubled += ":to-hex";
    }
    CHECK_FALSE(format::parse_recipe(doubled + "}"));
}

TEST_CASE("what a name could always be is still a name") {
    CHECK(message_of("{(a)}", R"x({"(a)":"x","Mac":"00"})x") == "x");
    CHECK(message_of("{a\\:b}", R"({"a:b":"x","Mac":"00"})") == "x");
    CHECK(message_of("{raw:text}{raw:hex}", R"({"raw":"4142","Mac":"00"})") == "4142AB");
    CHECK(message_of("{a:no())}", R"({"a":"x","Mac":"00"})") == "x");
    CHECK_THAT(message_of("{a:no(:)}", R"({"a":"x:","Mac":"00"})"), has_text("has one of \":\""));
}

TEST_CASE("a group with a text for NULL vanishes where one of its fields is NULL") {
    constexpr const char* manifest = "{(id:{id:lower};)?}{(request-id:{request};)?}ts:{ts};";
    CHECK(message_of(manifest, R"({"id":"AB","request":"r","ts":1,"Mac":"00"})") == "id:ab;request-id:r;ts:1;");
    CHECK(message_of(manifest, R"({"id":null,"request":"r","ts":1,"Mac":"00"})") == "request-id:r;ts:1;");
    CHECK(message_of(manifest, R"({"ts":1,"Mac":"00"})") == "ts:1;");
    CHECK_THAT(message_of(manifest, R"({"id":"a","Mac":"00"})"), has_text("malformed: ts is NULL"));
    CHECK(message_of("{(a{(b{x}{y?-})?none}c)?lost}", R"({"x":"1","Mac":"00"})") == "ab1-c");
    CHECK(message_of("{(a{(b{x}{y?-})?none}c)?lost}", R"({"Mac":"00"})") == "anonec");
    CHECK(message_of("{(a{x}{(b{y})?none})?lost}", R"({"y":"1","Mac":"00"})") == "lost");
    CHECK(message_of("{(f\\({x}\\))?}", R"({"x":"1","Mac":"00"})") == "f(1)");
}

TEST_CASE("the steps of a group work on all that is in it") {
    // printf ab | openssl dgst -sha256
    CHECK(message_of("{({nonce}{body}):sha256:to-hex}", R"({"nonce":"a","body":"b","Mac":"00"})") ==
          "fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603");
    CHECK(message_of("{({a}-{b}):upper:len}", R"({"a":"x","b":"yz","Mac":"00"})") == "4");
    CHECK_THAT(message_of("{({a}{b}):upper}", R"({"a":"x","Mac":"00"})"), has_text("malformed: b is NULL"));
    CHECK_THAT(message_of("{({a}):hex}", R"({"a":"x","Mac":"00"})"), has_text("a group"));
}

TEST_CASE("a header is found by its name in every way in which lists of headers are kept, in any case") {
    constexpr const char* recipe = "{h:find(X-Sig)}";
    const auto found = [&](std::string_view headers) {
        return message_of(recipe, fmt::format(R"({{"h":{},"Mac":"00"}})", headers));
    };
    CHECK(found(R"([{"name":"a","value":"1"},{"name":"x-sig","value":"s"}])") == "s");
    CHECK(found(R"([{"key":"X-SIG","value":"s","enabled":true}])") == "s");
    CHECK(found(R"([["a","1"],["x-sig","s"]])") == "s");
    CHECK(found(R"(["a","x-sig","x-sig","s"])") == "s");
    CHECK(found(R"(["Host: x-sig","x-sig: s"])") == "s");
    CHECK(found(R"({"a":"1","X-sig":"s"})") == "s");
    CHECK(found(R"({"a":["1"],"X-Sig":["s"]})") == "s");
    CHECK(found(R"("POST / HTTP/1.1\r\nHost: x-sig\r\nx-sig:  s: t \r\n")") == "s: t");
    CHECK_THAT(found(R"({"X-Sig":"s","x-sig":"t"})"), has_text("has \"X-Sig\" twice"));
    CHECK_THAT(found(R"("x-sig: s\nX-Sig: s\n")"), has_text("has \"X-Sig\" twice"));
    CHECK_THAT(found(R"({"a":"1"})"), has_text("malformed: h is NULL or not there, or a step found nothing"));
    CHECK_THAT(found(R"("[broken")"), has_text("malformed: h is not valid JSON"));
    CHECK(message_of("{h:find(X-Sig)?none}", R"({"h":{"a":"1"},"Mac":"00"})") == "none");
}

TEST_CASE("a name is found in time in a list that has values by the hundred thousand") {
    // Which takes minutes where every value is looked for from the list's beginning.
    std::string named;
    std::string pairs;
    std::string members;
    for (int i = 0; i < 100'000; ++i) {
        named += fmt::format(R"({{"name":"h{}","value":{}}},)", i, i);
        pairs += fmt::format(R"(["h{}",{}],)", i, i);
        members += fmt::format(R"("h{}":{},)", i, i);
    }
    constexpr const char* recipe = "{h:find(h99999)}{h:find(last)}";
    CHECK(message_of(recipe, R"({"h":[)" + named + R"({"name":"last","value":[1, 2]}],"Mac":"00"})") == "99999[1, 2]");
    CHECK(message_of(recipe, R"({"h":[)" + pairs + R"(["last",[1, 2]]],"Mac":"00"})") == "99999[1, 2]");
    CHECK(message_of(recipe, R"({"h":{)" + members + R"("last":[1, 2]},"Mac":"00"})") == "99999[1, 2]");
    CHECK(message_of("{h:members:join-values():len}", R"({"h":{)" + members + R"("last":[1, 2]},"Mac":"00"})") ==
          "488896");
}

TEST_CASE("a list of numbers can be read as bytes") {
    CHECK(message_of("{b:bytes}", R"({"b":[104,105,0],"Mac":"00"})") == std::string("hi\0", 3));
    CHECK(message_of("{b:bytes}", R"({"b":{"type":"Buffer","data":[104]},"Mac":"00"})") == "h");
    CHECK_THAT(message_of("{b:bytes}", R"({"b":[256],"Mac":"00"})"), has_text("is no byte"));
    CHECK_THAT(message_of("{b:bytes}", R"({"b":["a"],"Mac":"00"})"), has_text("is no byte"));
    CHECK_THAT(message_of("{b:bytes}", R"({"b":"text","Mac":"00"})"), has_text("malformed"));
}

TEST_CASE("text in another charset becomes UTF-8, and what is no text in it is malformed") {
    const auto made = [](std::string_view charset, std::string_view bytes) {
        std::string encoded;
        append_base64(encoded, as_bytes(bytes));
        return message_of(fmt::format("{{a:base64:from({})}}", charset),
                          fmt::format(R"({{"a":"{}","Mac":"00"}})", encoded));
    };
    CHECK(made("latin1", "caf\xe9") == "caf\xc3\xa9");
    CHECK(made("cp1252", "\x80 5") == "\xe2\x82\xac 5");
    CHECK_THAT(made("cp1252", "x\x81"), has_text("malformed: a has bytes that are no text in cp1252"));
    CHECK(made("utf-16le", std::string_view("a\0\xac\x20", 4)) == "a\xe2\x82\xac");
    CHECK(made("utf-16be", std::string_view("\x20\xac", 2)) == "\xe2\x82\xac");
    CHECK(made("UTF-16", std::string_view("\xfe\xff\x20\xac", 4)) == "\xe2\x82\xac");
    CHECK_THAT(made("utf-16", std::string_view("\x20\xac", 2)), has_text("malformed: a has no byte-order mark"));
    CHECK_THAT(made("utf-16le", std::string_view("a\0\xac", 3)), has_text("malformed"));         // half a character
    CHECK_THAT(made("utf-16le", std::string_view("\0\xd8\x61\0", 4)), has_text("malformed"));    // half a pair
    CHECK_THAT(made("utf-8", "\xed\xa0\x80"), has_text("malformed"));
    CHECK(made("latin1", "").empty());
    const std::string long_text(3000, '\xe9');
    CHECK(made("latin1", long_text).size() == 6000);
    // Reading and writing a charset are each other's opposites.
    CHECK(message_of("{a:latin1:from(latin1)}", "{\"a\":\"caf\xc3\xa9\",\"Mac\":\"00\"}") == "caf\xc3\xa9");
    for (const char* const bad :
         {"{a:from}", "{a:from()}", "{a:from(nowhere)}", "{a:from(latin1//TRANSLIT)}", "{a:from(utf-8//IGNORE)}"}) {
        INFO(bad);
        CHECK_FALSE(format::parse_recipe(bad));
    }
}

TEST_CASE("a step that takes a piece of a text leaves that piece alone while the next steps run") {
    CHECK(message_of("{a:base64:before(:):to-hex}", R"({"a":"dXNlcjpwYXNz","Mac":"00"})") == "75736572");
    CHECK(message_of("{a:base64:after(:):upper:lower}", R"({"a":"dXNlcjpwYXNz","Mac":"00"})") == "pass");
    CHECK(message_of("{q:lower:pairs:sort:join(&)}", R"({"q":"B=2&A=1","Mac":"00"})") == "a=1&b=2");
    CHECK(message_of("{q:to-url:after(%):to-base64}", R"({"q":"a=b","Mac":"00"})") == "M0Ri");
    CHECK(message_of("{j:at(/a):at(/b)}", R"({"j":"{\"a\":\"{\\\"b\\\":[1, 2]}\"}","Mac":"00"})") == "[1, 2]");
    CHECK(message_of("{j:json:json}", R"({"j":"\"\\\"x\\\"\"","Mac":"00"})") == "x");
    CHECK(message_of("{j:find(A):find(b):upper}", R"({"j":{"a":"B: x\n"},"Mac":"00"})") == "X");
}

TEST_CASE("JSON in a string can be looked into, and a way that leads nowhere is malformed") {
    CHECK(message_of("{j:at(/a/0)}", R"({"j":"{\"a\":[{\"b\": 1}]}","Mac":"00"})") == R"({"b": 1})");
    CHECK(message_of("{j:base64:at(/kid)}", R"({"j":"eyJraWQiOiJ3ZWIifQ==","Mac":"00"})") == "web");
    CHECK(message_of("{j:at(/b)?-}", R"({"j":"{\"a\":1}","Mac":"00"})") == "-");
    CHECK_THAT(message_of("{j:at(/a/b)}", R"({"j":{"a":"text"},"Mac":"00"})"), has_text("leads through \"a\""));
    CHECK_THAT(message_of("{j:at(/a)}", R"({"j":"{\"a\":1,\"a\":2}","Mac":"00"})"), has_text("has \"a\" twice"));
    CHECK(message_of("{j:json}", R"({"j":"\"a\\u0041\"","Mac":"00"})") == "aA");
}

TEST_CASE("the record itself can have steps, and several members can be left out") {
    constexpr const char* record = R"({"b":1, "x":"\u00e9", "sig":"s","Mac":"00"})";
    CHECK(message_of("{raw:without(Mac,sig)}", record) == R"({"b":1, "x":"\u00e9"})");
    CHECK(message_of("json-without:sig,Mac", record) == R"({"b":1, "x":"\u00e9"})");
    CHECK(message_of("spaced-without:sig,Mac", record) == R"({"b": 1, "x": "\u00e9"})");
    CHECK(message_of("spaced-utf8-without:sig,Mac", record) == "{\"b\": 1, \"x\": \"\xc3\xa9\"}");
    CHECK(message_of("{raw:without(Mac,sig):spaced-utf8}", record) == "{\"b\": 1, \"x\": \"\xc3\xa9\"}");
    CHECK(message_of("json-without:a\\,b", R"({"a,b":1,"Mac":"00"})") == R"({"Mac":"00"})");
    CHECK_THAT(message_of("{x:members:join(&)}", R"({"x":{"a":1,"a":2},"Mac":"00"})"), has_text("has \"a\" twice"));
    CHECK_THAT(message_of("{raw:sorted}", R"({"x":1e999,"Mac":"00"})"), has_text("no canonical form"));
}

TEST_CASE("the boundary test knows what steps make, groups, and pairs") {
    const auto unproved = [](std::string_view recipe) { return format::unproved_boundaries(shape_with(recipe), true); };
    using Names = std::vector<std::string>;
    for (const char* const proved :
         {"{a:sha256}{b}", "{a:sha256:to-hex}.{b}", "{a:to-base64url}.{b}", "{a:to-url}|{b}", "{a:lower:len}:{b}",
          "{q:pairs:sort:join(&)}", "{({a:int}.{b}):sha256}", "{(id:{id:no(;)};)?}", "{({a:int}.{b}):upper}"}) {
        CAPTURE(proved);
        CHECK(unproved(proved).empty());
    }
    CHECK(unproved("{a:lower}.{b}") == Names{"a", "b"});
    CHECK(unproved("{a:to-hex}a{b}") == Names{"a", "b"});
    CHECK(unproved("{q:pairs(url):sort:join(&)}") == Names{"q"});
    CHECK(unproved("{q:pairs:sort:join()}") == Names{"q"});
    CHECK(unproved("{q:members:sort:join(&)}") == Names{"q"});
    CHECK(unproved("{({a}{b}):sha256}") == Names{"a", "b"});
    CHECK(unproved("{(id:{id};)?}{body}") == Names{"id", "body"});
}

}    // namespace hmacsweep::tests
