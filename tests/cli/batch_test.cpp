// `hmacsweep verify` as a user meets it: exit statuses, result lines, summaries.
#include "host/base/encoding.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <regex>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

/// Result lines as the sample's expectations have them: without the texts of errors.
std::string without_texts(const std::string& results) {
    return std::regex_replace(results, std::regex(R"(,"Message":".*"\}\})"), "}}");
}

}    // namespace

TEST_CASE("the sample batch comes out as its script expects, on every backend and number of threads") {
    const Workplace place;
    const std::string keys = place.dir.write("sample.json", read_file(sample("keys.json")));
    const std::string expected = read_file(sample("audit.expected.jsonl"));
    for (const std::string backend : {"auto", "simd", "scalar", "openssl", "simd:128"}) {
        for (const std::string threads : {"1", "3"}) {
            const ProcessResult result = program(
                {"verify", sample("audit.jsonl"), "--keys", keys, "--backend", backend, "--threads", threads, "-q"});
            CAPTURE(backend, threads, result.err);
            CHECK(result.status == 1);
            CHECK(without_texts(result.out) == expected);
        }
    }
}

TEST_CASE("the exit status says what was found") {
    const Workplace place;
    const std::string good = place.record("one") + place.record("two", "alias/kms");
    struct Row {
        std::string input;
        std::vector<std::string> arguments;
        int status;
    };
    const std::vector<Row> rows{
        {good, {}, 0},
        {good + place.forged("three"), {}, 1},
        {good + place.forged("three") + "not json\n" + place.lost("x"), {}, 1},
        {good + "not json\n", {}, 4},
        {good + place.lost("x"), {}, 4},
        {good + place.untagged("x"), {}, 4},
        {good + place.untagged("x"), {"--accept", "untagged"}, 0},
        {good + place.untagged("x") + place.lost("x"), {"--accept", "untagged"}, 4},
        {"", {}, 4},
        {" \n\r\n", {}, 4},
        {"", {"--allow-empty"}, 0},
        {good, {"--expect-records", "2"}, 0},
        {good, {"--expect-records", "3"}, 3},
        {good + place.forged("x"), {"--expect-records", "2"}, 1},
        {good, {"--results", "none"}, 0},
        {good, {"nowhere.jsonl"}, 3},
        {good + place.forged("x"), {"nowhere.jsonl", "-"}, 1},
        {good, {"--keys", "nowhere.json"}, 2},
        {good, {"--threads", "0"}, 2},
        {good, {"--threads", "-1"}, 2},
        {good, {"--threads", ""}, 2},
        {good, {"--min-mac-bytes", "65"}, 2},
        {good, {"--min-mac-bytes", "0"}, 2},
        {good, {"--min-mac-bytes", "33", "--mac-algorithm", "HMAC_SHA_256"}, 2},
        {good, {"--min-mac-bytes", "32", "--mac-algorithm", "HMAC_SHA_256"}, 0},
        {good, {"--max-record-bytes", "1e3"}, 2},
        {good, {"--results", "some"}, 2},
        {good, {"--backend", "abacus"}, 2},
        {good, {"--keys", "-", "-"}, 2},
        {good, {"--mac-algorithm", "HMAC_MD5"}, 2},
        {good, {"--columns", "message"}, 2},
        {good, {"--columns", "message=Mac"}, 2},
        {good, {"--columns", "colour=x"}, 2},
        {good, {"--input-format", "lines"}, 2},
        {good, {"table.csv"}, 3},
        {good, {"table.parquet"}, 2},
        {good, {"-", "-"}, 2},
        {good, {"--bogus"}, 2},
    };
    for (const Row& row : rows) {
        const ProcessResult result = place.verify(row.input, row.arguments);
        CAPTURE(row.arguments, row.input, result.out, result.err);
        CHECK(result.status == row.status);
        // Whatever is wrong is said; with usage errors nothing comes out.
        CHECK(!result.err.empty());
        CHECK((row.status != 2 || result.out.empty()));
    }
}

TEST_CASE("a field that one --columns gives twice is a usage error that names both") {
    const Workplace place;
    const std::string input = place.dir.write("in.csv", "Message,A,B\nx,00,00\n");
    for (const std::string field : {"mac", "message", "id", "key-id", "mac-algorithm"}) {
        const std::vector<std::string> reading{"verify", input, "--keys", place.key_file, "--key-id", "plain"};
        std::vector<std::string> one = reading;
        one.insert(one.end(), {"--columns", field + "=A," + field + "=B"});
        std::vector<std::string> two = reading;
        two.insert(two.end(), {"--columns", field + "=A", "--columns", field + "=B"});
        const ProcessResult result = program(one);
        CHECK(result.status == 2);
        CHECK_THAT(result.err, has_text("--columns says " + field + "=A and " + field + "=B"));
        // As of every option, the last of two --columns counts, field by field.
        CHECK(program(two).err.find("says") == std::string::npos);
    }
}

TEST_CASE("NULL in another dialect is told once, and a MAC that is NULL is not called wrong") {
    const Workplace place;
    const std::string input = place.dir.write("in.csv", "Message,Mac\nx,NULL\ny,NULL\nz,\\N\nfirst\\\nsecond,00\n");
    const ProcessResult result =
        program({"verify", input, "--keys", place.key_file, "--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256",
                 "--message-encoding", "text", "--mac-encoding", "base64", "--columns", "message=Message"});
    CAPTURE(result.out, result.err);
    CHECK_THAT(result.err,
               has_text("hint: NULL is written as NULL here (2 records): --input-format mysql-batch reads"));
    CHECK_THAT(result.err, has_text("hint: NULL is written as \\N here (1 record): ") && has_text("pgcopy"));
    CHECK_THAT(result.err,
               has_text("hint: backslashes escape line feeds or quotes here, as MySQL writes them (1 record): "
                        "without quotes around cells, --input-format mysql-outfile reads that"));
    CHECK(result.out.find("NULL, which is no MAC") != std::string::npos);
}

TEST_CASE("MACs that have the length of another HMAC are told as such and counted apart, whether some or all are") {
    const Workplace place;
    const auto of_length = [&](std::size_t size) {
        Fields fields{"", "plain", "HMAC_SHA_256", pattern(10), pattern(size)};
        return record_line(fields) + "\n";
    };
    const std::string summary = place.dir.file("summary.json");
    const std::string two_foreign = of_length(20) + of_length(20) + of_length(16) + of_length(30);
    for (const std::string& right : {std::string(), place.record("one")}) {
        const ProcessResult result = place.verify(right + two_foreign, {"--summary", summary});
        CAPTURE(result.out, result.err);
        CHECK(result.status == 1);
        CHECK(result.out.find("The MAC has the length of an HMAC-SHA-1, 20 bytes; an HMAC_SHA_256 has 32.") !=
              std::string::npos);
        CHECK(result.out.find("The MAC has 30 bytes; an HMAC_SHA_256 has 32.") != std::string::npos);
        CHECK_THAT(result.err, has_text("hint: 2 MACs have the length of an HMAC-SHA-1 (20 bytes)"));
        CHECK_THAT(result.err, has_text("hint: 1 MAC has the length of an HMAC-MD5 (16 bytes)"));
        const nlohmann::json json = nlohmann::json::parse(read_file(summary));
        CHECK(json["foreign_lengths"] == nlohmann::json{{"HMAC-MD5", 1}, {"HMAC-SHA-1", 2}});
        CHECK(json["classes"]["invalid"] == 4);
    }
    const ProcessResult shortened = place.verify(two_foreign, {"--min-mac-bytes", "16", "--summary", summary});
    CHECK(shortened.err.find("the length of an HMAC") == std::string::npos);
    CHECK(nlohmann::json::parse(read_file(summary))["foreign_lengths"].empty());
}

TEST_CASE("without a command, and with an unknown one, the usage goes to standard error") {
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{}, {"frobnicate"}, {"keys"}}) {
        const ProcessResult result = program(arguments);
        CAPTURE(arguments, result.err);
        CHECK(result.status == 2);
        CHECK(result.out.empty());
        CHECK((result.err.find("Usage") != std::string::npos || result.err.find("--help") != std::string::npos));
    }
    CHECK(program({}).err.find("verify") != std::string::npos);
}

TEST_CASE("help and version are commands, too, and an algorithm by another name is told the right one") {
    for (const std::string command : {"version", "-V"}) {
        CHECK(program({command}).out == program({"--version"}).out);
    }
    const std::vector<std::vector<std::string>> asked{{}, {"verify"}, {"keys", "import"}};
    for (std::vector<std::string> words : asked) {
        std::vector<std::string> flag = words;
        flag.emplace_back("--help");
        words.insert(words.begin(), "help");
        const ProcessResult result = program(words);
        CAPTURE(words, result.out, result.err);
        CHECK(result.status == 0);
        CHECK((!result.out.empty() && result.out == program(flag).out));
    }
    CHECK(program({"help", "verify-mac"}).out == program({"verify-mac", "help"}).out);
    CHECK(program({"help", "frobnicate"}).status == 2);
    const Workplace place;
    const auto error_for = [&](const std::string& algorithm) {
        const ProcessResult result = place.verify("", {"--mac-algorithm", algorithm});
        CHECK(result.status == 2);
        return result.err;
    };
    for (const std::string name :
         {"sha256", "HS256", "hmac-sha256", "HmacSHA256", "SHA-256", "hmac_sha_256", "HMAC_256"}) {
        CHECK_THAT(error_for(name), has_text("not \"" + name + "\"; did you mean HMAC_SHA_256?"));
    }
    CHECK_THAT(error_for("hs512"), has_text("did you mean HMAC_SHA_512?"));
    CHECK(error_for("sha1").find("mean") == std::string::npos);
    CHECK(error_for("sha3-256").find("mean") == std::string::npos);
}

TEST_CASE("every command has help with an example") {
    const std::vector<std::vector<std::string>> commands{
        {},         {"verify"},       {"generate"},       {"show"},
        {"keys"},   {"keys", "list"}, {"keys", "create"}, {"keys", "import"},
        {"devices"}};
    for (std::vector<std::string> command : commands) {
        command.emplace_back("--help");
        const ProcessResult result = program(command);
        CAPTURE(command, result.out);
        CHECK(result.status == 0);
        CHECK(result.err.empty());
        CHECK(result.out.find("Example") != std::string::npos);
        CHECK(result.out.find("\n  hmacsweep ") != std::string::npos);
    }
    CHECK(std::regex_match(program({"--version"}).out, std::regex(R"(hmacsweep \d+\.\d+\.\d+\n)")));
    const std::string all = program({"version", "--verbose"}).out;
    CHECK(all == program({"--verbose", "-V"}).out);
    CHECK(all.starts_with(program({"--version"}).out));
    for (const char* const row :
         {"commit  ", "compiler  ", "GPU code  ", "backends here  ", "OpenSSL in use  ", "libssl-dev  "}) {
        CHECK_THAT(all, has_text(row));
    }
    CHECK_THAT(all, has_text("openssl"));
    CHECK(all.find(" \n") == std::string::npos);    // each row tells something to its end
}

TEST_CASE("Line and Offset lead to the record, whatever stands before it") {
    const Workplace place;
    const std::string input = "\xef\xbb\xbf" + place.record("first") + "\n \t\r\n" + place.record("second") +
                              "{broken\r\n" + place.forged("third") + "\n" + place.lost("fourth");
    const std::string file = place.dir.write("input.jsonl", input);
    const ProcessResult result = program({"verify", file, "--keys", place.key_file});
    const std::vector<nlohmann::json> lines = json_lines(result.out);
    REQUIRE(lines.size() == 5);
    CHECK(lines[0]["MacValid"] == true);
    CHECK(!lines[0].contains("Line"));
    for (const auto& [index, line, start] :
         {std::tuple(2, 5, "{broken"), std::tuple(3, 6, "{\"KeyId\""), std::tuple(4, 8, "{\"KeyId\"")}) {
        const nlohmann::json& failure = lines[static_cast<std::size_t>(index)];
        CAPTURE(failure.dump());
        CHECK(failure["Record"] == index + 1);
        CHECK(failure["Line"] == line);
        CHECK(input.substr(failure["Offset"].get<std::size_t>()).starts_with(start));
        CHECK(!failure["Error"]["Message"].get<std::string>().empty());
    }
}

TEST_CASE("--results chooses which records get a line, and numbers stay those of the input") {
    const Workplace place;
    const std::string input = place.record("a") + place.forged("b") + place.record("c") + place.lost("d");
    CHECK(json_lines(place.verify(input).out).size() == 4);
    const std::vector<nlohmann::json> failures = json_lines(place.verify(input, {"--results", "failures"}).out);
    REQUIRE(failures.size() == 2);
    CHECK(failures[0]["Record"] == 2);
    CHECK(failures[1]["Record"] == 4);
    CHECK(place.verify(input, {"--results", "none"}).out.empty());
}

TEST_CASE("several inputs are told apart by Source, folders are read in byte order, links are not followed") {
    const Workplace place;
    place.dir.write("logs/b.jsonl", place.record("b1") + place.forged("b2"));
    place.dir.write("logs/a/z.ndjson", place.record("z"));
    place.dir.write("logs/notes.md", "not records");
    std::filesystem::create_symlink(place.dir.file("logs/b.jsonl"), place.dir.file("logs/c.jsonl"));
    ProcessOptions options;
    options.folder = place.dir.path();
    const ProcessResult result =
        program({"verify", "logs", "--keys", place.key_file, "--exclude", "notes.md", "--exclude", "c.jsonl"}, options);
    CHECK(result.status == 1);
    const std::vector<nlohmann::json> lines = json_lines(result.out);
    REQUIRE(lines.size() == 3);
    CHECK(lines[0]["Source"] == "logs/a/z.ndjson");
    CHECK(lines[1]["Source"] == "logs/b.jsonl");
    CHECK(lines[1]["Record"] == 1);
    CHECK(lines[2]["Record"] == 2);
    CHECK(place.verify("", {place.dir.file("logs/b.jsonl")}).out.find("Source") == std::string::npos);
}

TEST_CASE("an input that cannot be read does not stop the others, and its results are kept") {
    const Workplace place;
    const std::string good = place.dir.write("good.jsonl", place.record("x"));
    const std::string results = place.dir.file("results.jsonl");
    const ProcessResult result = program({"verify", place.dir.file("gone.jsonl"), good, "--keys", place.key_file, "-o",
                                          results, "--summary", place.dir.file("summary.json")});
    CHECK(result.status == 3);
    CHECK(result.err.find("gone.jsonl") != std::string::npos);
    CHECK(json_lines(place.dir.read("results.jsonl")).size() == 1);
    const nlohmann::json summary = nlohmann::json::parse(place.dir.read("summary.json"));
    CHECK(summary["complete"] == false);
    CHECK(summary["status"] == 3);
    CHECK(summary["sources"][0]["error"].is_string());
    CHECK(summary["sources"][1]["error"].is_null());
}

TEST_CASE("--input-digest tree is what the README's command gives, of files and of standard input") {
    const Workplace place;
    std::string text = place.record("a");
    while (text.size() < 200'000) {
        text += std::string(997, 'x') + "\n";
    }
    const std::string input = place.dir.write("input.jsonl", text);
    const std::string expected =
        run_process({"sh", "-c", "split -b 65536 --filter='openssl dgst -sha256 -binary' \"$0\" | sha256sum", input})
            .out.substr(0, 64);
    const std::string summary_file = place.dir.file("summary.json");
    const std::string results = place.dir.file("results.jsonl");
    for (const std::string_view command : {"verify", "generate"}) {
        for (const std::string& name : {input, std::string("-")}) {
            ProcessOptions options;
            options.input = text;
            program({std::string(command), name, "--keys", place.key_file, "-o", results, "--input-digest", "tree",
                     "--summary", summary_file},
                    options);
            const nlohmann::json summary = nlohmann::json::parse(place.dir.read("summary.json"));
            CHECK(summary["sources"][0]["tree_sha256"] == expected);
            CHECK(summary["sources"][0]["sha256"].is_null());
            CHECK(summary["results"]["sha256"] == run_process({"sha256sum", results}).out.substr(0, 64));
        }
    }
    CHECK(program({"verify", input, "--keys", place.key_file, "--input-digest", "md5"}).status == 2);
}

TEST_CASE("the summary's numbers and digests are those of the files") {
    const Workplace place;
    const std::string input = place.dir.write(
        "input.jsonl", place.record("a") + place.forged("b") + place.lost("c") + place.untagged("d") + "broken\n");
    const ProcessResult result =
        program({"verify", input, "--keys", place.key_file, "-o", place.dir.file("results.jsonl"), "--summary",
                 place.dir.file("summary.json")});
    CHECK(result.status == 1);
    const nlohmann::json summary = nlohmann::json::parse(place.dir.read("summary.json"));
    CHECK(summary["records"] == 5);
    CHECK(summary["classes"] ==
          nlohmann::json({{"valid", 1}, {"invalid", 1}, {"unverifiable", 1}, {"untagged", 1}, {"malformed", 1}}));
    CHECK(summary["codes"] == nlohmann::json({{"KMSInvalidMacException", 1},
                                              {"NotFoundException", 1},
                                              {"MissingMacException", 1},
                                              {"ValidationException", 1}}));
    const auto sha256_of = [&](const std::string& name) {
        return run_process({"sha256sum", place.dir.file(name)}).out.substr(0, 64);
    };
    CHECK(summary["sources"][0]["sha256"] == sha256_of("input.jsonl"));
    CHECK(summary["sources"][0]["bytes"] == std::filesystem::file_size(input));
    CHECK(summary["results"]["sha256"] == sha256_of("results.jsonl"));
    CHECK(summary["results"]["lines"] == 5);
    // The fingerprint is what `hmacsweep key fingerprint v1` has for a MAC under the key.
    const ByteVector fingerprint =
        reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"), as_bytes("hmacsweep key fingerprint v1"));
    CHECK(summary["by_key"][0]["fingerprint"] == to_hex(Bytes(fingerprint).first(8)));
    CHECK(summary["options"]["--keys"] == place.key_file);
}

TEST_CASE("--columns, encodings and defaults read records that others wrote") {
    const Workplace place;
    // RFC 4231, test case 2: key "Jefe".
    const std::string keys = place.dir.write("jefe.json", R"({"Keys":[{"KeyId":"jefe","KeyMaterial":"SmVmZQ=="}]})");
    const std::string row =
        R"({"payload":"what do ya want for nothing?","signature":"\\x5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843","Message":"not ours"})";
    ProcessOptions options;
    options.input = row + "\n";
    const ProcessResult result =
        program({"verify", "--keys", keys, "--columns", "message=payload,mac=signature", "--message-encoding", "text",
                 "--mac-encoding", "hex", "--key-id", "jefe", "--mac-algorithm", "HMAC_SHA_256"},
                options);
    CAPTURE(result.err);
    CHECK(result.status == 0);
    CHECK(result.out == "{\"Record\":1,\"KeyId\":\"jefe\",\"MacValid\":true,\"MacAlgorithm\":\"HMAC_SHA_256\"}\n");
}

TEST_CASE("truncated MACs are valid only when asked for, and only down to the length asked for") {
    const Workplace place;
    // RFC 4231, test case 5: the first 128 bits under SHA-256.
    const std::string keys =
        place.dir.write("case5.json", R"({"Keys":[{"KeyId":"k","KeyMaterial":"DAwMDAwMDAwMDAwMDAwMDAwMDAw="}]})");
    ProcessOptions options;
    options.input =
        R"({"KeyId":"k","MacAlgorithm":"HMAC_SHA_256","Message":"VGVzdCBXaXRoIFRydW5jYXRpb24=","Mac":"o7YWdHMQDuBuDHlsKVVVKw=="})";
    const auto status = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"verify", "--keys", keys});
        return program(arguments, options).status;
    };
    CHECK(status({}) == 1);
    CHECK(status({"--min-mac-bytes", "16"}) == 0);
    CHECK(status({"--min-mac-bytes", "17"}) == 1);
}

TEST_CASE("keys come from pipes and from HMACSWEEP_KEYS, and a key file that others can read gets a warning") {
    const Workplace place;
    const std::string input = place.dir.write("input.jsonl", place.record("x"));
    const std::string command =
        std::string(HMACSWEEP_BINARY) + " verify " + input + " --keys <(cat " + place.key_file + ")";
    CHECK(run_process({"bash", "-c", command}).status == 0);

    ProcessOptions options;
    options.environment.emplace_back("HMACSWEEP_KEYS", place.dir.file("empty.json") + ":" + place.key_file);
    place.dir.write("empty.json", R"({"Keys":[]})");
    const ProcessResult result = run_process({HMACSWEEP_BINARY, "verify", input}, options);
    CHECK(result.status == 0);
    CHECK(result.err.find("empty.json; chmod 600") != std::string::npos);
    CHECK(result.err.find("keys.json; chmod 600") == std::string::npos);
    CHECK(program({"verify", input}).status == 2);
}

TEST_CASE("--quiet says nothing when all went well, and --progress always says how far it is") {
    const Workplace place;
    CHECK(place.verify(place.record("x"), {"-q"}).err.empty());
    CHECK(place.verify(place.record("x"), {"--color", "always"}).err.find("\x1b[32mPASS") != std::string::npos);
    CHECK(place.verify(place.record("x")).err.find('\x1b') == std::string::npos);
}

TEST_CASE("--files0-from reads names that no command line could hold, in their order") {
    using namespace std::string_literals;    // NOLINT(google-build-using-namespace): bytes with zeros in them
    const Workplace place;
    const std::string odd = place.dir.write("an odd\nname.jsonl", place.record("odd"));
    const std::string plain = place.dir.write("plain.jsonl", place.record("one") + place.record("two"));
    for (const std::string& end : {""s, "\0"s}) {
        const std::string names = plain + "\0"s + odd + end;
        const std::string list = place.dir.write("names", names);
        for (const std::string& from : {list, "-"s}) {
            const ProcessResult result = place.verify(from == "-" ? names : "", {"--files0-from", from});
            CAPTURE(from, result.err);
            CHECK(result.status == 0);
            const std::vector<nlohmann::json> lines = json_lines(result.out);
            REQUIRE(lines.size() == 3);
            CHECK(lines[1]["Source"] == plain);
            CHECK(lines[2]["Source"] == odd);
        }
    }
    // A name may be standard input, unless the names come from there.
    place.dir.write("names", plain + "\0-"s);
    CHECK(json_lines(place.verify(place.record("x"), {"--files0-from", place.dir.file("names")}).out).size() == 3);
    struct Row {
        std::string names;
        std::string said;
    };
    const std::vector<Row> rows{
        {"\0"s, "name 1 is empty"}, {plain + "\0\0"s + odd, "name 2 is empty"}, {plain + "\0-\0"s, "standard input"}};
    for (const Row& row : rows) {
        const ProcessResult result = place.verify(row.names, {"--files0-from", "-"});
        CAPTURE(result.err);
        CHECK(result.status == 2);
        CHECK(result.out.empty());
        CHECK(result.err.find(row.said) != std::string::npos);
    }
    CHECK(place.verify("", {"--files0-from", place.dir.file("nowhere")}).status == 2);
    CHECK(place.verify("", {"--files0-from", place.dir.file("names"), plain}).status == 2);
    CHECK(place.verify(place.record("x"), {"--files0-from", "-", "--keys", "-"}).status == 2);
    // No names are no records; standard input is not read in their place.
    place.dir.write("names", "");
    const ProcessResult none = place.verify(place.record("x"), {"--files0-from", place.dir.file("names")});
    CHECK(none.status == 4);
    CHECK(none.out.empty());
}

TEST_CASE("an output that is the list of names is refused") {
    const Workplace place;
    const std::string names = place.dir.write("names", place.dir.write("input.jsonl", place.record("x")));
    const ProcessResult result = place.verify("", {"--files0-from", names, "-o", names});
    CHECK(result.status == 2);
    CHECK(result.err.find("refusing") != std::string::npos);
    CHECK(read_file(names) == place.dir.file("input.jsonl"));
}
