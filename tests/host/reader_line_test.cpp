// The Reader on lines of text: the parts of a template as the fields of a record.
#include "tests/support/catch.hpp"
#include "tests/support/reading.hpp"

#include <algorithm>
#include <string>

namespace hmacsweep::tests {
namespace {

format::Shape lines(std::string_view text) {
    format::Shape shape;
    shape.format = format::InputFormat::Lines;
    shape.message_encoding = Encoding::Text;
    shape.mac_encoding = Encoding::Hex;
    shape.default_key_id = "standard";
    shape.default_algorithm = Algorithm::HmacSha256;
    const Result<format::Pattern> pattern = format::parse_pattern(text);
    REQUIRE(pattern);
    Result<format::LineTemplate> line = format::make_line_template(*pattern, "Message");
    REQUIRE(line);
    shape.line = std::move(*line);
    for (const format::Field field : format::all_fields) {
        const auto found = std::ranges::find(shape.line.names, shape.name(field));
        if (found != shape.line.names.end()) {
            shape.place(field).column = static_cast<std::uint32_t>(found - shape.line.names.begin());
        }
    }
    return shape;
}

}    // namespace

TEST_CASE("the parts of a line are the fields of a record, and the message is bytes") {
    LineReader read(lines("{Id} {KeyId} {} {Message} {MacAlgorithm} {Mac}"));
    const std::string message("user \"\xff\" \x00\ttail ", 15);
    const reader::Record& record = read("r\"1 k skipped " + message + " HMAC_SHA_384 C0ffee");
    CHECK(record.malformed == "");
    CHECK(record.id == R"("r\"1")");
    CHECK(record.key_id == "k");
    CHECK(record.algorithm == Algorithm::HmacSha384);
    CHECK(as_text(record.message) == message);
    CHECK(ByteVector(record.mac.begin(), record.mac.end()) == from_hex("c0ffee"));
}

TEST_CASE("an empty MAC is a missing one, an empty message is a message") {
    LineReader read(lines("{Message} hmac={Mac}"));
    CHECK(read("x hmac=").malformed == "");
    CHECK_FALSE(read("x hmac=").has_mac);
    CHECK(read(" hmac=00").malformed == "");
    CHECK(read(" hmac=00").message.empty());
    CHECK(read(" hmac=00").key_id == "standard");
}

TEST_CASE("a line that does not fit is malformed, and the reason tells where") {
    LineReader read(lines("[{Id}] {Message} hmac=<{Mac}>"));
    CHECK_THAT(std::string(read("[1] x hmac=<00").malformed), has_text("does not end with \">\""));
    CHECK_THAT(std::string(read("1] x hmac=<00>").malformed), has_text("does not begin with \"[\""));
    CHECK_THAT(std::string(read("[1] x mac=<00>").malformed), has_text("has no \" hmac=<\""));
    CHECK_THAT(std::string(read("[1) x hmac=<00>").malformed), has_text("has no \"] \""));
}

TEST_CASE("the parts of a line follow the rules of all fields") {
    LineReader read(lines("{Id}|{KeyId}|{Message}|{Mac}"));
    CHECK_THAT(std::string(read("1||m|00").malformed), has_text("'keyId'"));
    CHECK_THAT(std::string(read("\xff|k|m|00").malformed), has_text("Id has bytes that are not UTF-8"));
    CHECK_THAT(std::string(read("1|k|m|0g").malformed), has_text("Mac is not valid hex"));
    CHECK(read("1|k|m|0g").malformed.find("0g") == std::string_view::npos);
}

}    // namespace hmacsweep::tests
