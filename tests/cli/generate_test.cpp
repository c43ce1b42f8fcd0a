// `hmacsweep generate`: MACs of whole files, and the way back through `verify`.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <filesystem>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

// RFC 4231, test case 1: twenty bytes 0x0b, "Hi There".
constexpr const char* case1_keys = R"({"Keys":[{"KeyId":"case1","KeyMaterial":"CwsLCwsLCwsLCwsLCwsLCwsLCws="}]})";
constexpr const char* case1_macs[][2] = {
    {"HMAC_SHA_224", "iW+xEoq73xloMhB81J3zP0e0sRaZErpPU2hLIg=="},
    {"HMAC_SHA_256", "sDRMYdjbOFNcqK/OrwvxK4gdwgDJgz2nJuk3bC4yz/c="},
};

}    // namespace

TEST_CASE("generate makes the MACs of RFC 4231, in the shape of a GenerateMac response") {
    const Workplace place;
    const std::string keys = place.dir.write("case1.json", case1_keys);
    ProcessOptions options;
    options.input = R"({"Id":7,"KeyId":"case1","MacAlgorithm":"HMAC_SHA_256","Message":"SGkgVGhlcmU="})";
    const ProcessResult result = program({"generate", "--keys", keys}, options);
    CHECK(result.status == 0);
    CHECK(result.out == std::string(R"({"Record":1,"Id":7,"Mac":")") + case1_macs[1][1] +
                            R"(","MacAlgorithm":"HMAC_SHA_256","KeyId":"case1"})" + "\n");
}

TEST_CASE("a MAC that comes with a record to generate is ignored and counted") {
    const Workplace place;
    const std::string keys = place.dir.write("case1.json", case1_keys);
    ProcessOptions options;
    options.input = R"({"KeyId":"case1","MacAlgorithm":"HMAC_SHA_224","Message":"SGkgVGhlcmU=","Mac":"AAAA"})"
                    "\n"
                    R"({"KeyId":"lost","MacAlgorithm":"HMAC_SHA_224","Message":"SGkgVGhlcmU="})";
    const ProcessResult result =
        program({"generate", "--keys", keys, "--summary", place.dir.file("summary.json")}, options);
    CHECK(result.status == 4);
    const std::vector<nlohmann::json> lines = json_lines(result.out);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0]["Mac"] == case1_macs[0][1]);
    CHECK(lines[1]["Error"]["Code"] == "NotFoundException");
    CHECK(!lines[1].contains("Mac"));
    CHECK(!lines[1].contains("MacValid"));
    CHECK(nlohmann::json::parse(place.dir.read("summary.json"))["ignored_macs"] == 1);
}

TEST_CASE("generate says how it reads messages, and what helps where most cannot be read so") {
    const Workplace place;
    const std::string keys = place.dir.write("case1.json", case1_keys);
    ::chmod(keys.c_str(), 0600);
    const auto generate = [&](const std::vector<std::string>& messages, std::vector<std::string> more = {}) {
        ProcessOptions options;
        for (const std::string& message : messages) {
            options.input += R"({"KeyId":"case1","MacAlgorithm":"HMAC_SHA_256","Message":")" + message + "\"}\n";
        }
        more.insert(more.begin(), {"generate", "--keys", keys});
        return program(std::move(more), options);
    };
    constexpr const char* hint =
        "hint: 2 messages are not written in base64, as messages are read here: "
        "--message-encoding text takes them as they are\n";
    const ProcessResult texts = generate({"hello world!", "SGkgVGhlcmU=", "hello"});
    CHECK(texts.status == 4);
    CHECK_THAT(texts.err, has_text("messages are read as base64; --message-encoding says otherwise\n"));
    CHECK(texts.err.ends_with(hint));
    CHECK(generate({"hello world!", "SGkgVGhlcmU=", "hello"}, {"--quiet"}).err == hint);
    const ProcessResult few = generate({"hello world!", "SGkgVGhlcmU=", "SGkg"});
    CHECK(few.status == 4);
    CHECK_THAT(few.err, !has_text("hint:"));
    const ProcessResult told = generate({"hello world!"}, {"--message-encoding", "text"});
    CHECK(told.status == 0);
    CHECK_THAT(told.err, !has_text("messages are read as"));
}

TEST_CASE("generate --with-record writes the input again with MACs, which verify reads, in every format") {
    const Workplace place;
    const std::vector<std::string> key{"--keys",          place.key_file, "--key-id",           "plain",
                                       "--mac-algorithm", "HMAC_SHA_256", "--message-encoding", "text"};
    const auto with = [&](std::vector<std::string> arguments, const std::vector<std::string>& more) {
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    };
    struct Case {
        std::string text;
        std::vector<std::string> generate;
        std::vector<std::string> verify;
        std::string first;    ///< how the output begins
    };
    const std::vector<std::string> line_key(key.begin(), key.begin() + 6);
    const std::vector<Case> cases{
        {"one\ntwo hmac=00\r\n\nno end", with({"--input-format", "lines"}, line_key),
         with({"--line", "{Message} hmac={Mac:hex}"}, line_key), "one hmac="},
        {"id,body\r\n1,one\r\n2,\"t,w\"\"o\nx\"\r\n", with({"--columns", "message=body"}, key),
         with({"--columns", "message=body,mac=mac"}, key), "id,body,mac\r\n1,one,"},
        {"1\tone\n2\ttwo", with({"--columns", "message=2", "--no-header", "--input-format", "tsv"}, key),
         with({"--columns", "message=2,mac=3", "--no-header", "--input-format", "tsv"}, key), "1\tone\t"},
        {"{\"body\":\"one\"}\n {\"body\":\"t}w\", \"n\":{}} \n", with({"--columns", "message=body"}, key),
         with({"--columns", "message=body"}, key), "{\"body\":\"one\",\"Mac\":\""},
        {"[{\n  \"body\": \"one\"\n}, {\"body\":\"two\"}]",
         with({"--columns", "message=body", "--input-format", "json"}, key), with({"--columns", "message=body"}, key),
         "{   \"body\": \"one\" ,\"Mac\":\""},
    };
    for (const Case& row : cases) {
        const std::string input = place.dir.write("input", row.text);
        const std::string output = place.dir.file("tagged");
        const ProcessResult made = program(with({"generate", input, "--with-record", "-o", output}, row.generate));
        CAPTURE(row.text, made.err);
        CHECK(made.status == 0);
        const std::string tagged = read_file(output);
        CHECK(tagged.starts_with(row.first));
        const ProcessResult verified = program(with({"verify", output}, row.verify));
        CAPTURE(tagged, verified.err);
        CHECK(verified.status == 0);
        CHECK(json_lines(verified.out).size() >= 2);
        std::string altered = tagged;
        altered.replace(altered.find("one"), 3, "ONE");
        const ProcessResult changed = program(with({"verify", place.dir.write("altered", altered)}, row.verify));
        CHECK(changed.status == 1);
    }
    // What gets no MAC is written as it is, and is not valid for verify.
    const std::string rows = place.dir.write("rows.csv", "body,KeyId\none,plain\ntwo,lost\n\"open\nthree,plain\n");
    const std::vector<std::string> columns{
        "--columns",    "message=body",       "--keys", place.key_file, "--mac-algorithm",
        "HMAC_SHA_256", "--message-encoding", "text"};
    const std::string output = place.dir.file("rows-tagged.csv");
    CHECK(program(with({"generate", rows, "--with-record", "-o", output}, columns)).status == 4);
    const std::string tagged = read_file(output);
    CHECK_THAT(tagged, has_text("\ntwo,lost,\n\"open,\nthree,plain,"));
    std::vector<std::string> with_mac = columns;
    with_mac[1] = "message=body,mac=mac";
    const std::vector<nlohmann::json> lines = json_lines(program(with({"verify", output}, with_mac)).out);
    REQUIRE(lines.size() == 4);
    CHECK(lines[0]["MacValid"] == true);
    CHECK(lines[1]["MacValid"] == false);
    CHECK(lines[2]["MacValid"] == false);
    CHECK(lines[3]["MacValid"] == true);
    CHECK(program(with({"generate", rows, rows, "--with-record"}, columns)).status == 2);
    CHECK(program(with({"generate", rows, "--with-record", "--with-message"}, columns)).status == 2);
    CHECK(program(with({"generate", rows, "--with-record", "--results", "none"}, columns)).status == 2);
}

TEST_CASE("generate --with-record refuses records that have the member or the column already, before it writes") {
    const Workplace place;
    const auto generate = [&](const std::string& text, std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"generate", place.dir.write("input", text), "--keys", place.key_file, "--key-id",
                                   "plain", "--mac-algorithm", "HMAC_SHA_256", "--columns", "message=body",
                                   "--message-encoding", "text", "--with-record", "-o", place.dir.file("out")});
        ProcessResult result = program(more);
        CAPTURE(text, result.err);
        CHECK((result.status == 0) == std::filesystem::exists(place.dir.file("out")));
        std::filesystem::remove(place.dir.file("out"));
        return result;
    };
    const std::string good = R"({"body":"x","in":{"Mac":1},"mac":2})"
                             "\n";
    CHECK(generate(good).status == 0);
    for (const std::string member : {R"("Mac":null)", R"("\u004dac":null)", R"("Mac":"AAAA")"}) {
        const ProcessResult result = generate(good + good + "{\"body\":\"x\"," + member + "}\n");
        CHECK(result.status == 3);
        CHECK_THAT(result.err, has_text("record 3 of ") && has_text("has a member Mac already"));
    }
    CHECK(generate(good, {"--ignore-name-case"}).status == 3);
    for (const std::string column : {"mac", "Mac"}) {
        const ProcessResult result = generate("body," + column + "\nx,\n");
        CHECK(result.status == 3);
        CHECK_THAT(result.err, has_text("has a column " + column + " already"));
    }
    CHECK(generate("body,MAC\nx,\n").status == 0);
}

TEST_CASE("generate --with-record writes a document without the array of --records as it is, and makes no line up") {
    const Workplace place;
    const std::string mac = base64(reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"), as_bytes("one")));
    const std::string tagged = R"({"b":"one","Mac":")" + mac + "\"}\n";
    struct Row {
        std::string name;
        std::string text;
        std::string written;
    };
    const Row rows[] = {
        {"lines.jsonl",
         "{\"R\":[{\"b\":\"one\"}]}\n{\"other\": 1}\r\n\n{\"R\":[{\"b\":\"one\"},]}\nbroken\n{\"R\":[]}\n",
         tagged + "{\"other\": 1}\n{\"R\":[{\"b\":\"one\"},]}\nbroken\n"},
        {"list.json", "[\n{\"other\":\n 1},\n{\"R\":[{\"b\":\"one\"},{\"c\":\n2}]},,\n{\"R\":\"x\"}]",
         "{\"other\":  1}\n" + tagged + "{\"c\": 2}\n\n{\"R\":\"x\"}\n"},
    };
    // An element that is missing leaves a blank line.
    for (const Row& row : rows) {
        const ProcessResult made = program({"generate", place.dir.write(row.name, row.text), "--keys", place.key_file,
                                            "--records", "/R", "--columns", "message=b", "--message-encoding", "text",
                                            "--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256", "--with-record"});
        CAPTURE(row.name, made.err);
        CHECK(made.status == 4);
        CHECK(made.out == row.written);
    }
}

TEST_CASE("generate --with-record keeps a byte-order mark, and says where it writes JSON Lines of an array") {
    const Workplace place;
    const auto generate = [&](const std::string& text, std::vector<std::string> more) {
        more.insert(more.begin(), {"generate", place.dir.write("input", text), "--keys", place.key_file, "--key-id",
                                   "plain", "--mac-algorithm", "HMAC_SHA_256", "--with-record", "--quiet"});
        return program(more);
    };
    const std::vector<std::string> body{"--columns", "message=body", "--message-encoding", "text"};
    const std::string mark = "\xef\xbb\xbf";
    CHECK(generate(mark + "body\nx\n", body).out.starts_with(mark + "body,mac\nx,"));
    CHECK(generate(mark + "one\ntwo\n", {"--input-format", "lines"}).out.starts_with(mark + "one hmac="));
    CHECK(generate("a\n\nb\n", {"--input-format", "lines"}).out.find(mark) == std::string::npos);
    std::vector<std::string> json = body;
    json.insert(json.end(), {"--input-format", "json"});
    const ProcessResult array = generate(R"([{"body":"x"},{"body":"y"}])", json);
    CHECK_THAT(array.err, has_text("--with-record has written JSON Lines"));
    CHECK(generate("{\"body\":\"x\"}\n{\"body\":\"y\"}\n", body).err.empty());
}

TEST_CASE("the lines of a log, tagged by generate, verify; the altered ones and no others fail") {
    const Workplace place;
    std::string log;
    for (int i = 0; i < 2500; ++i) {
        log += "2026-11-21T10:00:00Z app[" + std::to_string(i) + "]: caf\xc3\xa9 \"quoted\"";
        log += std::string(" \xff\x00 tail\n", 9);
        log += "user " + std::to_string(i * 7919) + (i % 3 == 0 ? "\r\n" : "\n");
    }
    log += "\n last line without an end";
    const std::string file = place.dir.write("app.log", log);
    const std::string tagged = place.dir.file("app.jsonl");
    for (const std::string backend : {"simd", "scalar", "openssl"}) {
        const ProcessResult made =
            program({"generate", "--input-format", "lines", file, "--keys", place.key_file, "--key-id", "plain",
                     "--mac-algorithm", "HMAC_SHA_384", "--with-message", "--backend", backend, "-o", tagged});
        CAPTURE(made.err);
        REQUIRE(made.status == 0);
        CHECK(program({"verify", tagged, "--keys", place.key_file, "--expect-records", "5002"}).status == 0);
    }
    // Alter three records as a person would: another message in one, another MAC in the next.
    std::vector<nlohmann::json> records = json_lines(place.dir.read("app.jsonl"));
    REQUIRE(records.size() == 5002);
    CHECK(records[5000]["Message"] == "");
    records[17]["Message"] = "cm9vdCB3YXMgaGVyZQ==";
    records[4000]["Mac"] = records[4001]["Mac"];
    records[5001]["KeyId"] = "alias/kms";
    std::string altered;
    for (const nlohmann::json& record : records) {
        altered += record.dump() + "\n";
    }
    const ProcessResult result = place.verify(altered, {"--results", "failures"});
    const std::vector<nlohmann::json> failures = json_lines(result.out);
    CHECK(result.status == 1);
    REQUIRE(failures.size() == 3);
    CHECK(failures[0]["Record"] == 18);
    CHECK(failures[0]["Error"]["Code"] == "KMSInvalidMacException");
    CHECK(failures[1]["Record"] == 4001);
    CHECK(failures[1]["Error"]["Code"] == "KMSInvalidMacException");
    CHECK(failures[2]["Record"] == 5002);
    CHECK(failures[2]["Error"]["Code"] == "InvalidKeyUsageException");
}

TEST_CASE("lines need a key and an algorithm, and under KMS's limits an empty line has no MAC") {
    const Workplace place;
    ProcessOptions options;
    options.input = "one\n\ntwo";
    const std::vector<std::string> base{"generate", "--keys", place.key_file, "--input-format", "lines"};
    CHECK(program(base, options).status == 2);
    std::vector<std::string> whole = base;
    whole.insert(whole.end(), {"--key-id", "alias/kms", "--mac-algorithm", "HMAC_SHA_256"});
    const ProcessResult result = program(whole, options);
    CHECK(result.status == 4);
    const std::vector<nlohmann::json> lines = json_lines(result.out);
    REQUIRE(lines.size() == 3);
    CHECK(lines[1]["Error"]["Code"] == "ValidationException");
    CHECK(lines[1]["Line"] == 2);
}
