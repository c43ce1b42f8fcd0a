// COPY's binary form on the command line: pipes, gzip, rejects that can be read again, show, generate, and tables that
// are damaged beside others that are not.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/compressed.hpp"
#include "tests/support/copy_rows.hpp"

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

const std::vector<std::string> options{"--input-format", "pgcopy", "--columns",       "id=1:int,message=2,mac=3",
                                       "--key-id",       "plain",  "--mac-algorithm", "HMAC_SHA_256"};

std::string mac_of(std::string_view message) {
    const ByteVector mac = reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"), as_bytes(message));
    return {mac.begin(), mac.end()};
}

std::string row(int id, const std::string& message, const std::string& tagged) {
    return copy_row({big_endian(id, 4), message, mac_of(tagged)});
}

const std::string bytes("\0line\n\377", 7);
const std::string right = row(1, bytes, bytes);
const std::string wrong = row(2, bytes, "another");
const std::string untagged = copy_row({big_endian(3, 4), "x", std::nullopt});
const std::string table = copy_head() + right + wrong + untagged + copy_end;

std::vector<std::string> with_options(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), options.begin(), options.end());
    return arguments;
}

}    // namespace

TEST_CASE("a binary table is verified from a file, a pipe and gzip'd, and its failures have offsets and no lines") {
    const Workplace place;
    std::vector<std::string> inputs{table};
    if (can_read(input::Compression::Gzip)) {
        inputs.push_back(gzip_of(table));
    }
    for (const std::string& input : inputs) {
        for (const std::string& name : {std::string("-"), place.dir.write("table", input)}) {
            const ProcessResult result = place.verify(input, with_options({name}));
            const std::vector<nlohmann::json> lines = json_lines(result.out);
            CAPTURE(result.out, result.err);
            CHECK(result.status == 1);
            REQUIRE(lines.size() == 3);
            CHECK(lines[0]["MacValid"] == true);
            CHECK(lines[0]["Id"] == "1");
            CHECK(lines[1]["Error"]["Code"] == "KMSInvalidMacException");
            CHECK(lines[1]["Offset"] == copy_head().size() + right.size());
            CHECK(lines[2]["Error"]["Code"] == "MissingMacException");
            CHECK_FALSE((lines[1].contains("Line") || lines[2].contains("Line")));
        }
    }
}

TEST_CASE("rejects of binary tables are one again, for verify and for nothing but their rows") {
    const Workplace place;
    const std::string second = copy_head(7, "more") + right + wrong + copy_end;
    const std::string rejects = place.dir.file("rejects");
    const auto verify = [&](const std::vector<std::string>& inputs) {
        std::vector<std::string> arguments = with_options(inputs);
        arguments.insert(arguments.end(), {"--rejects", rejects, "--results", "none"});
        return place.verify("", arguments);
    };
    CHECK(verify({place.dir.write("1", table), place.dir.write("2", second)}).status == 1);
    CHECK(place.dir.read("rejects") == copy_head() + wrong + untagged + wrong + copy_end);
    const ProcessResult again = place.verify("", with_options({rejects}));
    CHECK(again.status == 1);
    CHECK(json_lines(again.out).size() == 3);
    // Nothing rejected is an empty table; a stop at the first wrong MAC leaves a whole one.
    CHECK(verify({place.dir.write("1", copy_head() + right + copy_end)}).status == 0);
    CHECK(place.dir.read("rejects") == copy_head() + copy_end);
    CHECK(verify({place.dir.write("1", table), "--max-invalid", "1"}).status == 1);
    CHECK(place.dir.read("rejects") == copy_head() + wrong + copy_end);
}

TEST_CASE("rejects of binary tables and of text are refused in one file") {
    const Workplace place;
    const ProcessResult result =
        place.verify("", with_options({place.dir.write("1", table), place.dir.write("2", "7\tx\t00\n"), "--no-header",
                                       "--rejects", place.dir.file("rejects"), "--results", "none"}));
    CHECK(result.status == 3);
    CHECK_THAT(result.err, has_text("has rejects of pgcopy's binary form, and cannot have those of pgcopy, too"));
    CHECK_FALSE(std::filesystem::exists(place.dir.file("rejects")));
}

TEST_CASE("a damaged table is told with its place, and costs neither its own rows before that nor other inputs") {
    const Workplace place;
    const std::string damaged =
        place.dir.write("1", copy_head() + right + wrong + big_endian(3, 2) + big_endian(-9, 4) + right + copy_end);
    const ProcessResult result =
        place.verify("", with_options({damaged, place.dir.write("2", table), "--summary", place.dir.file("summary")}));
    CAPTURE(result.err);
    CHECK(result.status == 1);
    CHECK_THAT(result.err, has_text("also: 1 of 2 inputs was not read whole"));
    CHECK(json_lines(result.out).size() == 5);
    CHECK_THAT(result.err, has_text("in the row at byte " +
                                    std::to_string(copy_head().size() + right.size() + wrong.size()) + ";"));
    const nlohmann::json summary = nlohmann::json::parse(place.dir.read("summary"));
    CHECK(summary["complete"] == false);
    CHECK(summary["sources"][0]["sha256"] == run_process({"sha256sum", damaged}).out.substr(0, 64));
    CHECK(summary["sources"][1]["error"].is_null());
}

TEST_CASE("show finds a row by its number and by its result line, and generate tags rows") {
    const Workplace place;
    const std::string input = place.dir.write("table", table);
    std::vector<std::string> shown = with_options({"show", input, "--record", "2", "--keys", place.key_file});
    const ProcessResult by_number = program(shown);
    CAPTURE(by_number.err);
    CHECK(by_number.status == 0);
    CHECK(by_number.out == wrong + "\n");
    CHECK_THAT(by_number.err, has_text("record 2, offset " + std::to_string(copy_head().size() + right.size()) + ", "));
    CHECK(by_number.err.find("line") == std::string::npos);
    ProcessOptions result_lines;
    result_lines.input = place.verify("", with_options({input, "--results", "failures"})).out;
    const ProcessResult by_line = program(with_options({"show", input}), result_lines);
    CHECK(by_line.status == 0);
    CHECK(by_line.out == wrong + "\n" + untagged + "\n");

    const ProcessResult made = program(with_options({"generate", input, "--keys", place.key_file, "--with-message"}));
    const std::vector<nlohmann::json> lines = json_lines(made.out);
    REQUIRE(lines.size() == 3);
    CHECK(lines[1]["Mac"] == base64(as_bytes(mac_of(bytes))));
    CHECK(lines[1]["Message"] == base64(as_bytes(bytes)));
    CHECK(place.verify(made.out).status == 0);
}

TEST_CASE("a row longer than --max-record-bytes is malformed, and the summary adds up") {
    const Workplace place;
    const std::string input = copy_head() + right + row(4, std::string(100'000, 'x'), "") + untagged + wrong + copy_end;
    const ProcessResult result = place.verify(input, with_options({"--max-record-bytes", "1000"}));
    const std::vector<nlohmann::json> lines = json_lines(result.out);
    CHECK(result.status == 1);
    REQUIRE(lines.size() == 4);
    CHECK_THAT(lines[1]["Error"]["Message"].get<std::string>(), has_text("--max-record-bytes"));
    CHECK(lines[1]["Offset"] == copy_head().size() + right.size());
    CHECK_FALSE(lines[1].contains("Line"));
    CHECK(lines[3]["Error"]["Code"] == "KMSInvalidMacException");
}
