// `--rejects` and `--max-invalid` as a user meets them.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

TEST_CASE("--rejects keeps what failed, says so, and leaves no file when the run cannot finish") {
    const Workplace place;
    const std::string bad = place.forged("b") + "broken\r\n" + place.lost("c");
    const std::string input = place.dir.write("in.jsonl", place.record("a") + bad + place.record("d"));
    const std::string rejects = place.dir.file("out/rejects.jsonl");
    place.dir.write("out/summary.json", "");
    const ProcessResult result = program({"verify", input, "--keys", place.key_file, "--rejects", rejects, "--summary",
                                          place.dir.file("out/summary.json")});
    CAPTURE(result.err);
    CHECK(result.status == 1);
    CHECK(read_file(rejects) == bad);
    CHECK(result.err.find("3 records are not valid, kept in " + rejects) != std::string::npos);
    CHECK(json_lines(result.out).size() == 5);
    const nlohmann::json summary = nlohmann::json::parse(place.dir.read("out/summary.json"));
    CHECK(summary["rejects"]["name"] == rejects);
    CHECK(summary["rejects"]["records"] == 3);
    CHECK(summary["rejects"]["bytes"] == bad.size());
    CHECK(summary["rejects"]["sha256"] == run_process({"sha256sum", rejects}).out.substr(0, 64));

    // Nothing to keep: a file that says so.
    CHECK(place.verify(place.record("a"), {"--rejects", rejects}).status == 0);
    CHECK(read_file(rejects).empty());
    // The results cannot be written: the rejects do not appear, either.
    const std::string other = place.dir.file("out/other");
    CHECK(program({"verify", input, "--keys", place.key_file, "--rejects", other, "-o", "/dev/full"}).status == 3);
    CHECK(program({"verify", input, "--keys", place.key_file, "--rejects", "/dev/full", "-o", other}).status == 3);
    CHECK(!std::filesystem::exists(other));
    CHECK(std::distance(std::filesystem::directory_iterator(place.dir.file("out")), {}) == 2);
}

TEST_CASE("--rejects can be read by verify, through a pipe as well") {
    const Workplace place;
    const std::string input = place.dir.write("in.jsonl", place.record("a") + place.forged("b") + place.lost("c"));
    const std::string common = std::string(HMACSWEEP_BINARY) + " verify --keys " + place.key_file + " ";
    const ProcessResult result = run_process(
        {"bash", "-c", common + "-q --results none --rejects - " + input + " | " + common + "-q --results all"});
    CAPTURE(result.err);
    CHECK(result.status == 1);
    const std::vector<nlohmann::json> lines = json_lines(result.out);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0]["Error"]["Code"] == "KMSInvalidMacException");
    CHECK(lines[1]["Error"]["Code"] == "NotFoundException");
}

TEST_CASE("--rejects of a table begins with its header line, so that it is a table again") {
    const Workplace place;
    const auto row = [](std::string_view message, bool is_valid) {
        const ByteVector mac = reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"),
                                              as_bytes(is_valid ? std::string(message) : std::string("another")));
        return std::string(message) + "," + base64(mac) + "\r\n";
    };
    const std::string header = "Message,Mac\r\n";
    const std::string first = place.dir.write(
        "a.csv", "\xef\xbb\xbf\r\n" + header + row("m", true) + row("n", false) + "\"o\"\"\nx\",AAAA\r\n");
    const std::string second = place.dir.write("b.csv", header + row("p", false));
    const std::string third = place.dir.write("c.csv", "Mac,Message\nAAAA,q\n");
    const std::string valid = place.dir.write(
        "e.csv", "Message,Mac,more\nm," +
                     base64(reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"), as_bytes("m"))) + ",\n");
    const std::string rejects = place.dir.file("rejects.csv");
    const auto verify = [&](std::vector<std::string> arguments) {
        const std::vector<std::string> common{"verify", "--keys",          place.key_file, "--key-id",
                                              "plain",  "--mac-algorithm", "HMAC_SHA_256", "--message-encoding",
                                              "text",   "--rejects",       rejects,        "--results",
                                              "none"};
        arguments.insert(arguments.begin(), common.begin(), common.end());
        return program(std::move(arguments));
    };
    // A header of a source without rejects is not in it.
    CHECK(verify({valid, first, second}).status == 1);
    const std::string expected = header + row("n", false) + "\"o\"\"\nx\",AAAA\r\n" + row("p", false);
    CHECK(read_file(rejects) == expected);
    const std::string again = place.dir.write("again.csv", expected);
    const ProcessResult result = verify({again});
    CHECK(result.status == 1);
    CHECK_THAT(result.err, has_text("3 records are not valid, kept in "));
    CHECK(read_file(rejects) == expected);
    CHECK(verify({valid}).status == 0);
    CHECK(read_file(rejects).empty());
    // Rejects that are no one table are told of.
    const ProcessResult mixed = verify({second, third, "--quiet"});
    CHECK_THAT(mixed.err, has_text("has records of inputs with different header lines"));
    CHECK(read_file(rejects).starts_with(header + row("p", false)));
    CHECK(verify({first, second, "--quiet"}).err.empty());
}

TEST_CASE("--rejects of inputs in several formats is refused before a record is read, or ends the run without files") {
    const Workplace place;
    const std::string lines = place.dir.write("a.jsonl", place.forged("a"));
    const std::string table =
        place.dir.write("b.csv", "KeyId,MacAlgorithm,Message,Mac\nplain,HMAC_SHA_256,YQ==,AAAA\n");
    const std::string array = place.dir.write("c.json", "[" + place.forged("a") + "]\n");
    const std::string empty = place.dir.write("d.tsv", "");
    const std::string results = place.dir.file("results");
    const std::string rejects = place.dir.file("rejects");
    const auto verify = [&](const std::vector<std::string>& inputs, const std::string& input = {}) {
        std::vector<std::string> arguments{"verify", "--keys", place.key_file, "--rejects", rejects, "-o", results};
        arguments.insert(arguments.end(), inputs.begin(), inputs.end());
        ProcessOptions options;
        options.input = input;
        return program(arguments, options);
    };
    for (const std::vector<std::string>& inputs :
         {std::vector{lines, table}, std::vector{table, lines}, std::vector{array, table}, std::vector{lines, array}}) {
        CAPTURE(inputs);
        const ProcessResult result = verify(inputs);
        CHECK(result.status == 2);
        CHECK_THAT(result.err, has_text("--rejects keeps records of one format in its file, and " + inputs[0]));
        CHECK_THAT(result.err, has_text(inputs[1]));
    }
    // A pipe's format is known only when the pipe is read.
    const ProcessResult piped = verify({table, "-"}, place.forged("a"));
    CHECK(piped.status == 3);
    CHECK_THAT(piped.err, has_text(rejects + " has rejects of csv, and cannot have those of jsonl, too"));
    CHECK(!std::filesystem::exists(rejects));
    CHECK(!std::filesystem::exists(results));
    CHECK(verify({lines, empty}).status == 1);
    CHECK(read_file(rejects) == place.forged("a"));
}

TEST_CASE("--rejects is refused where it would overwrite an input, a key file or another output") {
    const Workplace place;
    const std::string input = place.dir.write("in.jsonl", place.forged("b"));
    const std::string other = place.dir.file("other");
    const std::vector<std::vector<std::string>> rows{{"--rejects", input},
                                                     {"--rejects", place.key_file},
                                                     {"--rejects", other, "-o", other},
                                                     {"--rejects", other, "--summary", other},
                                                     {"--rejects", "-"}};
    for (std::vector<std::string> arguments : rows) {
        arguments.insert(arguments.begin(), {"verify", input, "--keys", place.key_file});
        CAPTURE(arguments);
        CHECK(program(arguments).status == 2);
    }
    CHECK(read_file(input) == place.forged("b"));
    CHECK(!std::filesystem::exists(other));
}

TEST_CASE("--max-invalid stops at the Nth wrong MAC, says so, and marks the summary incomplete") {
    const Workplace place;
    const std::string before = place.record("a") + place.forged("b") + place.lost("c") + place.forged("d");
    const std::string input = place.dir.write("in.jsonl", before + place.forged("e") + place.record("f"));
    const ProcessResult result =
        program({"verify", input, "--keys", place.key_file, "--max-invalid", "2", "--rejects",
                 place.dir.file("rejects"), "-o", place.dir.file("results"), "--summary", place.dir.file("summary")});
    CAPTURE(result.err);
    CHECK(result.status == 1);
    CHECK(result.err.find("stopped at 2 records with a wrong MAC (--max-invalid); what follows was not judged") !=
          std::string::npos);
    CHECK(result.err.find("FAIL: 2 records have a wrong MAC, as many as --max-invalid allows.") != std::string::npos);
    CHECK(json_lines(place.dir.read("results")).size() == 4);
    CHECK(place.dir.read("rejects") == place.forged("b") + place.lost("c") + place.forged("d"));
    const nlohmann::json summary = nlohmann::json::parse(place.dir.read("summary"));
    CHECK(summary["complete"] == false);
    CHECK(summary["stopped_early"] == true);
    CHECK(summary["status"] == 1);
    CHECK(summary["records"] == 4);

    const ProcessResult quiet = program({"verify", input, "--keys", place.key_file, "--max-invalid", "1", "-q"});
    CHECK(quiet.status == 1);
    CHECK(json_lines(quiet.out).size() == 2);
    CHECK(quiet.err.find("stopped at 1 record ") != std::string::npos);
    for (const std::string wrong : {"0", "-1", "", "many"}) {
        CHECK(program({"verify", input, "--keys", place.key_file, "--max-invalid", wrong}).status == 2);
    }
}
