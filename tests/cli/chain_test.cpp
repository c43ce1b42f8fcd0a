// Chained records on the command line: {prev.Mac}, --chain-link, --chain-start, --chain-end, --one-chain.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

#include "host/base/encoding.hpp"

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

/// A log whose lines are chained, and the key file for it.
struct ChainedLog {
    explicit ChainedLog(int num_lines) {
        std::string previous = "GENESIS";
        for (int i = 1; i <= num_lines; ++i) {
            const std::string line = "line " + std::to_string(i);
            previous =
                to_hex(reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"), as_bytes(previous + "|" + line)));
            lines.push_back(line + " hmac=" + previous + "\n");
        }
        end = previous;
    }

    [[nodiscard]] std::string text() const {
        std::string all;
        for (const std::string& line : lines) {
            all += line;
        }
        return all;
    }
    [[nodiscard]] std::vector<std::string> arguments(std::vector<std::string> more = {}) const {
        std::vector<std::string> all{"verify",
                                     "--keys",
                                     place.key_file,
                                     "--key-id",
                                     "plain",
                                     "--mac-algorithm",
                                     "HMAC_SHA_256",
                                     "--line",
                                     "{text} hmac={Mac:hex}",
                                     "--message",
                                     "{prev.Mac}|{text}"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    [[nodiscard]] ProcessResult verify(const std::string& input, std::vector<std::string> more = {}) const {
        ProcessOptions options;
        options.input = input;
        return program(arguments(std::move(more)), options);
    }

    Workplace place;
    std::vector<std::string> lines;
    std::string end;
};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}    // namespace

TEST_CASE("a chained log verifies, and a cut tail ends with status 3") {
    const ChainedLog log(20);
    const std::vector<std::string> whole{"--chain-start", "GENESIS", "--chain-end", log.end};
    CHECK(log.verify(log.text(), whole).status == 0);
    const ProcessResult cut = log.verify(log.text().substr(0, log.text().rfind("line")), whole);
    CAPTURE(cut.err);
    CHECK(cut.status == 3);
    CHECK(has(cut.err, "the chain of - does not end with the MAC of --chain-end"));
    CHECK(has(cut.err, "INCOMPLETE: the chain does not end as it should"));
}

TEST_CASE("the summary says what is wrong where a chain breaks, for people and as JSON") {
    ChainedLog log(40);
    std::swap(log.lines[9], log.lines[10]);
    log.lines[19].replace(0, 4, "LINE");
    const ProcessResult result =
        log.verify(log.text(), {"--chain-start", "GENESIS", "--summary", log.place.dir.file("summary.json")});
    CAPTURE(result.err);
    CHECK(result.status == 1);
    CHECK(has(result.err,
              "the chain breaks at 4 records\n"
              "  -:10: record 10 is intact and belongs after record 11\n"
              "  -:11: record 11 is intact and belongs after record 9\n"
              "  -:12: record 12 is intact and belongs after record 10\n"
              "  -:20: record 20 was altered, or the record that it belongs after is missing\n"));
    const nlohmann::json chain = nlohmann::json::parse(log.place.dir.read("summary.json"))["chain"];
    CHECK(chain["num_breaks"] == 4);
    CHECK(chain["breaks"][0]["belongs_behind"]["record"] == 11);
    CHECK(chain["breaks"][0]["finding"] == "intact, behind another record");
    CHECK(chain["breaks"][3]["finding"] == "altered or behind another record");
    CHECK(chain["breaks"][3]["belongs_behind"].is_null());
    CHECK(chain["cut_ends"].empty());
}

TEST_CASE("a record that a wrong MAC before it makes wrong is told apart, and so is a wrong --chain-start") {
    ChainedLog log(12);
    char& digit = log.lines[4][log.lines[4].size() - 2];    // the last one of record 5's MAC
    digit = digit == '0' ? '1' : '0';
    const ProcessResult result = log.verify(log.text(), {"--chain-start", "GENESIS"});
    CAPTURE(result.err);
    CHECK(has(result.err,
              "  -:5: record 5 was altered, or the record that it belongs after is missing\n"
              "  -:6: record 6 is chained to record 5, which is wrong: it may be wrong for that alone\n"));
    std::reverse(log.lines.begin(), log.lines.end());
    const ProcessResult reversed = log.verify(log.text(), {"--chain-start", "GENESIS", "--chain-order", "reverse"});
    CAPTURE(reversed.err);
    CHECK(has(reversed.err, "record 7 is chained to record 8, which is wrong"));
    CHECK(has(reversed.err, "record 8 was altered"));
    const ProcessResult start = ChainedLog(12).verify(ChainedLog(12).text(), {"--chain-start", std::string(63, '0')});
    CAPTURE(start.err);
    CHECK(has(start.err, "warning: --chain-start has 63 hex digits, and a MAC of HMAC_SHA_256 has 64\n"));
    CHECK(has(start.err,
              "record 1 was altered, or is not the first of its chain, or its MAC covers another text than "
              "that of --chain-start\n"));
    const std::string whole(64, '0');
    CHECK_FALSE(has(ChainedLog(1).verify("x\n", {"--chain-start", whole}).err, "warning: --chain-start"));
    CHECK_FALSE(has(ChainedLog(1).verify("x\n", {"--chain-start", "GENESIS"}).err, "warning: --chain-start"));
}

TEST_CASE("a JSON log whose records repeat the hash before them is verified without its own") {
    const Workplace place;
    std::string previous = "0";
    std::vector<std::string> lines;
    for (int i = 1; i <= 6; ++i) {
        const std::string body = R"({"seq": )" + std::to_string(i) + R"(, "prev_hash": ")" + previous + R"("})";
        const std::string mac = to_hex(reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"), as_bytes(body)));
        lines.push_back(body.substr(0, body.size() - 1) + R"(, "hash": ")" + mac + "\"}\n");
        previous = mac;
    }
    const auto verify = [&] {
        std::string text;
        for (const std::string& line : lines) {
            text += line;
        }
        return place.verify(
            text, {"--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256", "--columns", "mac=hash", "--mac-encoding",
                   "hex", "--message", "json-without:hash", "--chain-link", "prev_hash", "--chain-start", "0"});
    };
    CHECK(verify().status == 0);
    lines.erase(lines.begin() + 3);
    const ProcessResult result = verify();
    CAPTURE(result.err);
    CHECK(result.status == 1);
    CHECK(has(result.err, "record 4 is intact, but the record that it belongs after is missing"));
}

TEST_CASE("show explains a chained record by the one before it") {
    ChainedLog log(12);
    log.lines[4].replace(0, 4, "LINE");
    const std::string file = log.place.dir.write("app.log", log.text());
    for (const auto& [record, words] :
         {std::pair("4", "valid (key plain"), {"5", "does not match the message chained"}}) {
        std::vector<std::string> arguments = log.arguments({"--chain-start", "GENESIS", "--record", record, file});
        arguments[0] = "show";
        const ProcessResult result = program(arguments);
        CAPTURE(result.err);
        CHECK(result.status == 0);
        CHECK(has(result.err, words));
    }
}

TEST_CASE("options of chains are refused where there is no chain, or not one") {
    const ChainedLog log(3);
    const std::string file = log.place.dir.write("a.log", log.text());
    const std::string other = log.place.dir.write("b.log", log.text());
    const auto refused = [&](const std::vector<std::string>& arguments, std::string_view words) {
        const ProcessResult result = program(arguments);
        CAPTURE(arguments, result.err);
        CHECK(result.status == 2);
        CHECK(has(result.err, words));
    };
    const std::vector<std::string> plain{"verify", "--keys", log.place.key_file, file};
    for (const std::string option : {"--chain-start", "--chain-end"}) {
        std::vector<std::string> arguments = plain;
        arguments.insert(arguments.end(), {option, "abc"});
        refused(arguments, option + " is for records that are chained");
    }
    std::vector<std::string> arguments = plain;
    arguments.emplace_back("--one-chain");
    refused(arguments, "--one-chain is for records that are chained");
    refused(log.arguments({"--chain-end", log.end, file, other}), "--chain-end is for one chain");
    refused(log.arguments({"--message", "{prev.mac}|{text}", file}), "the MAC of the record before is {prev.Mac}");
    refused(log.arguments({"--chain-link", "none", file}), "--line has no {none}, which --chain-link uses");
    arguments = log.arguments({file});
    arguments[0] = "generate";
    refused(arguments, "{prev...} is for verify");
    CHECK(program(log.arguments({"--chain-start", "GENESIS", "--one-chain", "--chain-end", log.end, file})).status ==
          0);
}

TEST_CASE("a chain can go over another field than the MAC, as over a digest") {
    const Workplace place;
    std::vector<std::string> lines;
    std::string previous = "0";
    for (int i = 1; i <= 5; ++i) {
        const std::string body = "entry " + std::to_string(i);
        const std::string digest = "digest-" + std::to_string(i);
        const std::string message = previous + "|" + body;
        lines.push_back(nlohmann::json{{"body", body},
                                       {"digest", digest},
                                       {"mac", to_hex(reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"),
                                                                     as_bytes(message)))}}
                            .dump() +
                        "\n");
        previous = digest;
    }
    const auto verify = [&](const std::string& text, const std::string& recipe) {
        ProcessOptions options;
        options.input = text;
        return program({"verify", "--keys", place.key_file, "--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256",
                        "--columns", "mac=mac", "--message", recipe, "--chain-start", "0"},
                       options);
    };
    const std::string all = lines[0] + lines[1] + lines[2] + lines[3] + lines[4];
    CHECK(verify(all, "{prev.digest}|{body}").status == 0);
    CHECK(verify(lines[0] + lines[2] + lines[1] + lines[3] + lines[4], "{prev.digest}|{body}").status == 1);
    CHECK(verify(all, "{prev.lost}|{body}").status == 3);
    const ProcessResult two = verify(all, "{prev.digest}|{prev.Mac}|{body}");
    CHECK(two.status == 2);
    CHECK(has(two.err, "takes two fields of the record before"));
}
