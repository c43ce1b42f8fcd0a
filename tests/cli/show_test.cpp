// `hmacsweep show`: the record that a result line is about, found again.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/compressed.hpp"

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

ProcessResult show(std::vector<std::string> arguments, const std::string& input = {}) {
    arguments.insert(arguments.begin(), "show");
    ProcessOptions options;
    options.input = input;
    return program(std::move(arguments), options);
}

}    // namespace

TEST_CASE("show prints a record's very bytes, and says where they stand") {
    const Workplace place;
    const std::string odd = "{broken \xff\x1b[31m\t\x01";
    const std::string text = "\xef\xbb\xbf" + place.record("one") + "\r\n \n" + odd + "\r\n" + place.record("last");
    const std::string input = place.dir.write("in.jsonl", text);
    const ProcessResult first = show({input, "--record", "1"});
    CHECK(first.status == 0);
    CHECK(first.out == place.record("one"));
    CHECK(first.err == input + ": record 1, line 1, offset 3, " + std::to_string(first.out.size() - 1) + " bytes\n");
    const ProcessResult second = show({input, "--record", "2"});
    CHECK(second.status == 0);
    CHECK(second.out == odd + "\n");
    CHECK(second.err == input + ": record 2, line 4, offset " + std::to_string(text.find('{', text.find(" \n"))) +
                            ", " + std::to_string(odd.size()) + " bytes\n");
    CHECK(show({input, "--record", "3"}).out == place.record("last"));
    // From a pipe, and compressed.
    CHECK(show({"--record", "2"}, text).out == odd + "\n");
    if (can_read(input::Compression::Gzip)) {
        CHECK(show({"-", "--record", "3"}, gzip_of(text)).out == place.record("last"));
    }
}

TEST_CASE("on a terminal, show makes control characters visible") {
    const Workplace place;
    const std::string input = place.dir.write("in.jsonl", "{\"a\x1b[31m\t\x01\xff\xc2\x9b\x7f\xc3\xa9\"}\n");
    // Python's pty gives the program a terminal, which writes CR LF for LF.
    const ProcessResult result = run_process({"python3", "-c", "import pty, sys; pty.spawn(sys.argv[1:])",
                                              HMACSWEEP_BINARY, "show", input, "--record", "1"});
    CHECK(result.out.find("{\"a\\x1b[31m\\t\\x01\\xff\\xc2\\x9b\\x7f\xc3\xa9\"}\r\n") != std::string::npos);
    CHECK(result.out.find('\x1b') == std::string::npos);
}

TEST_CASE("with the keys, show says why a record failed, and never what its MAC should have been") {
    const Workplace place;
    const std::string input =
        place.dir.write("in.jsonl", place.record("a") + place.forged("b") + place.lost("c") + place.untagged("d") +
                                        "broken\n" + place.record("e", "alias/kms"));
    const std::vector<std::string> expected{"valid (key plain, HMAC_SHA_256)",
                                            "KMSInvalidMacException: The MAC does not match",
                                            "NotFoundException: ",
                                            "MissingMacException: ",
                                            "ValidationException: ",
                                            "valid (key arn:aws:kms:us-east-1:111122223333:key/kms, HMAC_SHA_256)"};
    const std::string right = base64(reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"), as_bytes("b")));
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const ProcessResult result = show({input, "--record", std::to_string(i + 1), "--keys", place.key_file});
        CAPTURE(i, result.err);
        CHECK(result.status == 0);
        CHECK(result.err.find("\n" + expected[i]) != std::string::npos);
        // The forged MAC begins like the right one.
        CHECK((result.out + result.err).find(right.substr(6, 10)) == std::string::npos);
        CHECK(result.err.find(right.substr(0, 6)) == std::string::npos);
    }
    // Without keys nothing is judged; HMACSWEEP_KEYS counts.
    CHECK(show({input, "--record", "2"}).err.find("Exception") == std::string::npos);
    ProcessOptions options;
    options.environment.emplace_back("HMACSWEEP_KEYS", place.key_file);
    CHECK(run_process({HMACSWEEP_BINARY, "show", input, "--record", "2"}, options).err.find("Exception") !=
          std::string::npos);
    // The options that say how records are read and judged are verify's.
    const ProcessResult text = show(
        {"--record", "1", "--keys", place.key_file, "--columns", "message=m", "--message-encoding", "text", "--key-id",
         "plain", "--mac-algorithm", "HMAC_SHA_256", "--min-mac-bytes", "2"},
        "{\"m\":\"b\",\"Mac\":\"" +
            base64(reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"), as_bytes("b"))).substr(0, 4) + "\"}");
    CHECK(text.err.find("valid (key plain") != std::string::npos);
}

TEST_CASE("result lines lead show to their records, also of several inputs") {
    if (!can_read(input::Compression::Gzip)) {
        return;
    }
    const Workplace place;
    ProcessOptions options;
    options.folder = place.dir.path();
    std::string many;
    for (int i = 0; i < 3000; ++i) {
        many += i % 1000 == 500 ? place.forged("row " + std::to_string(i)) : place.record("row " + std::to_string(i));
    }
    place.dir.write("a.jsonl.gz", gzip_of(many));
    place.dir.write("b.jsonl", place.forged("b") + "\n" + place.lost("c"));
    const ProcessResult verified =
        program({"verify", "a.jsonl.gz", "b.jsonl", "--keys", place.key_file, "--results", "failures", "-q"}, options);
    REQUIRE(json_lines(verified.out).size() == 5);
    options.input = verified.out + "\n";
    const ProcessResult shown = program({"show", "--keys", place.key_file}, options);
    CAPTURE(shown.err);
    CHECK(shown.status == 0);
    CHECK(shown.out == place.forged("row 500") + place.forged("row 1500") + place.forged("row 2500") +
                           place.forged("b") + place.lost("c"));
    CHECK(shown.err.find("a.jsonl.gz: record 1501, line 1501, offset ") != std::string::npos);
    // Lines in another order are found as well.
    options.input = verified.out.substr(verified.out.find('\n') + 1) + verified.out;
    CHECK(program({"show"}, options).out == shown.out.substr(shown.out.find('\n') + 1) + shown.out);
    // The line of a single input has no Source.
    options.input = program({"verify", "b.jsonl", "--keys", place.key_file, "-q"}, options).out;
    CHECK(program({"show", "b.jsonl"}, options).out == place.forged("b") + place.lost("c"));
    const ProcessResult unnamed = program({"show"}, options);
    CHECK(unnamed.status == 2);
    CHECK(unnamed.err.find("has no Source") != std::string::npos);
    // The file has changed since.
    place.dir.write("b.jsonl", "\n" + place.forged("b") + place.lost("c"));
    const ProcessResult changed = program({"show", "b.jsonl"}, options);
    CHECK(changed.status == 3);
    CHECK(changed.err.find("not the input") != std::string::npos);
    CHECK(changed.out.empty());
}

TEST_CASE("result lines whose Id no 64 bits hold lead to their records, too") {
    const Workplace place;
    const std::string id = "123456789012345678901234567890";
    const std::string input = place.dir.write("in.jsonl", place.record("one") + place.forged("two", "plain", id));
    ProcessOptions options;
    options.input = program({"verify", input, "--keys", place.key_file, "--results", "failures", "-q"}).out;
    REQUIRE(options.input.find("\"Id\":" + id) != std::string::npos);
    CHECK(program({"show", input}, options).out == place.forged("two", "plain", id));
}

TEST_CASE("show says what is wrong with what it was asked") {
    const Workplace place;
    const std::string input = place.dir.write("in.jsonl", place.record("a") + std::string(5000, 'x') + "\n");
    const std::string cut = place.dir.write("cut.gz", gzip_of(place.record("a")).substr(0, 40));
    place.dir.write("folder/a.jsonl", "1\n");
    place.dir.write("folder/b.jsonl", "2\n");
    struct Row {
        std::vector<std::string> arguments;
        std::string input;
        int status;
        std::string said;
    };
    const std::vector<Row> rows{
        {{input, "--record", "3"}, "", 3, "has no record 3"},
        {{input, "--record", "0"}, "", 2, "--record takes"},
        {{input, "--record", "-1"}, "", 2, "--record"},
        {{input, "--record", "2", "--max-record-bytes", "1000"}, "", 0, "record 2"},
        {{cut, "--record", "1"}, "", 3, "cannot decompress"},
        {{place.dir.file("none"), "--record", "1"}, "", 3, "No such file"},
        {{place.dir.file("folder"), "--record", "1"},
         "",
         3,
         "one file or member: " + place.dir.file("folder/a.jsonl") + ", " + place.dir.file("folder/b.jsonl")},
        {{input, input, "--record", "1"}, "", 2, "one INPUT"},
        {{input}, "", 2, "which record?"},
        {{input}, "no JSON\n", 2, "line 1: is no result line"},
        {{input}, "\n{\"Record\":\"1\"}\n", 2, "line 2: is no result line"},
        {{}, "{\"Record\":1,\"Source\":\"-\"}\n", 2, "cannot be read again"},
        {{input, "--record", "1", "--keys", "none"}, "", 2, "none"},
        {{input, "--record", "1", "--results", "all"}, "", 2, "--results"},
        {{"-", "--record", "1", "--keys", "-"}, "", 2, "standard input"},
    };
    for (const Row& row : rows) {
        const ProcessResult result = show(row.arguments, row.input);
        CAPTURE(row.arguments, row.said, result.err);
        CHECK(result.status == row.status);
        CHECK(result.err.find(row.said) != std::string::npos);
    }
    // A record far over the limit is not kept; its place is told.
    const std::string large = place.dir.write("large.jsonl", std::string(5'000'000, 'x') + "\n");
    const ProcessResult result = show({large, "--record", "1", "--max-record-bytes", "1000"});
    CHECK(result.status == 3);
    CHECK(result.err.find("--max-record-bytes (1000)") != std::string::npos);
    CHECK(result.out.empty());
}

TEST_CASE("show takes the options of the command that diagnose prints") {
    const Workplace place;
    const std::string ours = R"({"type":"payment",)" + place.record("a").substr(1);
    const std::string input = place.dir.write("in.jsonl", ours + place.record("b"));
    const auto shown = [&](const std::string& number) {
        return show({input, "--record", number, "--keys", place.key_file, "--where", "type=payment"});
    };
    CHECK(shown("1").out == ours);
    CHECK(shown("1").err.ends_with("valid (key plain, HMAC_SHA_256)\n"));
    CHECK(shown("2").status == 0);
    CHECK(shown("2").out == place.record("b"));
    CHECK(shown("2").err.ends_with("not chosen by --where, and not verified\n"));
    const std::string log = place.dir.write("log.jsonl", "{\"m\":\"a\",\"Mac\":\"00\"}\n");
    CHECK(show({log, "--record", "1", "--message", "{prev.Mac}{m}", "--chain-end", "00"}).status == 0);
}

TEST_CASE("show says what it does not know, and what a list lacks") {
    const Workplace place;
    std::string odd = place.record("a");
    odd.replace(odd.find("HMAC_SHA_256"), 12, "HMAC_MD5");
    odd.pop_back();
    const std::string input = place.dir.write("in.json", "[" + odd + ",," + place.record("b") + "]");
    const ProcessResult unknown = show({input, "--record", "1", "--keys", place.key_file});
    CHECK(unknown.err.find("HMAC_MD5") != std::string::npos);
    CHECK(unknown.err.ends_with(" (key plain)\n"));
    const ProcessResult missing = show({input, "--record", "2", "--keys", place.key_file});
    CHECK(missing.status == 0);
    CHECK(missing.err.ends_with("ValidationException: not valid JSON: an element is missing here\n"));
}
