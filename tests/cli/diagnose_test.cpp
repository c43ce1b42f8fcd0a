// Why everything fails, as a user sees it: the hint of `verify` and the whole list of `diagnose`, by the real program.
#include "tests/cli/diagnosed.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <array>

namespace hmacsweep::tests {
namespace {

/// A table of payloads and their MACs in hex.
std::string table(int num_rows) {
    std::string text = "when,payload,signature\n";
    for (int i = 0; i < num_rows; ++i) {
        text += "17000000" + std::to_string(i) + "," + text_of(i) + "," + hex(mac_of(text_of(i))) + "\n";
    }
    return text;
}

const std::vector<std::string>& reading() {
    static const std::vector<std::string> arguments{
        "--input-format", "csv",   "--columns",       "message=payload,mac=signature",
        "--key-id",       "plain", "--mac-algorithm", "HMAC_SHA_256"};
    return arguments;
}

ProcessResult diagnose(const Workplace& place, const std::string& input, const std::vector<std::string>& arguments) {
    ProcessOptions options;
    options.input = input;
    return program(joined({"diagnose", "--keys", place.key_file}, arguments), options);
}

}    // namespace

TEST_CASE("a first line that is a row is tried as one before it is taken for a header") {
    const Workplace place;
    const std::string rows = table(5).substr(table(5).find('\n') + 1);
    const std::string input = place.dir.write("in.csv", rows);
    const ProcessResult result = program({"diagnose", "--keys", place.key_file, input});
    CAPTURE(result.out, result.err);
    CHECK(result.status == 0);
    CHECK_THAT(result.out, has_text("5 of the first 5 records verify:") && has_text(" --no-header ") &&
                               has_text("mac=3,message=2 --message-encoding text"));
    CHECK(paste(command_of(result.out), input).status == 0);
    // Rows with wrong MACs leave the status 1, and do not make the first row a header.
    const std::string damaged = place.dir.write("damaged.csv", rows + "9,altered," + hex(mac_of("as it was")) + "\n");
    const ProcessResult partly = program({"diagnose", "--keys", place.key_file, damaged});
    CAPTURE(partly.out);
    CHECK(partly.status == 1);
    CHECK_THAT(partly.out, has_text("5 of the first 6 records verify, 1 does not (1 with a wrong MAC)") &&
                               has_text(" --no-header "));
    const ProcessResult piped = diagnose(place, rows, {});
    CAPTURE(piped.out);
    CHECK_THAT(piped.out, has_text(" --no-header "));
    CHECK(paste(command_of(piped.out), input).status == 0);
    // Names are names.
    CHECK(program({"diagnose", "--keys", place.key_file, place.dir.write("t.csv", table(5))}).out.find("--no-header") ==
          std::string::npos);
}

TEST_CASE("verify hints at why everything fails, and nothing else of it changes") {
    const Workplace place;
    const std::string summary = place.dir.file("summary.json");
    const ProcessResult result = place.verify(table(20), joined(reading(), {"--summary", summary}));
    // As payloads are no base64, every record is malformed.
    CHECK(result.status == 4);
    CHECK(json_lines(result.out).size() == 20);
    CHECK_THAT(result.err,
               has_text("hmacsweep: hint: key plain: none of the first 20 records is valid; 16 of 16 verify if "
                        "the message is the text as it is\n"
                        "hmacsweep: hint: use --message-encoding text\n"
                        "20 records from 1 input"));
    const nlohmann::json json = nlohmann::json::parse(read_file(summary));
    REQUIRE(json.at("diagnosis").size() == 1);
    const nlohmann::json& diagnosis = json["diagnosis"][0];
    CHECK(diagnosis["key"] == "plain");
    CHECK(diagnosis["sampled"] == 16);
    CHECK(diagnosis["findings"][0]["verified"] == 16);
    CHECK(diagnosis["findings"][0]["mistakes"] == nlohmann::json::array({"message-text"}));
    CHECK(diagnosis["findings"][0]["options"] == nlohmann::json::array({"--message-encoding text"}));

    const ProcessResult quiet = place.verify(table(20), joined(reading(), {"--quiet"}));
    CHECK(quiet.err.empty());
    CHECK(quiet.out == result.out);
    CHECK(quiet.status == 4);
    const ProcessResult right =
        place.verify(table(20), joined(reading(), {"--message-encoding", "text", "--mac-encoding", "hex"}));
    CHECK(right.status == 0);
    CHECK(right.err.find("hint") == std::string::npos);
}

TEST_CASE("what few wrong records cannot show is not hinted at, what many can is") {
    const Workplace place;
    const ProcessResult one = place.verify(place.forged("a"));
    CHECK(one.status == 1);
    CHECK(one.err.find("hint") == std::string::npos);
    std::string many;
    for (int i = 0; i < 30; ++i) {
        many += place.forged(text_of(i));
    }
    const ProcessResult result = place.verify(many);
    CHECK(result.status == 1);
    CHECK_THAT(
        result.err,
        has_text("hint: key plain: none of the first 30 records is valid; no usual mistake explains most of 16"));
    CHECK_THAT(result.err, has_text("hint: hmacsweep diagnose"));
    // What explains a few is not why everything fails.
    const std::string few = R"({"KeyId":"plain","MacAlgorithm":"HMAC_SHA_256","Message":"YQ==","Mac":")" +
                            hex(mac_of("a")) + "\"}\n" + place.forged("b");
    CHECK(place.verify(few).err.find("hint") == std::string::npos);
    CHECK(place.verify(many + place.record("a")).err.find("hint") == std::string::npos);
}

TEST_CASE("a key that Vault may have exported wrongly is told of when everything fails under it") {
    const TempDir dir;
    const auto hint_under = [&](const std::string& name, std::size_t key_bytes) {
        ProcessOptions options;
        options.input =
            nlohmann::json{{"data", {{"name", name}, {"type", "hmac"}, {"keys", {{"1", base64(pattern(key_bytes))}}}}}}
                .dump();
        const std::string keys = dir.file(name + std::to_string(key_bytes) + ".json");
        REQUIRE(program({"keys", "import", "--from", "vault", "-o", keys}, options).status == 0);
        options.input = "input,hmac\n";
        for (int i = 0; i < 20; ++i) {
            options.input += "YQ==,vault:v1:" + base64(mac_of(text_of(i))) + "\n";
        }
        const ProcessResult result =
            program({"verify", "--keys", keys, "--profile", "vault", "--key-id", name}, options);
        CHECK(result.status == 1);
        return result.err;
    };
    CHECK_THAT(hint_under("audit", 32), has_text("but it is named as an export of Vault, which before 1.13.3") &&
                                            has_text("export the key anew"));
    CHECK(hint_under("audit", 64).find("Vault") == std::string::npos);

    ProcessOptions options;
    options.input = R"({"data":{"name":"audit","type":"hmac","keys":{"1":""}}})";
    const ProcessResult empty = program({"keys", "import", "--from", "vault", "-o", dir.file("none.json")}, options);
    CHECK(empty.status == 2);
    CHECK_THAT(empty.err, has_text("version 1 of the key is empty: Vault before 1.13.3"));
}

TEST_CASE("the hint comes while the input still goes on") {
    const Workplace place;
    place.dir.write("rows.csv", table(1000));
    // The input ends when the hint was seen, else after ten seconds.
    const std::string script =
        "{ cat rows.csv; for i in $(seq 100); do if grep -qs hint: errors; then echo seen > seen; break; fi; sleep "
        "0.1; "
        "done; } | \"$0\" verify --keys keys.json --input-format csv --columns message=payload,mac=signature --key-id "
        "plain "
        "--mac-algorithm HMAC_SHA_256 --message-encoding text --mac-encoding base64 --results none 2> errors";
    ProcessOptions options;
    options.folder = place.dir.path().string();
    CHECK(run_process({"bash", "-c", script, HMACSWEEP_BINARY}, options).status == 1);
    CHECK(place.dir.has("seen"));
    CHECK_THAT(place.dir.read("errors"), has_text("hint: use --mac-encoding hex"));
}

TEST_CASE("keys that fail for one reason are not all told of it") {
    const Workplace place;
    std::string text;
    for (const char* key : {"plain", "alias/kms"}) {
        const std::string_view material = key[0] == 'p' ? "0123456789" : "0123456789abcdef0123456789abcdef";
        text += std::string(R"({"KeyId":")") + key + R"(","MacAlgorithm":"HMAC_SHA_256","Message":"YQ==","Mac":")" +
                hex(reference_hmac(Algorithm::HmacSha256, as_bytes(material), as_bytes("a"))) + "\"}\n";
    }
    const ProcessResult result = place.verify(text);
    CHECK_THAT(result.err,
               has_text("hint: key plain: none of 1 record is valid; 1 of 1 verifies if the MAC is written in "
                        "hex\nhmacsweep: hint: use --mac-encoding hex\nhmacsweep: hint: key arn:"));
    CHECK_THAT(result.err, has_text("key/kms: none of 1 record is valid; the same as above\n"));
}

TEST_CASE("diagnose tells what makes records verify, and verify agrees with it") {
    struct Row {
        std::string name;
        std::string input;
        std::vector<std::string> arguments;
        std::string options;    ///< of the command, among others
    };
    std::string joined_rows = "when,payload,signature\n";
    std::string newline_rows = "payload,signature\n";
    std::string short_rows = "payload,signature\n";
    std::string wide_rows = "payload,signature\n";
    std::string lines;
    std::string objects;
    for (int i = 0; i < 5; ++i) {
        const std::string text = text_of(i);
        joined_rows += "17," + text + "," + hex(mac_of("17." + text)) + "\n";
        newline_rows += text + "," + hex(mac_of(text + "\n")) + "\n";
        short_rows += text + "," + hex(Bytes(mac_of(text)).first(16)) + "\n";
        wide_rows += text + "," + hex(mac_of(text, Algorithm::HmacSha512)) + "\n";
        lines += text + " " + base64(mac_of(text)) + "\n";
        objects += R"({"b":1,"a":"é"})";
        objects.pop_back();
        objects += R"(,"hmac":")" + base64(mac_of(R"({"a":"é","b":1})")) + "\"}\n";
    }
    const std::vector<std::string> key{"--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256"};
    const std::vector<std::string> rightly =
        joined({"--input-format", "csv", "--message-encoding", "text", "--mac-encoding", "hex"}, key);
    const std::vector<std::string> columns = joined(rightly, {"--columns", "message=payload,mac=signature"});
    const Row rows[] = {
        {"encodings", table(5), reading(), "mac=signature,message=payload --message-encoding text"},
        {"given encoding", table(5), joined(reading(), {"--mac-encoding", "base64"}), "--message-encoding text"},
        {"columns", table(5), {}, "mac=signature,message=payload --message-encoding text"},
        {"joined", joined_rows, {}, "--message '{when}.{payload}'"},
        {"newline", newline_rows, columns, "--message '{payload}\\n'"},
        {"short", short_rows, columns, "--min-mac-bytes 16"},
        {"algorithm", wide_rows, columns, "--mac-algorithm HMAC_SHA_512"},
        {"numbers", table(5).substr(table(5).find('\n') + 1),
         joined(rightly, {"--no-header", "--columns", "message=1,mac=3"}), "message=2"},
        {"line", lines, joined(key, {"--line", "{Message} {Mac:hex}"}), "--line '{Message} {Mac}'"},
        {"object", objects, joined(key, {"--columns", "mac=hmac"}), "--message sorted-utf8-without:hmac"},
    };
    for (const Row& row : rows) {
        const Workplace place;
        const std::string input = place.dir.write("input", row.input);
        const ProcessResult result = diagnose(place, row.input, row.arguments);
        CAPTURE(row.name, result.out, result.err);
        CHECK(result.status == 0);
        CHECK(result.err.empty());
        CHECK_THAT(result.out, has_text("5 of the first 5 records verify:") && has_text(row.options));
        const ProcessResult verified = paste(command_of(result.out), input);
        CAPTURE(verified.err);
        CHECK(verified.status == 0);
    }
}

TEST_CASE("diagnose shows neither MACs that it computed, nor keys, nor messages") {
    const Workplace place;
    std::string text;
    for (int i = 0; i < 20; ++i) {
        text += place.forged(text_of(i));
    }
    const ProcessResult result = diagnose(place, text, {"--all"});
    CHECK(result.status == 1);
    CHECK_THAT(result.out, has_text("no usual mistake, nor two or three of them together, explains any"));
    CHECK_THAT(result.out,
               has_text("  key-newline-added           16         0   the key has a line feed at its end\n"));
    for (int i = 0; i < 20; ++i) {
        for (const std::string& secret : {hex(mac_of(text_of(i))), base64(mac_of(text_of(i))), text_of(i),
                                          base64(as_bytes(text_of(i))), std::string("0123456789")}) {
            CHECK(result.out.find(secret) == std::string::npos);
        }
    }
}

TEST_CASE("diagnose says when there is nothing to explain") {
    const Workplace place;
    const ProcessResult valid = diagnose(place, place.record("a") + place.record("b"), {});
    CHECK(valid.status == 0);
    CHECK(valid.out == "2 of the first 2 records verify:\n  hmacsweep verify - --keys " + place.key_file +
                           "\nnote: - is standard input: give it the same records again, as by cat FILE | hmacsweep "
                           "verify - ...\n");
    const ProcessResult none = diagnose(place, "", {});
    CHECK(none.status == 4);
    CHECK(none.out == "the input has no records\n");
    const ProcessResult some = diagnose(place, place.record("a") + place.forged("b") + place.record("c"), {});
    CHECK(some.status == 1);
    CHECK_THAT(some.out, has_text("2 of the first 3 records verify, 1 does not (1 with a wrong MAC):\n"));
    // What stands behind the records that are looked at counts for nothing.
    CHECK(diagnose(place, place.record("a") + place.forged("b"), {"--first", "1"}).status == 0);
}

TEST_CASE("diagnose gets along with inputs that are of another kind altogether") {
    const Workplace place;
    const ProcessResult no_json = diagnose(place, "some text\nmore of it\n", {});
    CHECK(no_json.status == 3);
    CHECK_THAT(no_json.err, has_text("is no JSON") && has_text("--line"));
    const ProcessResult no_columns = diagnose(place, "a,b\n1,2\n3,4\n", {"--input-format", "csv"});
    CHECK(no_columns.status == 1);
    CHECK_THAT(no_columns.out, has_text("records whose key is not known: 2 records looked at, 0 valid"));
    const ProcessResult no_file = diagnose(place, "", {place.dir.file("none")});
    CHECK(no_file.status == 3);
    CHECK_THAT(no_file.err, has_text("No such file"));
    // A command that was found is told, and so is an input that it cannot read.
    const ProcessResult second = diagnose(place, "", {place.dir.write("t.csv", table(5)), place.dir.file("none")});
    CHECK(second.status == 3);
    CHECK_THAT(second.err, has_text("No such file"));
    CHECK_THAT(second.out, has_text("5 of the first 5 records verify"));
    for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--sample", "0"},
                                                  {"--first", "x"},
                                                  {"--results", "all"},
                                                  {"--mac-encoding", "hexx"}}) {
        CHECK(diagnose(place, "", wrong).status == 2);
    }
    CHECK(program({"diagnose", "--keys", place.dir.file("none")}).status == 2);
}

TEST_CASE("diagnose reads a pipe no further than it must") {
    const Workplace place;
    // An input without an end.
    const std::string script =
        "{ cat record record record; while cat record; do sleep 0.02; done; } 2> /dev/null | "
        "timeout 20 \"$0\" diagnose --keys keys.json --first 3 > out; echo ${PIPESTATUS[1]} > status";
    place.dir.write("record", place.forged("a"));
    ProcessOptions options;
    options.folder = place.dir.path().string();
    CHECK(run_process({"bash", "-c", script, HMACSWEEP_BINARY}, options).status == 0);
    CHECK(place.dir.read("status") == "1\n");
    CHECK_THAT(place.dir.read("out"), has_text("3 records looked at"));
}

TEST_CASE("where a mistake of representation explains everything, the options do not fit, and the hint is last") {
    const TempDir dir;
    const std::string keys = dir.write("keys.json", R"({"Keys":[{"KeyId":"a","KeyMaterial":"czNjcmV0"}]})");
    ::chmod(keys.c_str(), 0600);
    const auto mac = [](std::string_view message) {
        return hex(reference_hmac(Algorithm::HmacSha256, as_bytes("s3cret"), as_bytes(message)));
    };
    std::string prefixed;
    std::string other;
    for (int i = 0; i < 20; ++i) {
        const std::string text = "message " + std::to_string(i);
        prefixed += nlohmann::json{{"b", text}, {"s", "sha256=" + mac(text)}}.dump() + "\n";
        other += nlohmann::json{{"b", text}, {"c", "x"}, {"s", mac("x")}}.dump() + "\n";
    }
    const auto verify = [&](const std::string& input, std::vector<std::string> more) {
        more.insert(more.begin(), {"verify", "--keys", keys, "--key-id", "a", "--mac-algorithm", "HMAC_SHA_256",
                                   "--message-encoding", "text", "--columns", "message=b,mac=s", "-o", "/dev/null"});
        ProcessOptions options;
        options.input = input;
        return program(std::move(more), options);
    };
    const auto ends_with = [](const ProcessResult& result, const std::string& text) {
        CAPTURE(result.err);
        CHECK(result.err.ends_with(text));
    };
    // With "text", every MAC is one of a wrong length.
    for (const bool is_quiet : {false, true}) {
        std::vector<std::string> options{"--mac-encoding", "text"};
        if (is_quiet) {
            options.emplace_back("-q");
        }
        const ProcessResult result = verify(prefixed, options);
        CHECK(result.status == 1);
        ends_with(result,
                  "NOT VERIFIED: the options do not fit.\nhint: 16 of 16 verify if the MAC has a prefix, "
                  "such as sha256= or v1=: --mac 'sha256={Mac:hex}'\n");
    }
    static_cast<void>(verify(prefixed, {"--mac-encoding", "text", "--report", dir.file("page")}));
    CHECK(dir.read("page").find("<title>NOT VERIFIED: ") != std::string::npos);
    const ProcessResult narrower = verify(other, {"--mac-encoding", "hex"});
    CHECK(narrower.status == 1);
    CHECK(narrower.err.find("FAIL: 20 records have a wrong MAC.\nhint: 16 of 16 verify if ") != std::string::npos);
    ends_with(narrower, "; this covers less than you asked for: ask who made the records before you use it\n");
}

TEST_CASE("a recipe over a digest covers the digest alone, and diagnose says so") {
    const Workplace place;
    std::string rows = "id,digest,sig\n";
    std::string plain = "id,text,sig\n";
    for (int i = 0; i < 20; ++i) {
        const std::string id = "o" + std::to_string(i);
        const std::string digest = hex(reference_hmac(Algorithm::HmacSha256, as_bytes("x"), as_bytes(id)));
        rows += id + "," + digest + "," + hex(mac_of(id + "." + digest)) + "\n";
        plain += id + ",body of it," + hex(mac_of(id + ".body of it")) + "\n";
    }
    const auto diagnose = [&](const std::string& name, const std::string& text) {
        return program({"diagnose", place.dir.write(name, text), "--keys", place.key_file, "--key-id", "plain",
                        "--mac-algorithm", "HMAC_SHA_256"})
            .out;
    };
    CHECK_THAT(diagnose("a.csv", rows), has_text("{id}.{digest}") && has_text("only the digest is covered"));
    const std::string without = diagnose("b.csv", plain);
    CHECK_THAT(without, has_text("{id}.{text}"));
    CHECK(without.find("only the digest") == std::string::npos);
}

}    // namespace hmacsweep::tests
