// Log lines with their MAC at the end, on the command line: --line.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

/// As `openssl dgst -sha256 -hmac 0123456789` gives it.
std::string openssl_mac(const TempDir& dir, const std::string& message) {
    const std::string file = dir.write("message", message);
    const std::string out = run_process({"openssl", "dgst", "-sha256", "-hmac", "0123456789", "-r", file}).out;
    return out.substr(0, out.find(' '));
}

const std::vector<std::string> options{"--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256"};

ProcessResult verify(const Workplace& place, const std::string& input, std::vector<std::string> more) {
    more.insert(more.end(), options.begin(), options.end());
    return place.verify(input, more);
}

}    // namespace

TEST_CASE("log lines with a MAC behind the message are verified, whatever bytes the message has") {
    const Workplace place;
    const std::string messages[] = {"2026-11-21 login alice", "hmac= in the middle hmac=00",
                                    "\xff\xfe \"quoted\", caf\xc3\xa9", "", "a tab\tand a CR\r inside"};
    std::string log = "\n";
    for (const std::string& message : messages) {
        log += message + " hmac=" + openssl_mac(place.dir, message) + "\r\n";
    }
    log += "2026-11-21 altered hmac=" + openssl_mac(place.dir, "2026-11-21 original") + "\n";
    log += "no MAC here\n";
    log += "untagged hmac=\n";
    const ProcessResult result = verify(place, log, {"--line", "{Message} hmac={Mac:hex}"});
    const std::vector<nlohmann::json> lines = json_lines(result.out);
    CAPTURE(result.out, result.err);
    CHECK(result.status == 1);
    REQUIRE(lines.size() == 8);
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(lines[i]["MacValid"] == true);
    }
    CHECK(lines[5]["Error"]["Code"] == "KMSInvalidMacException");
    CHECK(lines[5]["Line"] == 7);
    CHECK(lines[5]["Offset"] == log.find("2026-11-21 altered"));
    CHECK(lines[6]["Error"]["Code"] == "ValidationException");
    CHECK(lines[7]["Error"]["Code"] == "MissingMacException");
}

TEST_CASE("--columns names parts, encodings stand in either place, and files of any suffix are lines then") {
    const Workplace place;
    const std::string line = "row-1 v1," + openssl_mac(place.dir, "body") + " 626f6479\n";
    const std::string file = place.dir.write("hooks.jsonl", line);
    const std::vector<std::string> columns{"--columns", "id=n,message=body,mac=sig"};
    const std::vector<std::vector<std::string>> ways{
        {file, "--line", "{n} v1,{sig:hex} {body:hex}"},
        {"-", "--line", "{n} v1,{sig} {body}", "--mac-encoding", "hex", "--message-encoding", "hex"},
        {"-", "--input-format", "lines", "--line", "{n} v1,{sig:hex} {body}", "--mac-encoding", "hex",
         "--message-encoding", "hex"}};
    for (std::vector<std::string> way : ways) {
        way.insert(way.end(), columns.begin(), columns.end());
        const ProcessResult result = verify(place, line, way);
        CAPTURE(way, result.out, result.err);
        CHECK(result.status == 0);
        CHECK(json_lines(result.out).at(0)["Id"] == "row-1");
    }
}

TEST_CASE("generate reads lines by a template, too") {
    const Workplace place;
    ProcessOptions process;
    process.input = "1: first\n\n2: second: more\n";
    std::vector<std::string> arguments{"generate", "--keys",          place.key_file,
                                       "--line",   "{Id}: {Message}", "--with-message"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const ProcessResult result = program(arguments, process);
    const std::vector<nlohmann::json> lines = json_lines(result.out);
    CAPTURE(result.err);
    CHECK(result.status == 0);
    REQUIRE(lines.size() == 2);
    CHECK(lines[1]["Id"] == "2");
    CHECK(lines[1]["Message"] == base64(as_bytes("second: more")));
    CHECK(place.verify(result.out).status == 0);
}

TEST_CASE("a template that lacks a field, or does not fit the other options, is refused before anything is read") {
    const Workplace place;
    const std::vector<std::vector<std::string>> rows{
        {"--line", "{Message}"},
        {"--line", "{Mac}"},
        {"--line", "plain"},
        {"--line", "{Message}{Mac}"},
        {"--line", "{Message} {Mac:hex"},
        {"--line", "{Message} {Mac:octal}"},
        {"--line", "{other:hex} {Message} {Mac}"},
        {"--line", "{Id:hex} {Message} {Mac}", "--columns", "id=Id:lower"},
        {"--line", "{Message} {Mac:hex}", "--mac-encoding", "base64"},
        {"--line", "{Message} {Mac}", "--columns", "id=row"},
        {"--line", "{Message} {Mac}", "--input-format", "csv"},
        {"--line", "{Message} {Mac}", "--no-header"},
        {"--line", "{Message} {Mac}", "--delimiter", ";"},
        {"--line", ""},
    };
    for (const std::vector<std::string>& arguments : rows) {
        const ProcessResult result = verify(place, "x 00\n", arguments);
        CAPTURE(arguments, result.err);
        CHECK(result.status == 2);
        CHECK(result.out.empty());
        CHECK(result.err.find("--") != std::string::npos);
    }
    // Without --key-id and --mac-algorithm the line must have them.
    CHECK(place.verify("x 00\n", {"--line", "{Message} {Mac}"}).status == 2);
}
