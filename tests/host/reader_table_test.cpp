// The Reader on rows of tables: which cell is which field, NULL against the empty text, and bytes that JSON does not
// have.
#include "tests/support/catch.hpp"
#include "tests/support/reading.hpp"
#include "tests/support/shapes.hpp"

#include <string>

namespace hmacsweep::tests {
namespace {

/// Id, KeyId, MacAlgorithm, Message, Mac in this order.
format::Shape table(format::InputFormat format = format::InputFormat::Csv) {
    format::Shape shape;
    shape.format = format;
    set_columns(shape, {0, 1, 2, 3, 4});
    shape.num_columns = 5;
    shape.message_encoding = Encoding::Text;
    shape.mac_encoding = Encoding::Hex;
    return shape;
}

constexpr const char* algorithm = "HMAC_SHA_256";

std::string row(const std::string& id, const std::string& key, const std::string& message, const std::string& mac) {
    return id + "," + key + "," + algorithm + "," + message + "," + mac;
}

void check_malformed(LineReader& read, const std::string& line, const std::string& reason) {
    INFO(line);
    CHECK_THAT(std::string(read(line).malformed), has_text(reason));
}

}    // namespace

TEST_CASE("the cells of a row are the fields of a record") {
    LineReader read(table());
    const reader::Record& record = read(row("17", "k", "\"{\"\"a\"\":1}\r\nb,c\"", "c0ffee"));
    CHECK(record.malformed == "");
    CHECK(record.id == R"("17")");
    CHECK(record.key_id == "k");
    CHECK(record.algorithm == Algorithm::HmacSha256);
    CHECK(as_text(record.message) == "{\"a\":1}\r\nb,c");
    CHECK(ByteVector(record.mac.begin(), record.mac.end()) == from_hex("c0ffee"));
    CHECK(record.has_mac);
}

TEST_CASE("a row has a bounded number of cells, and more of them are counted and not kept") {
    format::Shape shape = table();
    shape.num_columns = 0;    // a table without a header
    LineReader read(shape);
    const std::string few = row("1", "k", "m", "00");
    CHECK(read(few + std::string(core::max_cells - 5, ',')).malformed == "");
    check_malformed(read, few + std::string(core::max_cells - 4, ','),
                    "it has 65537 cells, and 65536 are the most that a row may have");
    check_malformed(read, few + std::string(200'000, ','), "it has 200005 cells");
    CHECK(read(few).malformed == "");
    LineReader with_header(table());
    check_malformed(with_header, few + std::string(200'000, ','), "it has 200005 cells, and the header has 5");
}

TEST_CASE("what another dialect writes for NULL is no MAC, and backslashes that escape are known for what they are") {
    using reader::Sign;
    format::Shape shape = table();
    const auto sign_of = [](LineReader& read, const std::string& line) {
        const reader::Record& record = read(line);
        CHECK((record.sign == Sign::None || record.is_malformed()));
        return record.sign;
    };
    for (const Encoding encoding : {Encoding::Hex, Encoding::Base64, Encoding::Text}) {
        shape.mac_encoding = encoding;
        LineReader read(shape);
        CHECK(sign_of(read, row("1", "k", "m", "\\N")) == Sign::BackslashN);
        CHECK(sign_of(read, row("1", "k", "m", "NULL")) == Sign::NullWord);
        check_malformed(read, row("1", "k", "m", "NULL"), "Mac is NULL, which is no MAC");
    }
    LineReader read(table());
    CHECK(sign_of(read, "1,k,HMAC_SHA_256,first line\\") == Sign::Backslash);
    CHECK(sign_of(read, row("1", "k", R"("a \"quoted\" one")", "00")) == Sign::Backslash);
    CHECK(sign_of(read, row("1", "k", R"(C:\)", "00")) == Sign::None);
    CHECK(sign_of(read, "1,k,too few") == Sign::None);
    format::Shape copy = table(format::InputFormat::PgCopy);
    LineReader read_copy(copy);
    CHECK(sign_of(read_copy, "1\tk\tHMAC_SHA_256\tfirst line\\") == Sign::Backslash);
    CHECK(sign_of(read_copy, "1\tk\tHMAC_SHA_256\tm\t\\N") == Sign::None);
}

TEST_CASE("every field may stand in quotes with doubled quotes in it") {
    LineReader read(table());
    const reader::Record& record = read(R"("a""b","k""k","HMAC_SHA_512","""","\xc0ffee")");
    CHECK(record.malformed == "");
    CHECK(record.id == R"("a\"b")");
    CHECK(record.key_id == "k\"k");
    CHECK(record.algorithm == Algorithm::HmacSha512);
    CHECK(as_text(record.message) == "\"");
    CHECK(record.mac.size() == 3);
}

TEST_CASE("NULL, an empty cell without quotes, is absent; an empty cell in quotes is the empty text") {
    format::Shape shape = table();
    LineReader read(shape);
    CHECK(read(row("", "k", "m", "00")).id.empty());
    CHECK(read(row("\"\"", "k", "m", "00")).id == "\"\"");
    check_malformed(read, row("1", "k", "", "00"), "Message is NULL");
    CHECK(read(row("1", "k", "\"\"", "00")).malformed == "");
    CHECK(read(row("1", "k", "\"\"", "00")).message.empty());
    for (const std::string mac : {"", "\"\""}) {
        CHECK(read(row("1", "k", "m", mac)).malformed == "");
        CHECK_FALSE(read(row("1", "k", "m", mac)).has_mac);
    }
    check_malformed(read, row("1", "", "m", "00"), "KeyId is missing");
    check_malformed(read, row("1", "\"\"", "m", "00"), "'keyId'");
    shape.default_key_id = "standard";
    shape.default_algorithm = Algorithm::HmacSha384;
    LineReader defaults(shape);
    CHECK(defaults(row("1", "", "m", "00")).key_id == "standard");
    CHECK(defaults("1,k,,m,00").algorithm == Algorithm::HmacSha384);
    check_malformed(defaults, row("1", "\"\"", "m", "00"), "'keyId'");
    check_malformed(defaults, "1,k,\"\",m,00", "'macAlgorithm'");
}

TEST_CASE("--null makes a text without quotes NULL, in every cell, and nothing else") {
    format::Shape shape = table();
    shape.null_text = "NULL";
    shape.default_key_id = "default";
    LineReader read(shape);
    const reader::Record& record = read(row("NULL", "NULL", "\"NULL\"", "NULL"));
    CHECK(record.malformed == "");
    CHECK(record.id == "");
    CHECK(record.key_id == "default");
    CHECK(as_text(record.message) == "NULL");
    CHECK_FALSE(record.has_mac);
    CHECK(as_text(read(row("1", "k", "NULLS", "00")).message) == "NULLS");
    CHECK_THAT(std::string(read(row("1", "k", "NULL", "00")).malformed), has_text("is NULL"));
    // An empty cell is the empty text then, as PostgreSQL and pandas write it.
    CHECK(as_text(read(row("1", "k", "", "00")).message) == "");
    CHECK(read(row("1", "k", "", "00")).malformed == "");
    CHECK_FALSE(read(row("1", "k", "m", "")).has_mac);
}

TEST_CASE("a message is bytes: it need not be UTF-8, while Id and KeyId must be") {
    LineReader read(table());
    const std::string bytes("\xff\x00\x01\x1f\r\x80", 6);
    const reader::Record& record = read(row("1", "k", bytes, "00"));
    CHECK(record.malformed == "");
    CHECK(as_text(record.message) == bytes);
    check_malformed(read, row("\xff", "k", "m", "00"), "Id has bytes that are not UTF-8");
    check_malformed(read, row("1", "\xc3", "m", "00"), "KeyId has bytes that are not UTF-8");
    CHECK(read(row("\xc3\xa4", "k", "m", "00")).id == "\"\xc3\xa4\"");
}

TEST_CASE("a row with too few or too many cells is malformed, and the reason counts them") {
    LineReader read(table());
    check_malformed(read, "1,k,HMAC_SHA_256,m", "it has 4 cells, and the header has 5");
    check_malformed(read, "1,k,HMAC_SHA_256,m,00,", "it has 6 cells, and the header has 5");
    check_malformed(read, "x", "it has 1 cell, and");
    format::Shape shape = table();
    shape.num_columns = 0;    // without a header
    LineReader headless(shape);
    check_malformed(headless, "1,k,HMAC_SHA_256,m", "it has 4 cells, and column 5 is wanted");
    CHECK(headless("1,k,HMAC_SHA_256,m,00,more,and more").malformed == "");
}

TEST_CASE("broken quotes are malformed, and the reason names the cell") {
    LineReader read(table());
    check_malformed(read, row("1", "k", "\"m", "00"), "cell 4, in quotes, is left open");
    check_malformed(read, row("\"1", "k", "m", "00"), "cell 1, in quotes, is left open");
    check_malformed(read, row("1", "\"k\" ", "m", "00"), "cell 2 has text behind its closing quote");
    check_malformed(read, row("1", "k", "\"say \"hi\"\"", "00"), "cell 4 has text behind its closing quote");
}

TEST_CASE("TSV has no quoting") {
    LineReader read(table(format::InputFormat::Tsv));
    const reader::Record& record = read("\"1\"\tk\tHMAC_SHA_256\t\"a\"\",b\t00");
    CHECK(record.malformed == "");
    CHECK(record.id == R"("\"1\"")");
    CHECK(as_text(record.message) == "\"a\"\",b");
    check_malformed(read, "1\tk\tHMAC_SHA_256\t\t00", "Message is NULL");
    CHECK_FALSE(read("1\tk\tHMAC_SHA_256\tm\t").has_mac);
}

TEST_CASE("COPY's text form tells NULL from the empty text, and its escapes are bytes") {
    LineReader read(table(format::InputFormat::PgCopy));
    const reader::Record& record = read("1\tk\tHMAC_SHA_256\ttwo\\nlines\\ta \\\\N \"\t\\\\xc0ffee");
    CHECK(record.malformed == "");
    CHECK(as_text(record.message) == "two\nlines\ta \\N \"");
    CHECK(ByteVector(record.mac.begin(), record.mac.end()) == from_hex("c0ffee"));
    CHECK(read("\\N\tk\tHMAC_SHA_256\t\t\\N").malformed == "");
    CHECK(read("\\N\tk\tHMAC_SHA_256\t\t\\N").message.empty());
    CHECK(read("\\N\tk\tHMAC_SHA_256\t\t\\N").id.empty());
    CHECK_FALSE(read("\\N\tk\tHMAC_SHA_256\t\t\\N").has_mac);
    CHECK(read("\tk\tHMAC_SHA_256\tm\t00").id == "\"\"");
    check_malformed(read, "1\tk\tHMAC_SHA_256\t\\N\t00", "Message is NULL");
    check_malformed(read, "1\t\\N\tHMAC_SHA_256\tm\t00", "KeyId is missing");
    check_malformed(read, "1\tk\tHMAC_SHA_256\tm\t00\\", "cell 5 ends with a backslash");
}

TEST_CASE("MySQL's files tell NULL from the empty text, and their cells are bytes, NUL and line ends among them") {
    format::Shape shape = table(format::InputFormat::MySqlOutfile);
    shape.mac_encoding = Encoding::Text;
    LineReader outfile(shape);
    const reader::Record& record = outfile("1\tk\tHMAC_SHA_256\ttwo\\\nlines\\\ta \\\\N \\01\tm\\\na\r");
    CHECK(record.malformed == "");
    CHECK(as_text(record.message) == std::string_view("two\nlines\ta \\N \0001", 17));
    CHECK(as_text(record.mac) == "m\na\r");
    CHECK(outfile("\\N\tk\tHMAC_SHA_256\t\t\\N").malformed == "");
    CHECK(outfile("\\N\tk\tHMAC_SHA_256\t\t\\N").id.empty());
    CHECK_FALSE(outfile("\\N\tk\tHMAC_SHA_256\t\t\\N").has_mac);
    check_malformed(outfile, "1\tk\tHMAC_SHA_256\t\\N\t00", "Message is NULL");
    check_malformed(outfile, "1\tk\tHMAC_SHA_256\tm\t00\\", "cell 5 ends with a backslash");
    CHECK(outfile("1\tk\tHMAC_SHA_256\tNULL\tNULL").has_mac);
    shape.format = format::InputFormat::MySqlBatch;
    LineReader batch(shape);
    CHECK_FALSE(batch("1\tk\tHMAC_SHA_256\tm\tNULL").has_mac);
    check_malformed(batch, "1\tk\tHMAC_SHA_256\tNULL\t00", "Message is NULL");
    CHECK(as_text(batch("1\tk\tHMAC_SHA_256\ttwo\\nlines\tNULL ").message) == "two\nlines");
}

TEST_CASE("columns stand in any order, others are ignored, and fields without a column are absent") {
    format::Shape shape = table();
    shape.delimiter = ';';
    set_columns(shape, {format::no_column, format::no_column, format::no_column, 3, 1});
    shape.num_columns = 4;
    shape.default_key_id = "standard";
    shape.default_algorithm = Algorithm::HmacSha224;
    LineReader read(shape);
    const reader::Record& record = read("1;00;x,y;\"m;\"");
    CHECK(record.malformed == "");
    CHECK(record.id.empty());
    CHECK(record.key_id == "standard");
    CHECK(record.algorithm == Algorithm::HmacSha224);
    CHECK(as_text(record.message) == "m;");
    CHECK(record.mac.size() == 1);
}

TEST_CASE("what is wrong in a cell is said with the column's own name, and never quotes a message or a MAC") {
    format::Shape shape = table();
    set_names(shape, {"row", "key", "alg", "payload", "tag"});
    shape.message_encoding = Encoding::Base64;
    LineReader read(shape);
    check_malformed(read, row("1", "k", "SecretMarker!", "00"), "payload is not valid base64");
    check_malformed(read, row("1", "k", "AAAA", "SecretMarker"), "tag is not valid hex");
    CHECK(read(row("1", "k", "SecretMarker!", "00")).malformed.find("Secret") == std::string_view::npos);
    CHECK(read(row("1", "k", "AAAA", "SecretMarker")).malformed.find("Secret") == std::string_view::npos);
    CHECK(read(row("1", "k", "\"SecretMarker", "00")).malformed.find("Secret") == std::string_view::npos);
}

}    // namespace hmacsweep::tests
