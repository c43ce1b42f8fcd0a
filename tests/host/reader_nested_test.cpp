// The Reader on fields within fields: JSON pointers, names in any case, and JSON within an encoded field.
#include "tests/support/catch.hpp"
#include "tests/support/reading.hpp"

#include <string>
#include <utility>

namespace hmacsweep::tests {
namespace {

JsonPointer pointer(std::string_view text) {
    const Result<JsonPointer> parsed = parse_json_pointer(text);
    REQUIRE(parsed);
    return *parsed;
}

/// JSON records whose message is text and whose MAC, in hex, is where the pointer says.
format::Shape nested(const std::string& message, const std::string& mac) {
    format::Shape shape;
    shape.message_encoding = Encoding::Text;
    shape.mac_encoding = Encoding::Hex;
    shape.default_key_id = "key";
    shape.default_algorithm = Algorithm::HmacSha256;
    shape.has_pointers = true;
    for (const auto& [field, name] : {std::pair(format::Field::Message, message), {format::Field::Mac, mac}}) {
        shape.place(field).name = name;
        shape.place(field).pointer = pointer(name);
    }
    return shape;
}

/// Records with the key and the algorithm in the JSON of Header, as a JSON Web Token has them.
format::Shape with_header(Encoding encoding) {
    format::Shape shape;
    shape.message_encoding = Encoding::Text;
    shape.mac_encoding = Encoding::Hex;
    shape.documents.push_back({"Header", encoding, {"Header:text/crit"}, {pointer("/crit")}});
    shape.algorithm_names = {{"HS256", Algorithm::HmacSha256}, {"HS512", Algorithm::HmacSha512}};
    for (const auto& [field, inner] : {std::pair(format::Field::Id, std::string("/jti")),
                                       {format::Field::KeyId, "/kid"},
                                       {format::Field::MacAlgorithm, "/alg"}}) {
        shape.place(field).name = "Header";
        shape.place(field).inner = format::InnerField{0, pointer(inner), "Header:text" + inner};
    }
    return shape;
}

std::string header_line(std::string_view header) {
    std::string line = R"({"Message":"m","Mac":"00","Header":)";
    append_json_string(line, header);
    return line + "}";
}

}    // namespace

TEST_CASE("a JSON pointer is read as RFC 6901 has it") {
    CHECK(pointer("/a/b") == JsonPointer{"a", "b"});
    CHECK(pointer("/") == JsonPointer{""});
    CHECK(pointer("/a~1b/m~0n/~01") == JsonPointer{"a/b", "m~n", "~1"});
    CHECK_FALSE(parse_json_pointer("a/b"));
    CHECK_FALSE(parse_json_pointer("/a~2"));
    CHECK_FALSE(parse_json_pointer("/a~"));
}

TEST_CASE("fields stand in objects and arrays within the record") {
    LineReader read(nested("/event/body", "/headers/X-Sig/1"));
    const reader::Record& record =
        read(R"({"headers":{"a":{"X-Sig":0},"X-Sig":["00","c0ffee"]},"event":{"n":[{}],"body":"b\n"}})");
    CHECK(record.malformed == "");
    CHECK(as_text(record.message) == "b\n");
    CHECK(to_hex(record.mac) == "c0ffee");
    CHECK_THAT(std::string(read(R"({"headers":{"X-Sig":["00","01"]},"event":{}})").malformed), has_text("missing"));
    CHECK_THAT(std::string(read(R"({"headers":{"X-Sig":["00",1]},"event":{"body":"b"}})").malformed),
               has_text("must be a string"));
    for (const char* const none : {R"({"event":{"body":"b"}})", R"({"headers":null,"event":{"body":"b"}})",
                                   R"({"headers":{"X-Sig":["00"]},"event":{"body":"b"}})",
                                   R"({"headers":{"X-Sig":["00",null]},"event":{"body":"b"}})",
                                   R"({"headers":{"x-sig":["00","01"]},"event":{"body":"b"}})"}) {
        CAPTURE(none);
        CHECK(read(none).malformed == "");
        CHECK_FALSE(read(none).has_mac);
    }
    for (const char* const dead_end :
         {R"({"headers":"X-Sig","event":{"body":"b"}})", R"({"headers":["X-Sig","00"],"event":{"body":"b"}})",
          R"({"headers":{"X-Sig":"00"},"event":{"body":"b"}})", R"({"headers":{"X-Sig":["00","01"]},"event":[1]})"}) {
        CAPTURE(dead_end);
        CHECK_THAT(std::string(read(dead_end).malformed), has_text("which is no object"));
    }
}

TEST_CASE("a name that stands twice on the way makes the record malformed") {
    LineReader read(nested("/body", "/h/s"));
    for (const char* const line :
         {R"({"h":{"s":"00","s":"00"},"body":""})", R"({"h":{"s":"00"},"h":{},"body":""})",
          R"({"h":{"s":"00","\u0073":"01"},"body":""})", R"({"body":"a","h":{"s":"00"},"body":"b"})"}) {
        CAPTURE(line);
        CHECK_THAT(std::string(read(line).malformed), has_text("twice"));
    }
    CHECK(read(R"({"h":{"s":"00","t":{"s":1}},"body":"","s":5})").malformed == "");
}

TEST_CASE("names may differ in case where that is asked for, and one name in two cases is there twice") {
    format::Shape shape = nested("/Body", "/Headers/X-Sig");
    shape.ignores_case = true;
    LineReader read(shape);
    CHECK(to_hex(read(R"({"HEADERS":{"x-sig":"0a"},"body":"b"})").mac) == "0a");
    CHECK_THAT(std::string(read(R"({"headers":{"x-sig":"0a","X-Sig":"0a"},"body":"b"})").malformed), has_text("twice"));
}

TEST_CASE("a recipe takes values by pointers: a string's text, and any other value as it stands in the line") {
    format::Shape shape = nested("/m", "/h/s");
    Result<format::Recipe> recipe = format::parse_recipe("{/h/t}|{/list/0}|{/o}|{/none?-}|{plain}");
    REQUIRE(recipe);
    shape.recipe = std::move(*recipe);
    for (format::RecipeName& part : shape.recipe.names) {
        part.pointer = part.name.starts_with('/') ? pointer(part.name) : JsonPointer();
    }
    LineReader read(shape);
    const reader::Record& record =
        read(R"({"h":{"s":"00","t":1.50},"list":[ 1e999 , "x,]"],"o":{"a": "}", "b":[1,  2]},"plain":"p"})");
    CHECK(record.malformed == "");
    CHECK(as_text(record.message) == R"(1.50|1e999|{"a": "}", "b":[1,  2]}|-|p)");
    CHECK(read(R"({"h":{"s":"00"},"list":[1],"o":1,"plain":"p"})").is_malformed());
}

TEST_CASE("key, algorithm and Id come from the JSON within an encoded field") {
    LineReader read(with_header(Encoding::Text));
    for (int round = 0; round < 2; ++round) {    // the same text again is parsed once
        const reader::Record& record = read(header_line(R"({"alg":"HS512","kid":"k1","jti":17})"));
        CHECK(record.malformed == "");
        CHECK(record.id == "17");
        CHECK(record.key_id == "k1");
        CHECK(record.algorithm == Algorithm::HmacSha512);
    }
    CHECK(read(header_line(R"({"alg":"HS256","kid":"k\u0032","jti":"a\"b"})")).key_id == "k2");
    CHECK(read(header_line(R"({"alg":"HS256","kid":"k2","jti":"a\"b"})")).id == R"("a\"b")");
    LineReader read_url(with_header(Encoding::Base64Url));
    CHECK(read_url(header_line("eyJhbGciOiJIUzI1NiIsImtpZCI6IksifQ")).key_id == "K");
}

TEST_CASE("no algorithm is taken but those that have a name, and no header but one that is clear") {
    LineReader read(with_header(Encoding::Text));
    struct Row {
        const char* header;
        const char* reason;
    };
    for (const Row& row : {
             Row{R"({"alg":"none","kid":"k"})", "\"none\", which --algorithm-names does not have"},
             Row{R"({"alg":"None","kid":"k"})", "None"},
             Row{R"({"alg":"hs256","kid":"k"})", "hs256"},
             Row{R"({"alg":"RS256","kid":"k"})", "RS256"},
             Row{R"({"alg":"HMAC_SHA_256","kid":"k"})", "HMAC_SHA_256"},
             Row{R"({"alg":"","kid":"k"})", "\"\""},
             Row{R"({"alg":["HS256"],"kid":"k"})", "string or a number"},
             Row{R"({"alg":256,"kid":"k"})", "must be a string"},
             Row{R"({"alg":"HS256","kid":5})", "must be a string"},
             Row{R"({"kid":"k"})", "Header:text/alg is missing"},
             Row{R"({"alg":"HS256"})", "Header:text/kid is missing"},
             Row{R"({"alg":"HS256","kid":"k","kid":"k"})", "\"kid\" twice"},
             Row{R"({"alg":"HS256","alg":"none","kid":"k"})", "\"alg\" twice"},
             Row{R"({"alg":"none","\u0061lg":"HS256","kid":"k"})", "\"alg\" twice"},
             Row{R"({"x":1,"alg":"HS256","kid":"k","x":1})", "\"x\" twice"},
             Row{R"({"alg":"HS256","kid":"k","crit":["exp"]})", "Header:text/crit, which --refuse names"},
             Row{R"({"alg":"HS256","kid":"k","crit":null})", "--refuse"},
             Row{R"(["HS256"])", "not one JSON object"},
             Row{R"({"alg":"HS256","kid":"k"}{})", "not one JSON object"},
             Row{R"({"alg":"HS256","kid":"k")", "not one JSON object"},
             Row{"", "not one JSON object"},
         }) {
        CAPTURE(row.header);
        const reader::Record& record = read(header_line(row.header));
        CHECK_THAT(std::string(record.malformed), has_text(row.reason));
    }
    // The good one again, behind bad ones.
    CHECK(read(header_line(R"({"alg":"HS256","kid":"k"})")).malformed == "");
    CHECK_THAT(std::string(read(header_line(std::string(70000, ' ') + "{}")).malformed), has_text("65536"));
    CHECK(read(R"({"Message":"m","Mac":"00"})").is_malformed());
    LineReader read_url(with_header(Encoding::Base64Url));
    CHECK_THAT(std::string(read_url(header_line("e30.e30")).malformed), has_text("not valid base64"));
}

TEST_CASE("an inner name is a field's name, an encoding and a pointer") {
    const Result<std::optional<format::InnerName>> inner = format::parse_inner_name("a:b:base64url/x/y");
    REQUIRE(inner);
    REQUIRE(inner->has_value());
    CHECK((*inner)->name == "a:b");
    CHECK((*inner)->encoding == Encoding::Base64Url);
    CHECK((*inner)->pointer == JsonPointer{"x", "y"});
    for (const char* const plain : {"Header", "Header:kid", "Header/kid", "a:b/c", ":hex/a", "/a/b"}) {
        const Result<std::optional<format::InnerName>> none = format::parse_inner_name(plain);
        REQUIRE(none);
        CHECK_FALSE(none->has_value());
    }
    CHECK_FALSE(format::parse_inner_name("Header:hex/a~"));
}

}    // namespace hmacsweep::tests
