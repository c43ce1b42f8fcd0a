// Header lines: which column is which field, what is an error about the input, and what `auto` takes for a table.
#include "host/format/table_header.hpp"

#include "tests/support/catch.hpp"

#include <string>

namespace hmacsweep::tests {
namespace {

using Columns = std::array<std::uint32_t, num_fields>;

Shape csv() {
    Shape shape;
    shape.format = InputFormat::Csv;
    return shape;
}

Shape with_defaults(Shape shape) {
    shape.default_key_id = "k";
    shape.default_algorithm = Algorithm::HmacSha256;
    return shape;
}

void map(Shape& shape, Field field, const std::string& name) {
    shape.names[static_cast<std::size_t>(field)] = name;
    shape.is_mapped[static_cast<std::size_t>(field)] = true;
}

std::string error_of(const Shape& shape, std::string_view header) {
    const Result<Shape> found = io::find_columns(shape, as_bytes(header));
    return found ? std::string() : found.error().message;
}

}    // namespace

TEST_CASE("a header's names tell where the fields are") {
    const Result<Shape> found =
        io::find_columns(csv(), as_bytes("x,Mac,\"Message\",KeyId,Id,MacAlgorithm,\"a \"\"quoted\"\" one,x\""));
    REQUIRE(found);
    CHECK(found->columns == Columns{4, 3, 5, 2, 1});
    CHECK(found->num_columns == 7);
    Shape mapped = csv();
    map(mapped, Field::Message, "a \"quoted\" one,x");
    const Result<Shape> quoted =
        io::find_columns(mapped, as_bytes("Mac,KeyId,MacAlgorithm,\"a \"\"quoted\"\" one,x\""));
    REQUIRE(quoted);
    CHECK(quoted->columns == Columns{no_column, 1, 2, 3, 0});
}

TEST_CASE("a column that is needed and missing is an error that names it and says what to do") {
    CHECK_THAT(error_of(csv(), "KeyId,MacAlgorithm,Message"),
               has_text("no column \"Mac\"") && has_text("--columns mac="));
    CHECK_THAT(error_of(csv(), "KeyId,MacAlgorithm,Mac"), has_text("no column \"Message\""));
    CHECK_THAT(error_of(csv(), "KeyId,Message,Mac"),
               has_text("no column \"MacAlgorithm\"") && has_text("--mac-algorithm"));
    CHECK_THAT(error_of(csv(), "MacAlgorithm,Message,Mac"), has_text("no column \"KeyId\"") && has_text("--key-id"));
    CHECK(error_of(with_defaults(csv()), "Message,Mac").empty());
    // Names are compared byte by byte.
    CHECK_FALSE(error_of(with_defaults(csv()), "message,Mac").empty());
    CHECK_FALSE(error_of(with_defaults(csv()), "Message, Mac").empty());
    Shape generate = with_defaults(csv());
    generate.wants_mac = false;
    CHECK(error_of(generate, "Message").empty());
}

TEST_CASE("a column that the user named must be there, even where it could do without") {
    for (const Field field : {Field::Id, Field::KeyId, Field::MacAlgorithm, Field::Mac}) {
        Shape shape = with_defaults(csv());
        shape.wants_mac = false;
        map(shape, field, "mine");
        CHECK_THAT(error_of(shape, "Id,KeyId,MacAlgorithm,Message,Mac"), has_text("no column \"mine\""));
        CHECK(error_of(shape, "mine,Message").empty());
    }
}

TEST_CASE("a field's column that stands there twice is an error, another's is not") {
    CHECK_THAT(error_of(with_defaults(csv()), "Message,Mac,Mac"), has_text("two columns \"Mac\""));
    CHECK_THAT(error_of(with_defaults(csv()), "Message,Mac,Id,\"Id\""), has_text("two columns \"Id\""));
    CHECK(error_of(with_defaults(csv()), "x,Message,Mac,x,,").empty());
}

TEST_CASE("a header with broken quotes is an error") {
    CHECK_THAT(error_of(with_defaults(csv()), "Message,\"Mac"), has_text("not closed"));
    CHECK_THAT(error_of(with_defaults(csv()), "Message,\"Mac\"x"), has_text("behind the closing quote"));
}

TEST_CASE("without a header columns go by their numbers, from 1") {
    Shape shape = with_defaults(csv());
    map(shape, Field::Message, "3");
    map(shape, Field::Mac, "1");
    const Result<Shape> numbered = io::number_columns(shape);
    REQUIRE(numbered);
    CHECK(numbered->columns == Columns{no_column, no_column, no_column, 2, 0});
    CHECK(numbered->num_columns == 0);
    CHECK(numbered->name(Field::Mac) == "column 1");
    for (const std::string name : {"0", "-1", "", "x", "1x", "4294967297", "1.0", " 1"}) {
        Shape wrong = shape;
        map(wrong, Field::Mac, name);
        INFO(name);
        CHECK_FALSE(io::number_columns(wrong));
    }
    Shape twice = shape;
    map(twice, Field::Mac, "03");
    CHECK_FALSE(io::number_columns(twice));
    Shape none = csv();
    map(none, Field::Message, "1");
    map(none, Field::Mac, "2");
    const Result<Shape> no_key = io::number_columns(none);
    REQUIRE_FALSE(no_key);
    CHECK_THAT(no_key.error().message, has_text("KeyId"));
}

TEST_CASE("auto knows a table by its suffix, or by a first line that has all names that are needed") {
    CHECK(guess_format("x.csv") == InputFormat::Csv);
    CHECK(guess_format("a.csv/x.tsv") == InputFormat::Tsv);
    CHECK(guess_format("x.jsonl") == InputFormat::JsonLines);
    CHECK(guess_format("x.ndjson") == InputFormat::JsonLines);
    for (const std::string_view name : {"-", "x", "x.log", "x.CSV", "csv", "x.csv.bak"}) {
        CHECK_FALSE(guess_format(name));
    }
    const Shape shape = with_defaults({});
    CHECK(io::sniff_format(shape, as_bytes("Message,Mac")) == InputFormat::Csv);
    CHECK(io::sniff_format(shape, as_bytes("Id\tMessage\tx\tMac")) == InputFormat::Tsv);
    for (const std::string_view line :
         {"", "Message", "Message;Mac", "Message,Mac,Mac", R"({"Message":"","Mac":""})", R"("Message","Mac)"}) {
        INFO(line);
        CHECK(io::sniff_format(shape, as_bytes(line)) == InputFormat::JsonLines);
    }
    Shape semicolon = shape;
    semicolon.delimiter = ';';
    CHECK(io::sniff_format(semicolon, as_bytes("Message;Mac")) == InputFormat::Csv);
}

}    // namespace hmacsweep::tests
