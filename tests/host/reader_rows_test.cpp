// The Reader on rows of COPY's binary form: fields are bytes, integers are read where the options say so and nowhere
// else, and NULL is not the empty text.
#include "tests/support/catch.hpp"
#include "tests/support/copy_rows.hpp"
#include "tests/support/reading.hpp"
#include "tests/support/shapes.hpp"

#include <string>

namespace hmacsweep::tests {
namespace {

const std::vector<format::Step> integer_steps = [] {
    format::Step step;
    step.kind = format::StepKind::Integer;
    return std::vector<format::Step>{step};
}();

/// Id, KeyId, MacAlgorithm, Message, Mac in this order.
format::Shape rows() {
    format::Shape shape;
    shape.format = format::InputFormat::PgCopy;
    shape.is_binary = true;
    set_names(shape, {"column 1", "column 2", "column 3", "column 4", "column 5"});
    set_columns(shape, {0, 1, 2, 3, 4});
    shape.num_columns = 5;
    shape.message_encoding = Encoding::Text;
    shape.mac_encoding = Encoding::Text;
    return shape;
}

std::string row(const CopyField& id, const CopyField& key, const CopyField& message, const CopyField& mac) {
    return copy_row({id, key, "HMAC_SHA_256", message, mac});
}

std::string reason_of(LineReader& read, const std::string& bytes) {
    return std::string(read(bytes).malformed);
}

}    // namespace

TEST_CASE("the fields of a row are the fields of a record, byte by byte") {
    LineReader read(rows());
    const std::string bytes("\0\n\"\\N\t,\377", 8);
    const reader::Record& record = read(row("r\xc3\xa4w\n17", "k\"k", bytes, bytes + bytes));
    CHECK(record.malformed == "");
    CHECK(record.id == "\"r\xc3\xa4w\\n17\"");
    CHECK(record.key_id == "k\"k");
    CHECK(record.algorithm == Algorithm::HmacSha256);
    CHECK(as_text(record.message) == bytes);
    CHECK(as_text(record.mac) == bytes + bytes);
    CHECK(record.has_mac);
}

TEST_CASE("NULL is absent, and an empty field is the empty text") {
    LineReader read(rows());
    CHECK(read(row(std::nullopt, "k", "m", "x")).id.empty());
    CHECK(read(row("", "k", "m", "x")).id == "\"\"");
    CHECK(reason_of(read, row("1", "k", std::nullopt, "x")) == "column 4 is NULL");
    CHECK(read(row("1", "k", "", "x")).malformed == "");
    CHECK(read(row("1", "k", "", "x")).message.empty());
    CHECK_FALSE(read(row("1", "k", "m", std::nullopt)).has_mac);
    CHECK_FALSE(read(row("1", "k", "m", "")).has_mac);
    CHECK_THAT(reason_of(read, row("1", std::nullopt, "m", "x")), has_text("column 2 is missing"));
}

TEST_CASE("a field may be written in any encoding") {
    format::Shape shape = rows();
    shape.message_encoding = Encoding::Base64;
    shape.mac_encoding = Encoding::Hex;
    LineReader read(shape);
    const reader::Record& record = read(row("1", "k", "aGk=", "\\xc0ffee"));
    CHECK(record.malformed == "");
    CHECK(as_text(record.message) == "hi");
    CHECK(as_text(record.mac) == "\xc0\xff\xee");
}

TEST_CASE("a row with more or fewer fields than the first is malformed, and so is one that does not add up") {
    LineReader read(rows());
    CHECK_THAT(reason_of(read, copy_row({"1", "k", "a", "m"})), has_text("it has 4 cells, and the first row has 5"));
    CHECK_THAT(reason_of(read, copy_row({"1", "k", "a", "m", "x", "y"})), has_text("it has 6 cells"));
    CHECK_THAT(reason_of(read, copy_row({})), has_text("it has 0 cells"));
    CHECK_THAT(reason_of(read, row("1", "k", "m", "x") + "x"), has_text("length that does not fit"));
    format::Shape shape = rows();
    shape.num_columns = 4;
    LineReader narrow(shape);
    CHECK_THAT(reason_of(narrow, copy_row({"1", "k", "a", "m"})), has_text("it has 4 cells, and column 5 is wanted"));
    shape.num_columns = 0;
    LineReader empty(shape);
    CHECK_THAT(reason_of(empty, row("1", "k", "m", "x")), has_text("it has 5 cells, and the first row has 0"));
}

TEST_CASE("an integer's bytes are no text: as an Id or a key's name they are refused, with what to do") {
    LineReader read(rows());
    for (const std::string& integer : {big_endian(17, 4), big_endian(17, 8), big_endian(0, 2)}) {
        CHECK_THAT(reason_of(read, row(integer, "k", "m", "x")),
                   has_text("column 1 has bytes that are no text") && has_text("--columns id=1:int"));
        CHECK_THAT(reason_of(read, row("1", integer, "m", "x")), has_text("--columns key-id=2:int"));
    }
    CHECK_THAT(reason_of(read, row(big_endian(-1, 4), "k", "m", "x")), has_text("not UTF-8"));
}

TEST_CASE("a column that is said to be one of integers is read as their digits") {
    format::Shape shape = rows();
    shape.place(format::Field::Id).steps = integer_steps;
    shape.place(format::Field::KeyId).steps = integer_steps;
    LineReader read(shape);
    struct Case {
        std::string bytes;
        std::string digits;
    };
    for (const auto& [bytes, digits] : {Case{big_endian(17, 2), "17"},
                                        {big_endian(-1, 2), "-1"},
                                        {big_endian(-32768, 2), "-32768"},
                                        {big_endian(2147483647, 4), "2147483647"},
                                        {big_endian(-2147483648LL, 4), "-2147483648"},
                                        {big_endian(0, 8), "0"},
                                        {big_endian(INT64_MAX, 8), "9223372036854775807"},
                                        {big_endian(INT64_MIN, 8), "-9223372036854775808"}}) {
        const reader::Record& record = read(row(bytes, bytes, "m", "x"));
        CHECK(record.malformed == "");
        CHECK(record.id == "\"" + digits + "\"");
        CHECK(record.key_id == digits);
    }
    CHECK(read(row(std::nullopt, big_endian(1, 2), "m", "x")).id.empty());
    CHECK(reason_of(read, row("123", big_endian(1, 2), "m", "x")) ==
          "column 1 has 3 bytes, and an integer has 2, 4 or 8");
    CHECK_THAT(reason_of(read, row("", big_endian(1, 2), "m", "x")), has_text("0 bytes"));
}

TEST_CASE("a recipe takes integers as their digits, in every format") {
    format::Shape shape = rows();
    Result<format::Recipe> recipe = format::parse_recipe("orders|{1:int}|{4?-}|{4:len?-}");
    REQUIRE(recipe);
    shape.recipe = *recipe;
    shape.recipe.names[0].column = 0;
    shape.recipe.names[1].column = 3;
    LineReader read(shape);
    shape.place(format::Field::Id).steps = integer_steps;
    LineReader with_id(shape);
    CHECK(as_text(with_id(row(big_endian(-5, 8), "k", "hello", "x")).message) == "orders|-5|hello|5");
    CHECK(as_text(with_id(row(big_endian(5, 4), "k", std::nullopt, "x")).message) == "orders|5|-|-");
    CHECK_THAT(reason_of(with_id, row(std::nullopt, "k", "m", "x")), has_text("1 is NULL or not there"));
    CHECK_THAT(reason_of(read, row("texts", "k", "m", "x")), has_text("1 has 5 bytes, and an integer has 2, 4 or 8"));

    shape.format = format::InputFormat::Csv;
    shape.is_binary = false;
    shape.num_columns = 0;
    LineReader csv(shape);
    CHECK(as_text(csv("-17,k,HMAC_SHA_256,m,x").message) == "orders|-17|m|1");
    CHECK(csv("-17,k,HMAC_SHA_256,m,x").id == "\"-17\"");
    for (const std::string wrong : {"1x,", "-,", "\"\",", "1.5,", " 1,", "0x10,"}) {
        CHECK_THAT(reason_of(csv, wrong + "k,HMAC_SHA_256,m,x"), has_text("is no integer"));
    }
}

}    // namespace hmacsweep::tests
