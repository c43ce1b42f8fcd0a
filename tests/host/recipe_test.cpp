// Message recipes: what they may say, and the messages that they make of rows, objects and lines.
#include "host/format/recipe.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/reading.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace hmacsweep::tests {
namespace {

format::Recipe recipe(std::string_view text) {
    const Result<format::Pattern> pattern = format::parse_pattern(text);
    REQUIRE(pattern);
    Result<format::Recipe> made = format::make_recipe(*pattern);
    REQUIRE(made);
    return std::move(*made);
}

format::Shape shape_with(std::string_view text) {
    format::Shape shape;
    shape.recipe = recipe(text);
    shape.default_key_id = "k";
    shape.default_algorithm = Algorithm::HmacSha256;
    shape.mac_encoding = Encoding::Hex;
    return shape;
}

/// A table whose columns are the recipe's names, in order, and then the MAC.
format::Shape table_with(std::string_view text) {
    format::Shape shape = shape_with(text);
    shape.format = format::InputFormat::Csv;
    for (std::uint32_t i = 0; i < shape.recipe.names.size(); ++i) {
        shape.recipe.names[i].column = i;
    }
    shape.place(format::Field::Mac).column = static_cast<std::uint32_t>(shape.recipe.names.size());
    return shape;
}

std::string message_of(LineReader& read, const std::string& record) {
    const reader::Record& made = read(record);
    INFO(record);
    CHECK(made.malformed == "");
    CHECK(made.has_mac);
    return std::string(as_text(made.message));
}

std::string reason_of(LineReader& read, const std::string& record) {
    return std::string(read(record).malformed);
}

}    // namespace

TEST_CASE("a recipe names each field once, however often it uses it") {
    const format::Recipe made = recipe("orders|{id}|{payload:len}:{payload}|{raw}{raw:len}{raw:text}");
    std::vector<std::string> names;
    std::ranges::transform(made.names, std::back_inserter(names), &format::RecipeName::name);
    CHECK(names == std::vector<std::string>{"id", "payload", "raw"});
    const std::vector<format::PieceKind> kinds{
        format::PieceKind::Literal,   format::PieceKind::Field, format::PieceKind::Literal, format::PieceKind::Length,
        format::PieceKind::Literal,   format::PieceKind::Field, format::PieceKind::Literal, format::PieceKind::Raw,
        format::PieceKind::RawLength, format::PieceKind::Field};
    REQUIRE(made.pieces.size() == kinds.size());
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        CHECK(made.pieces[i].kind == kinds[i]);
    }
    CHECK(made.pieces[5].field == 1);
    CHECK_FALSE(made.is_empty());
    CHECK(format::Recipe().is_empty());
}

TEST_CASE("recipes that say nothing or something unknown are refused") {
    for (const std::string_view text :
         {"", "all the same", "{}", "{a:octal}", "{a...}", "{a} {b:LEN}", "{a:no()}", "{a:is(octal)}", "{Prev.Mac}"}) {
        INFO(text);
        CHECK_FALSE(format::parse_recipe(text));
    }
}

TEST_CASE("a row's cells become the message, their bytes as they are") {
    LineReader read(table_with(R"(t\0{a}={b:len}:{b}|{c:hex}{d:base64}\n)"));
    CHECK(message_of(read, "x,\"q\"\"\n,\",\\x616263,WFla,00") == std::string("t\0x=4:q\"\n,|abcXYZ\n", 18));
    CHECK(message_of(read, "\xff,\"\",\"\",\"\",00") == std::string("t\0\xff=0:|\n", 8));
    LineReader raw(table_with("{a}/{raw}/{raw:len}"));
    CHECK(message_of(raw, "x,\"00\"") == "x/x,\"00\"/6");
}

TEST_CASE("NULL is malformed unless the recipe has a text for it") {
    LineReader plain(table_with("{a}|{b}"));
    CHECK_THAT(reason_of(plain, "x,,00"), has_text("b is NULL or not there") && has_text("{b?-}"));
    CHECK(message_of(plain, "x,\"\",00") == "x|");
    LineReader marked(table_with(R"({a?\\N}|{b:len?-1}:{b?}|{c:hex?none})"));
    CHECK(message_of(marked, ",,,00") == "\\N|-1:|none");
    CHECK(message_of(marked, "\"\",bb,6E,00") == "|2:bb|n");
}

TEST_CASE("a field that cannot be decoded is malformed, and the reason names it and does not quote it") {
    LineReader read(table_with("{a:hex}|{b:base64}"));
    CHECK_THAT(reason_of(read, "Secret,QQ==,00"), has_text("a is not valid hex"));
    CHECK_THAT(reason_of(read, "00,Secret,00"), has_text("b is not valid base64"));
    CHECK(reason_of(read, "Secret,Secret,00").find("Secret") == std::string::npos);
}

TEST_CASE("a field that must not have what follows it is malformed where it has, and never cut") {
    LineReader read(shape_with("{id:no(.|))}.{t:int}.{body}"));
    CHECK(message_of(read, R"({"id":"msg_1","t":"15","body":"a.b","Mac":"00"})") == "msg_1.15.a.b");
    CHECK(message_of(read, R"({"id":"","t":15,"body":".","Mac":"00"})") == ".15..");
    CHECK_THAT(reason_of(read, R"({"id":"msg.1","t":"5","body":"a.b","Mac":"00"})"), has_text("id has one of"));
    CHECK_THAT(reason_of(read, R"x({"id":"msg)","t":"5","body":"a.b","Mac":"00"})x"), has_text("id has one of"));
    CHECK_THAT(reason_of(read, R"({"id":"msg","t":"5.a","body":"b","Mac":"00"})"), has_text("t is no integer"));
    CHECK_THAT(reason_of(read, R"({"id":null,"t":"5","body":"b","Mac":"00"})"), has_text("id is NULL"));
}

TEST_CASE("a field that must be of an encoding is taken as it stands, or malformed") {
    LineReader read(shape_with("{a:is(hex)}.{b:is(base64url-nopad)}"));
    CHECK(message_of(read, R"({"a":"0aFF","b":"e30","Mac":"00"})") == "0aFF.e30");
    CHECK_FALSE(read(R"({"a":"00","b":"e30","Mac":"00"})").is_maybe_detached);
    CHECK(read(R"({"a":"00","b":"","Mac":"00"})").is_maybe_detached);
    CHECK_THAT(reason_of(read, R"({"a":"0aF","b":"e30","Mac":"00"})"), has_text("a is not valid hex"));
    CHECK_THAT(reason_of(read, R"({"a":"00","b":"e31","Mac":"00"})"), has_text("b is not canonical base64"));
    CHECK_THAT(reason_of(read, R"({"a":"00","b":"e30=","Mac":"00"})"), has_text("b is not valid base64url"));
    CHECK_THAT(reason_of(read, R"({"a":"00","b":"e3==","Mac":"00"})"), has_text("b is not valid base64url"));
}

TEST_CASE("an object's members become the message: strings as texts, all else as it stands") {
    LineReader read(shape_with("{s}|{n}|{b}|{o}|{a?-}"));
    CHECK(message_of(read, R"({"b":true,"Mac":"00","o":{"x": [1,"}"] } ,"n":1.50e+1,"s":"\u00e4\n\"","a":null})") ==
          "\xc3\xa4\n\"|1.50e+1|true|{\"x\": [1,\"}\"] }|-");
    CHECK(message_of(read, R"({"n":123456789012345678901234567890,"s":"","b":false,"o":[],"Mac":"00","a": 1E+400 })") ==
          "|123456789012345678901234567890|false|[]|1E+400");
    CHECK_THAT(reason_of(read, R"({"n":1,"b":true,"o":1,"Mac":"00"})"), has_text("s is NULL or not there"));
    CHECK_THAT(reason_of(read, R"({"s":"","n":1,"n":1,"b":true,"o":1,"Mac":"00"})"), has_text("n appears twice"));
    LineReader raw(shape_with("{raw}"));
    const std::string line = R"( {"x":1,"Mac":"00"}  )";
    CHECK(message_of(raw, line) == line);
}

TEST_CASE("with a recipe a member called Message is like any other, and fields may be used as they are") {
    LineReader read(shape_with("{KeyId}.{Message:base64}"));
    CHECK(message_of(read, R"({"KeyId":"alias/a","Message":"aGk=","Mac":"00"})") == "alias/a.hi");
    LineReader other(shape_with("{x}"));
    CHECK(message_of(other, R"({"Message":17,"x":"y","Mac":"00"})") == "y");
}

TEST_CASE("the parts of a line become the message") {
    format::Shape shape = shape_with("{time}\\t{text}");
    shape.format = format::InputFormat::Lines;
    const Result<format::Pattern> pattern = format::parse_pattern("{time} {text...} mac={Mac}");
    REQUIRE(pattern);
    Result<format::LineTemplate> line = format::make_line_template(*pattern, "Message");
    REQUIRE(line);
    shape.line = std::move(*line);
    shape.recipe.names[0].column = 0;
    shape.recipe.names[1].column = 1;
    shape.place(format::Field::Mac).column = 2;
    LineReader read(shape);
    CHECK(message_of(read, "10:00 user \xff mac=1 mac=00") == "10:00\tuser \xff mac=1");
}

}    // namespace hmacsweep::tests
