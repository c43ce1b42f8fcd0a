// Tables on the command line: the same records as CSV, TSV and JSON Lines get the same verdicts; places, options,
// errors.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

std::string hex(const ByteVector& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

/// The MAC of a text under Workplace's key `plain`, as PostgreSQL prints bytea.
std::string mac_of(std::string_view message) {
    return "\\x" + hex(reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"), as_bytes(message)));
}

std::string quoted(std::string text) {
    for (std::size_t i = text.find('"'); i != std::string::npos; i = text.find('"', i + 2)) {
        text.insert(i, 1, '"');
    }
    return '"' + text + '"';
}

const std::vector<std::string> options{"--columns",          "id=row,message=payload,mac=tag",
                                       "--message-encoding", "text",
                                       "--mac-encoding",     "hex",
                                       "--key-id",           "plain",
                                       "--mac-algorithm",    "HMAC_SHA_256"};

ProcessResult verify(const Workplace& place, const std::string& input, std::vector<std::string> more = {}) {
    more.insert(more.end(), options.begin(), options.end());
    return place.verify(input, more);
}

const std::string payload = "{\"note\":\"line one\r\nline two\"}\n";

}    // namespace

TEST_CASE("a table of COPY without a header line is told of --no-header") {
    const Workplace place;
    const ProcessResult copy = place.verify("1\tx\t00\n", {"--input-format", "pgcopy", "--key-id", "plain"});
    CHECK(copy.status == 3);
    CHECK_THAT(copy.err, has_text("--no-header") && has_text("--columns message=2,mac=3"));
    CHECK(place.verify("a,b\n1,2\n", {"--input-format", "csv"}).err.find("--no-header") == std::string::npos);
}

TEST_CASE("a first row with a MAC is not passed over as a header line") {
    const Workplace place;
    for (const std::string& mac : {mac_of("x"), mac_of("x").substr(2), "sha256=" + mac_of("x").substr(2),
                                   base64(reference_hmac(Algorithm::HmacSha512, as_bytes("k"), as_bytes("x")))}) {
        for (const char* format : {"csv", "tsv", "pgcopy", "mysql-outfile", "mysql-batch"}) {
            const char between = std::string_view(format) == "csv" ? ',' : '\t';
            const bool has_escapes = std::string_view(format) != "csv" && std::string_view(format) != "tsv";
            const std::string escape = has_escapes && mac.starts_with('\\') ? "\\" : "";
            std::string text = "id" + std::string(1, between) + escape;
            text += mac + between + "text\n";
            const ProcessResult result =
                place.verify(text + text, {"--input-format", format, "--columns", "message=id,mac=text"});
            CAPTURE(format, text, result.err);
            CHECK(result.status == 3);
            CHECK_THAT(result.err, has_text("has a MAC in column 2 of its first row") && has_text("--columns mac=2"));
        }
    }
    // Digests of other lengths, words and numbers are names.
    for (const std::string name : {"0123456789abcdef0123456789abcdef", "sha256", "payload_hmac", "2026"}) {
        const ProcessResult result = place.verify("id," + name + ",text\n", {"--input-format", "csv"});
        CHECK_THAT(result.err, !has_text("has a MAC in"));
    }
}

TEST_CASE("a header line that is read as a row is told, and stays a record that is not valid") {
    const Workplace place;
    const auto verify = [&](const std::string& head, std::vector<std::string> more = {}) {
        more.insert(more.end(), {"--input-format", "csv", "--no-header", "--columns", "message=1,mac=2",
                                 "--message-encoding", "text", "--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256"});
        return place.verify(head + "one," + mac_of("one").substr(2) + "\ntwo," + mac_of("two").substr(2) + "\n", more);
    };
    constexpr const char* hint =
        "\nhint: the first row of 1 input looks like a header line and was read as a record: "
        "if it is no record, leave out --no-header, and --columns takes its names\n";
    // "mac" and "hmac" are base64 of two and three bytes; "signature" is none.
    for (const auto& [name, status] : {std::pair("mac", 1), std::pair("hmac", 1), std::pair("signature", 4)}) {
        const ProcessResult result = verify("body," + std::string(name) + "\n");
        CAPTURE(name, result.err);
        CHECK(result.status == status);
        CHECK(json_lines(result.out).at(0)["MacValid"] == false);
        CHECK(result.err.ends_with(hint));
        CHECK(verify("body," + std::string(name) + "\n", {"--quiet"}).err == hint + 1);
    }
    CHECK_THAT(verify("").err, !has_text("hint:"));
    CHECK_THAT(verify("one," + mac_of("one").substr(2) + "\nbody,mac\n").err, !has_text("header line"));
    CHECK_THAT(verify("one," + mac_of("two").substr(2) + "\n").err, !has_text("header line"));
}

TEST_CASE("a table whose payloads have quotes and line ends is verified, and its failures are found where they stand") {
    const Workplace place;
    const std::string head = "row,payload,tag\r\n";
    const std::string first = "1," + quoted(payload) + "," + mac_of(payload) + "\r\n";
    const std::string second = "2," + quoted(payload) + "," + mac_of("another") + "\r\n";
    const std::string untagged = "3,x,\r\n";
    const std::string input =
        head + first + "\r\n" + second + untagged + "4,\"\"," + mac_of("") + "\r\n5,," + mac_of("") + "\r\n6,x";
    // `auto` knows the table by its first line, and by the names of files.
    for (const std::vector<std::string>& how :
         {std::vector<std::string>{"-"}, {"--input-format", "csv"}, {place.dir.write("table.csv", input)}}) {
        const ProcessResult result = verify(place, input, how);
        const std::vector<nlohmann::json> lines = json_lines(result.out);
        CAPTURE(how, result.out, result.err);
        CHECK(result.status == 1);
        REQUIRE(lines.size() == 6);
        CHECK(lines[0] ==
              nlohmann::json::parse(
                  R"({"Record":1,"Id":"1","KeyId":"plain","MacValid":true,"MacAlgorithm":"HMAC_SHA_256"})"));
        CHECK(lines[1]["Error"]["Code"] == "KMSInvalidMacException");
        CHECK(lines[1]["Line"] == 6);
        CHECK(lines[1]["Offset"] == head.size() + first.size() + 2);
        CHECK(lines[2]["Error"]["Code"] == "MissingMacException");
        CHECK(lines[2]["Line"] == 9);
        CHECK(lines[2]["Offset"] == input.find("3,x"));
        CHECK(lines[3]["MacValid"] == true);
        CHECK(lines[4]["Error"]["Code"] == "ValidationException");
        CHECK_THAT(lines[4]["Error"]["Message"].get<std::string>(), has_text("payload is NULL"));
        CHECK(lines[5]["Error"]["Code"] == "ValidationException");
        CHECK(lines[5]["Line"] == 12);
    }
}

TEST_CASE("the sample's records get the same verdicts as CSV, as TSV and without a header") {
    const Workplace place;
    const std::string keys = place.dir.write("sample.json", read_file(sample("keys.json")));
    std::string jsonl;
    std::string csv;
    std::string tsv;
    for (const nlohmann::json& record : [] {
             std::vector<nlohmann::json> records;
             std::istringstream lines(read_file(sample("audit.jsonl")));
             for (std::string line; std::getline(lines, line);) {
                 const nlohmann::json parsed = nlohmann::json::parse(line, nullptr, false);
                 // What a table cannot say is left out: broken lines, numbers, texts that are not there.
                 if (parsed.is_object() && parsed.contains("Mac") && parsed["Mac"].is_string() &&
                     parsed.value("Id", nlohmann::json("")).is_string()) {
                     records.push_back(parsed);
                 }
             }
             return records;
         }()) {
        jsonl += record.dump() + "\n";
        std::string separator;
        for (const char* const name : {"Message", "Id", "KeyId", "Mac", "MacAlgorithm"}) {
            const std::string text = record.value(name, "");
            const bool is_null = !record.contains(name);
            csv += separator + (is_null ? "" : quoted(text));
            tsv += (separator.empty() ? "" : "\t") + text;
            separator = ",";
        }
        csv += "\n";
        tsv += "\n";
    }
    const std::string header = "Message,Id,KeyId,Mac,MacAlgorithm\n";
    const auto codes = [&](const std::string& input, std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"verify", "--keys", keys, "-q"});
        ProcessOptions process;
        process.input = input;
        std::vector<std::string> found;
        for (const nlohmann::json& line : json_lines(program(arguments, process).out)) {
            found.push_back(line.value("Id", std::string("-")) + " " + line.value("KeyId", std::string("-")) + " " +
                            (line.contains("Error") ? line["Error"]["Code"].get<std::string>() : "valid"));
        }
        return found;
    };
    const std::vector<std::string> expected = codes(jsonl, {});
    CHECK(expected.size() > 900);
    CHECK(codes(header + csv, {}) == expected);
    CHECK(codes(csv, {"--no-header", "--columns", "message=1,id=2,key-id=3,mac=4,mac-algorithm=5"}) == expected);
    std::string tabs = header;
    std::ranges::replace(tabs, ',', '\t');
    CHECK(codes(tabs + tsv, {}).size() == expected.size());
    // In TSV an empty message cannot be told from NULL; all other records are the same.
    const std::vector<std::string> from_tsv = codes(tabs + tsv, {"--input-format", "tsv"});
    REQUIRE(from_tsv.size() == expected.size());
    std::size_t differences = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        differences += from_tsv[i] == expected[i] ? 0 : 1;
    }
    CHECK(differences <= 10);
}

TEST_CASE("each input has its own format and its own order of columns, and folders hold tables too") {
    const Workplace place;
    place.dir.write("data/a.csv", "row,payload,tag\n1,x," + mac_of("x") + "\n");
    place.dir.write("data/b.csv", "tag,extra,payload\n" + mac_of("y") + ",,y\n");
    place.dir.write("data/c.tsv", "payload\ttag\n\"z\t" + mac_of("\"z") + "\n");
    place.dir.write("data/d.jsonl",
                    R"({"payload":"j","tag":")" +
                        hex(reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"), as_bytes("j"))) + "\"}\n");
    place.dir.write("data/e.csv", "payload,other\nx,y\n");
    ProcessOptions process;
    process.folder = place.dir.path();
    std::vector<std::string> arguments{"verify", "data", "--keys", place.key_file, "--summary", "summary.json"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments[std::ranges::find(arguments, "id=row,message=payload,mac=tag") - arguments.begin()] =
        "message=payload,mac=tag";
    const ProcessResult result = program(arguments, process);
    CAPTURE(result.err);
    CHECK(result.status == 3);
    const std::vector<nlohmann::json> lines = json_lines(result.out);
    REQUIRE(lines.size() == 4);
    for (const nlohmann::json& line : lines) {
        CHECK(line["MacValid"] == true);
        CHECK(line["Record"] == 1);
    }
    CHECK(lines[2]["Source"] == "data/c.tsv");
    // The one without the column that is wanted is an error about that input; the others were read.
    CHECK(result.err.find("data/e.csv has no column \"tag\"") != std::string::npos);
    const nlohmann::json summary = nlohmann::json::parse(place.dir.read("summary.json"));
    CHECK(summary["complete"] == false);
    CHECK(summary["sources"][4]["error"].is_string());
}

TEST_CASE("generate reads tables, and verify reads what it writes") {
    const Workplace place;
    ProcessOptions process;
    process.input = "n;payload\n1;\"a;\"\"b\"\"\"\n2;\"\"\n";
    const ProcessResult made = program(
        {"generate", "--keys", place.key_file, "--columns", "id=n,message=payload", "--delimiter", ";",
         "--message-encoding", "text", "--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256", "--with-message"},
        process);
    CAPTURE(made.err);
    CHECK(made.status == 0);
    const std::vector<nlohmann::json> lines = json_lines(made.out);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0]["Message"] == base64(as_bytes("a;\"b\"")));
    CHECK(lines[0]["Mac"] ==
          base64(reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"), as_bytes("a;\"b\""))));
    CHECK(lines[1]["Message"] == "");
    CHECK(place.verify(made.out).status == 0);
}

TEST_CASE("options that do not fit a table, or each other, are refused before anything is read") {
    const Workplace place;
    const std::vector<std::vector<std::string>> rows{
        {"--delimiter", ";;"},
        {"--delimiter", "\""},
        {"--delimiter", ""},
        {"--delimiter", ";", "--input-format", "tsv"},
        {"--delimiter", ";", "--input-format", "jsonl"},
        {"--no-header"},
        {"--no-header", "--columns", "message=1,mac=1"},
        {"--no-header", "--columns", "message=1,mac=two", "--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256"},
        {"--no-header", "--columns", "message=1,mac=2"},
        {"--no-header", "--input-format", "jsonl"},
        {"--input-format", "table"},
    };
    for (const std::vector<std::string>& arguments : rows) {
        const ProcessResult result = place.verify("1,2\n", arguments);
        CAPTURE(arguments, result.err);
        CHECK(result.status == 2);
        CHECK(result.out.empty());
    }
}

TEST_CASE("an open quote costs one line, and a record over --max-record-bytes only itself") {
    const Workplace place;
    const std::string good = "1,x," + mac_of("x") + "\n";
    const std::string open = "row,payload,tag\n" + good + "2,\"open\n" + good + good;
    const ProcessResult first = verify(place, open);
    const std::vector<nlohmann::json> lines = json_lines(first.out);
    CAPTURE(first.out);
    CHECK(first.status == 4);
    REQUIRE(lines.size() == 4);
    CHECK(lines[1]["Line"] == 3);
    CHECK_THAT(lines[1]["Error"]["Message"].get<std::string>(), has_text("left open"));
    CHECK(lines[2]["MacValid"] == true);
    CHECK(lines[3]["MacValid"] == true);

    const std::string big =
        "row,payload,tag\n" + good + "2,\"" + std::string(150, 'y') + "\n\"" + std::string(100, 'z') + ",00\n" + good;
    const ProcessResult second = verify(place, big, {"--max-record-bytes", "200"});
    const std::vector<nlohmann::json> found = json_lines(second.out);
    CAPTURE(second.out);
    REQUIRE(found.size() == 3);
    CHECK(found[1]["Line"] == 3);
    CHECK_THAT(found[1]["Error"]["Message"].get<std::string>(), has_text("--max-record-bytes (200)"));
    CHECK(found[2]["MacValid"] == true);
}
