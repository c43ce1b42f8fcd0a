// Header lines: which column is which field, what is an error about the input, and what `auto` takes for a table.
#include "host/format/table_header.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/shapes.hpp"

#include <string>

#include <fmt/format.h>

namespace hmacsweep::tests {
namespace {

format::Shape csv() {
    format::Shape shape;
    shape.format = format::InputFormat::Csv;
    return shape;
}

format::Shape with_defaults(format::Shape shape) {
    shape.default_key_id = "k";
    shape.default_algorithm = Algorithm::HmacSha256;
    return shape;
}

void map(format::Shape& shape, format::Field field, const std::string& name) {
    shape.place(field).name = name;
    shape.place(field).is_mapped = true;
}

std::string error_of(const format::Shape& shape, std::string_view header) {
    const Result<format::Shape> found = format::find_columns(shape, as_bytes(header));
    return found ? std::string() : found.error().message;
}

}    // namespace

TEST_CASE("a header's names tell where the fields are") {
    const Result<format::Shape> found =
        format::find_columns(csv(), as_bytes("x,Mac,\"Message\",KeyId,Id,MacAlgorithm,\"a \"\"quoted\"\" one,x\""));
    REQUIRE(found);
    CHECK(columns_of(*found) == Columns{4, 3, 5, 2, 1});
    CHECK(found->num_columns == 7);
    format::Shape mapped = csv();
    map(mapped, format::Field::Message, "a \"quoted\" one,x");
    const Result<format::Shape> quoted =
        format::find_columns(mapped, as_bytes("Mac,KeyId,MacAlgorithm,\"a \"\"quoted\"\" one,x\""));
    REQUIRE(quoted);
    CHECK(columns_of(*quoted) == Columns{format::no_column, 1, 2, 3, 0});
}

TEST_CASE("a header has a bounded number of names") {
    const std::string names = "Id,KeyId,MacAlgorithm,Message,Mac";
    CHECK(error_of(csv(), names + std::string(core::max_cells - 5, ',')).empty());
    CHECK(error_of(csv(), names + std::string(core::max_cells - 4, ',')) ==
          "has 65537 columns in its header line, and 65536 are the most that a table may have");
}

TEST_CASE("where a column is missing those that there are are named, fit for a terminal, 24 at most") {
    CHECK(error_of(csv(), "KeyId,MacAlgorithm,Message,sig\x1bned")
              .ends_with("; its columns are \"KeyId\", \"MacAlgorithm\", \"Message\", \"sig?ned\""));
    std::string many = "c1";
    for (int i = 2; i <= 30; ++i) {
        many += ",c" + std::to_string(i);
    }
    CHECK_THAT(error_of(csv(), many), has_text("\"c24\" and 6 more"));
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
    format::Shape generate = with_defaults(csv());
    generate.wants_mac = false;
    CHECK(error_of(generate, "Message").empty());
}

TEST_CASE("a column that the user named must be there, even where it could do without") {
    for (const format::Field field :
         {format::Field::Id, format::Field::KeyId, format::Field::MacAlgorithm, format::Field::Mac}) {
        format::Shape shape = with_defaults(csv());
        shape.wants_mac = false;
        map(shape, field, "mine");
        CHECK_THAT(error_of(shape, "Id,KeyId,MacAlgorithm,Message,Mac"), has_text("no column \"mine\""));
        CHECK(error_of(shape, "mine,Message").empty());
    }
}

TEST_CASE("a field's column that appears twice is an error, another's is not") {
    CHECK_THAT(error_of(with_defaults(csv()), "Message,Mac,Mac"), has_text("two columns \"Mac\""));
    CHECK_THAT(error_of(with_defaults(csv()), "Message,Mac,Id,\"Id\""), has_text("two columns \"Id\""));
    CHECK(error_of(with_defaults(csv()), "x,Message,Mac,x,,").empty());
}

TEST_CASE("a header with broken quotes is an error") {
    CHECK_THAT(error_of(with_defaults(csv()), "Message,\"Mac"), has_text("not closed"));
    CHECK_THAT(error_of(with_defaults(csv()), "Message,\"Mac\"x"), has_text("behind the closing quote"));
}

TEST_CASE("without a header columns go by their numbers, from 1") {
    format::Shape shape = with_defaults(csv());
    map(shape, format::Field::Message, "3");
    map(shape, format::Field::Mac, "1");
    const Result<format::Shape> numbered = format::number_columns(shape);
    REQUIRE(numbered);
    CHECK(columns_of(*numbered) == Columns{format::no_column, format::no_column, format::no_column, 2, 0});
    CHECK(numbered->num_columns == 0);
    CHECK(numbered->name(format::Field::Mac) == "column 1");
    for (const std::string name : {"0", "-1", "", "x", "1x", "4294967297", "1.0", " 1"}) {
        format::Shape wrong = shape;
        map(wrong, format::Field::Mac, name);
        INFO(name);
        CHECK_FALSE(format::number_columns(wrong));
    }
    format::Shape twice = shape;
    map(twice, format::Field::Mac, "03");
    CHECK_FALSE(format::number_columns(twice));
    format::Shape none = csv();
    map(none, format::Field::Message, "1");
    map(none, format::Field::Mac, "2");
    const Result<format::Shape> no_key = format::number_columns(none);
    REQUIRE_FALSE(no_key);
    CHECK_THAT(no_key.error().message, has_text("KeyId"));
}

TEST_CASE("auto knows a table by its suffix, or by a first line that has all names that are needed") {
    CHECK(format::guess_format("x.csv") == format::InputFormat::Csv);
    CHECK(format::guess_format("a.csv/x.tsv") == format::InputFormat::Tsv);
    CHECK(format::guess_format("x.jsonl") == format::InputFormat::JsonLines);
    CHECK(format::guess_format("x.ndjson") == format::InputFormat::JsonLines);
    // In capitals, too, and before a rotated file's number.
    CHECK(format::guess_format("x.CSV") == format::InputFormat::Csv);
    CHECK(format::guess_format("x.tsv.12") == format::InputFormat::Tsv);
    CHECK(format::guess_format("x.json-20230525") == format::InputFormat::Json);
    for (const std::string_view name : {"-", "x", "x.log", "csv", "x.csv.bak", "12", "-1", ".csv1", ""}) {
        CHECK_FALSE(format::guess_format(name));
    }
    const format::Shape shape = with_defaults({});
    CHECK(format::sniff_format(shape, as_bytes("Message,Mac")) == format::InputFormat::Csv);
    CHECK(format::sniff_format(shape, as_bytes("Id\tMessage\tx\tMac")) == format::InputFormat::Tsv);
    for (const std::string_view line :
         {"", "Message", "Message;Mac", "Message,Mac,Mac", R"({"Message":"","Mac":""})", R"("Message","Mac)"}) {
        INFO(line);
        CHECK(format::sniff_format(shape, as_bytes(line)) == format::InputFormat::JsonLines);
    }
    format::Shape semicolon = shape;
    semicolon.delimiter = ';';
    CHECK(format::sniff_format(semicolon, as_bytes("Message;Mac")) == format::InputFormat::Csv);
}

TEST_CASE("a first line is no header where no column is needed, as for a message of the whole record") {
    format::Shape shape = with_defaults({});
    shape.wants_mac = false;
    shape.default_key_id = "k";
    shape.default_algorithm = Algorithm::HmacSha256;
    Result<format::Recipe> recipe = format::parse_recipe("{raw:len}");
    REQUIRE(recipe);
    shape.recipe = std::move(*recipe);
    CHECK(format::sniff_format(shape, as_bytes(R"({"a":1,"b":2})")) == format::InputFormat::JsonLines);
    CHECK(format::sniff_format(shape, as_bytes("a,b")) == format::InputFormat::JsonLines);
}

TEST_CASE("a header whose columns have another delimiter names the option for it") {
    format::Shape shape = with_defaults({});
    shape.format = format::InputFormat::Csv;
    for (const std::string_view delimiter : {";", "|"}) {
        const std::string header = fmt::format("Message{}Mac", delimiter);
        const Result<format::Shape> found = format::find_columns(shape, as_bytes(header));
        REQUIRE_FALSE(found);
        CHECK_THAT(found.error().message, has_text(fmt::format("--delimiter '{}'", delimiter)));
    }
    const Result<format::Shape> plain = format::find_columns(shape, as_bytes("a,b"));
    REQUIRE_FALSE(plain);
    CHECK(plain.error().message.find("--delimiter") == std::string::npos);
}

}    // namespace hmacsweep::tests
