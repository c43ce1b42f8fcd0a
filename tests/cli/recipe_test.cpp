// Messages put together from fields on the command line: --message, against published vectors and OpenSSL.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

ProcessResult run(const std::string& input, std::vector<std::string> arguments) {
    ProcessOptions process;
    process.input = input;
    return program(std::move(arguments), process);
}

}    // namespace

TEST_CASE("the vector of Standard Webhooks is verified from a table, from JSON and from lines") {
    // The example of its specification: secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, signature v1,<base64>.
    const TempDir dir;
    const std::string keys =
        dir.write("keys.json", R"({"Keys":[{"KeyId":"k","KeyMaterial":"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}]})");
    const std::string mac = "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const std::string csv =
        "id,time,body,sig\nmsg_p5jXN8AQM9LWM0D4loKWxJek,1614265330,\"{\"\"test\"\": 2432232314}\"," + mac + "\n";
    const std::string json =
        R"({"id":"msg_p5jXN8AQM9LWM0D4loKWxJek","time":1614265330,"body":{"test": 2432232314},"sig":")" + mac + "\"}\n";
    const std::string line = "msg_p5jXN8AQM9LWM0D4loKWxJek 1614265330 {\"test\": 2432232314} v1," + mac + "\n";
    const std::vector<std::string> base{
        "verify",    "--keys",  keys,        "--key-id",          "k", "--mac-algorithm", "HMAC_SHA_256",
        "--columns", "mac=sig", "--message", "{id}.{time}.{body}"};
    for (const auto& [input, more] : std::vector<std::pair<std::string, std::vector<std::string>>>{
             {csv, {}}, {json, {}}, {line, {"--line", "{id} {time} {body...} v1,{sig}"}}}) {
        std::vector<std::string> arguments = base;
        arguments.insert(arguments.end(), more.begin(), more.end());
        const ProcessResult result = run(input, arguments);
        CAPTURE(input, result.out, result.err);
        CHECK(result.status == 0);
        std::string altered = input;
        altered.replace(altered.find("1614265330"), 10, "1614265331");
        CHECK(run(altered, arguments).status == 1);
    }
}

TEST_CASE("the sample's orders come out as its script made them: a row moved to another number fails its row MAC") {
    const TempDir dir;
    const std::string keys = dir.write("keys.json", read_file(sample("keys.json")));
    const std::vector<std::string> base{
        "verify",          sample("orders.csv"), "--keys",         keys, "--key-id", "webhook-secret",
        "--mac-algorithm", "HMAC_SHA_256",       "--mac-encoding", "hex"};
    const auto failures = [&](std::vector<std::string> more) {
        more.insert(more.begin(), base.begin(), base.end());
        more.insert(more.end(), {"--results", "failures"});
        std::vector<std::string> ids;
        for (const nlohmann::json& line : json_lines(program(more).out)) {
            CHECK(line["Error"]["Code"] == "KMSInvalidMacException");
            ids.push_back(line["Id"]);
        }
        return ids;
    };
    CHECK(failures({"--columns", "id=id,mac=row_hmac", "--message", "orders|{id}|{payload}"}) ==
          std::vector<std::string>{"1004", "1007"});
    CHECK(failures({"--columns", "id=id,mac=payload_hmac", "--message", "{payload}"}) ==
          std::vector<std::string>{"1004"});
    // Without the header, by number.
    const std::string table = read_file(sample("orders.csv"));
    const std::string headless = dir.write("headless.csv", table.substr(table.find('\n') + 1));
    const ProcessResult result =
        program({"verify", headless, "--keys", keys, "--key-id", "webhook-secret", "--mac-algorithm", "HMAC_SHA_256",
                 "--mac-encoding", "hex", "--no-header", "--columns", "id=1,mac=5", "--message", "orders|{1}|{3}",
                 "--results", "failures"});
    CAPTURE(result.err);
    CHECK(result.status == 1);
    CHECK(json_lines(result.out).size() == 2);
}

TEST_CASE("summary and report say between which fields text could be moved, and only where it could") {
    const TempDir dir;
    const std::string keys = dir.write("keys.json", read_file(sample("keys.json")));
    const std::string summary = dir.file("summary.json");
    const std::string page = dir.file("report.html");
    const auto verify = [&](const std::string& recipe) {
        return program({"verify",          sample("orders.csv"),
                        "--keys",          keys,
                        "--key-id",        "webhook-secret",
                        "--mac-algorithm", "HMAC_SHA_256",
                        "--mac-encoding",  "hex",
                        "--columns",       "id=id,mac=row_hmac",
                        "--message",       recipe,
                        "--results",       "failures",
                        "--summary",       summary,
                        "--report",        page})
            .err;
    };
    constexpr const char* line =
        "boundaries between fields are not proved: {id}, {payload}\n"
        "  {NAME:int}, or {NAME:no(|)} with what follows it, proves where a field ends\n";
    CHECK_THAT(verify("orders.{id}.{payload}"), has_text("  {NAME:int}, or {NAME:no(.)} with what follows it"));
    CHECK_THAT(read_file(page), has_text("<code>:no(.)</code>"));
    CHECK_THAT(verify("{id}{payload}"), has_text("{NAME:no(|)} with"));
    CHECK_THAT(verify("{id}\\n{payload}"), has_text("{NAME:no(\\n)} with"));
    CHECK_THAT(verify("orders|{id}|{payload}"), has_text(line));
    CHECK(nlohmann::json::parse(read_file(summary))["unproved_boundaries"] == nlohmann::json{"id", "payload"});
    CHECK_THAT(read_file(page),
               has_text("Boundaries between fields are not proved") && has_text("<code>:no(|)</code>"));
    for (const char* const proved : {"orders|{id:int}|{payload}", "orders|{id:no(|)}|{payload}"}) {
        CHECK(verify(proved).find("boundaries") == std::string::npos);
        CHECK(nlohmann::json::parse(read_file(summary))["unproved_boundaries"] == nlohmann::json::array());
        CHECK(read_file(page).find("Boundaries between") == std::string::npos);
    }
}

TEST_CASE("generate puts messages together, and verify finds them in what it writes") {
    const Workplace place;
    const ProcessResult made =
        run("one\ntwo\n", {"generate", "--input-format", "lines", "--keys", place.key_file, "--key-id", "plain",
                           "--mac-algorithm", "HMAC_SHA_512", "--message", "v0:{raw:len}:{raw}\\n", "--with-message"});
    CAPTURE(made.err);
    CHECK(made.status == 0);
    CHECK(json_lines(made.out).at(1)["Message"] == base64(as_bytes("v0:3:two\n")));
    CHECK(place.verify(made.out).status == 0);
}

TEST_CASE("recipes that do not fit the input or the other options are refused") {
    const Workplace place;
    const std::vector<std::string> base{"--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256"};
    struct Row {
        std::vector<std::string> arguments;
        int status;
    };
    const std::vector<Row> rows{
        {{"--message", "plain text"}, 2},
        {{"--message", "{id"}, 2},
        {{"--message", "{id:octal}"}, 2},
        {{"--message", "{id...}"}, 2},
        {{"--message", ""}, 2},
        {{"--message", "{id}", "--message-encoding", "hex"}, 2},
        {{"--message", "{id}", "--columns", "message=x"}, 2},
        {{"--message", "{id}", "--line", "{x} {Mac}"}, 2},
        {{"--message", "{id}", "--no-header", "--columns", "mac=1"}, 2},
        {{"--message", "json-without:Mac", "--input-format", "csv"}, 2},
        {{"--message", "jcs-without:Mac", "--line", "{x} {Mac}"}, 2},
        {{"--message", "sorted-without:"}, 2},
        {{"--message", "{lost}"}, 3},
        {{"--message", "{id}{id}"}, 1},
    };
    for (const Row& row : rows) {
        std::vector<std::string> arguments = row.arguments;
        arguments.insert(arguments.end(), base.begin(), base.end());
        // A table with a header and one record with a wrong MAC.
        const ProcessResult result = place.verify("id,Mac\n1,AAAA\n", row.status == 3 ? [&] {
            std::vector<std::string> csv = arguments;
            csv.insert(csv.end(), {"--input-format", "csv"});
            return csv;
        }()
                                                                                      : arguments);
        CAPTURE(row.arguments, result.out, result.err);
        CHECK(result.status == row.status);
    }
}

TEST_CASE("an object less its MAC is verified, as it stands and as Python sorts it, and a table is no object") {
    const Workplace place;
    const std::string_view key = "0123456789";
    const auto line = [&](const std::string& message, const std::string& before, const std::string& after) {
        return before + base64(reference_hmac(Algorithm::HmacSha256, as_bytes(key), as_bytes(message))) + after + "\n";
    };
    const std::vector<std::string> base{"--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256", "--message"};
    const auto status = [&](const std::string& input, const std::string& recipe, std::vector<std::string> more = {}) {
        more.insert(more.end(), base.begin(), base.end());
        more.push_back(recipe);
        return place.verify(input, more).status;
    };
    const std::string stands = line(R"({"b": 1.50, "a": 2})", R"({"b": 1.50, "Mac": ")", R"(", "a": 2})");
    CHECK(status(stands, "json-without:Mac") == 0);
    CHECK(status(stands, "sorted-without:Mac") == 1);
    const std::string sorted = line(R"({"a":2,"b":1.5})", R"({"b": 1.50, "Mac": ")", R"(", "a": 2})");
    CHECK(status(sorted, "sorted-without:Mac") == 0);
    CHECK(status(sorted, "jcs-without:Mac") == 0);
    CHECK(status(sorted, "json-without:Mac") == 1);
    const std::string csv = place.dir.write("table.csv", "Mac\nAAAA\n");
    CHECK(status("", "json-without:Mac", {csv}) == 3);
}
