// Which fields of a record are the MAC, the key and the message: what a run cannot find or cannot use is told, and no
// record is called wrong or without a MAC for it.
#include "host/base/encoding.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

constexpr std::string_view secret = "s3cret";

std::string tag(std::string_view message, std::string_view key = secret) {
    return to_hex(reference_hmac(Algorithm::HmacSha256, as_bytes(key), as_bytes(message)));
}

std::string encoded(Encoding encoding, std::string_view text) {
    std::string out = base64(as_bytes(text));
    if (encoding == Encoding::Base64Url) {
        std::erase(out, '=');
        std::ranges::replace(out, '+', '-');
        std::ranges::replace(out, '/', '_');
    }
    return out;
}

/// Two keys, `a` (which is `secret`) and `b`, and `verify` over texts under HMAC-SHA-256.
class Place {
public:
    Place()
        : keys(dir.write("keys.json", R"({"Keys":[{"KeyId":"a","KeyMaterial":")" + base64(as_bytes(secret)) +
                                          R"("},{"KeyId":"b","KeyMaterial":"AAAA"}]})")) {
        ::chmod(keys.c_str(), 0600);
    }

    [[nodiscard]] ProcessResult verify(const std::string& input, std::vector<std::string> more) const {
        ProcessOptions options;
        options.input = input;
        more.insert(more.begin(), {"verify", "--keys", keys, "--mac-algorithm", "HMAC_SHA_256"});
        return program(std::move(more), options);
    }
    /// Under key `a`.
    [[nodiscard]] ProcessResult verify_a(const std::string& input, std::vector<std::string> more) const {
        more.insert(more.end(), {"--key-id", "a"});
        return verify(input, std::move(more));
    }

    TempDir dir;
    std::string keys;
};

/// The codes of the result lines, in order; `valid` where there is none.
std::vector<std::string> codes(const ProcessResult& result) {
    std::vector<std::string> out;
    for (const nlohmann::json& line : json_lines(result.out)) {
        out.push_back(line["MacValid"] == true ? "valid" : line["Error"]["Code"].get<std::string>());
    }
    return out;
}

std::string error_text(const ProcessResult& result) {
    return json_lines(result.out).at(0)["Error"]["Message"];
}

using Codes = std::vector<std::string>;

}    // namespace

TEST_CASE("parts of the MAC's field name the key and refuse a header, in every format") {
    const Place place;
    const auto token = [](const std::string& header) {
        const std::string signed_text =
            encoded(Encoding::Base64Url, header) + "." + encoded(Encoding::Base64Url, R"({"sub":"1"})");
        const std::vector<std::uint8_t> mac =
            reference_hmac(Algorithm::HmacSha256, as_bytes(secret), as_bytes(signed_text));
        std::string text = base64(mac);
        std::erase(text, '=');
        std::ranges::replace(text, '+', '-');
        std::ranges::replace(text, '/', '_');
        return signed_text + "." + text;
    };
    const std::string right = token(R"({"alg":"HS256","kid":"a"})");
    const std::string other = token(R"({"alg":"HS256","kid":"b"})");
    const std::string none = token(R"({"alg":"none","kid":"a"})");
    const std::string critical = token(R"({"alg":"HS256","kid":"a","crit":["b64"]})");
    const Codes wanted{"valid", "KMSInvalidMacException", "ValidationException", "ValidationException"};
    const std::vector<std::string> options{"--mac",
                                           "{Header}.{Payload}.{Mac:base64url}",
                                           "--message",
                                           "{Header}.{Payload}",
                                           "--algorithm-names",
                                           "HS256=HMAC_SHA_256",
                                           "--refuse",
                                           "Header:base64url/crit"};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.end(), options.begin(), options.end());
        return more;
    };
    std::string json;
    std::string csv = "t\n";
    std::string rows;
    for (const std::string& text : {right, other, none, critical}) {
        json += nlohmann::json{{"t", text}}.dump() + "\n";
        csv += text + "\n";
        rows += text + "\n";
    }
    const std::string parts = "key-id=Header:base64url/kid,mac-algorithm=Header:base64url/alg";
    CHECK(codes(place.verify(json, with({"--columns", "mac=t," + parts}))) == wanted);
    CHECK(codes(place.verify(csv, with({"--columns", "mac=t," + parts, "--input-format", "csv"}))) == wanted);
    CHECK(codes(place.verify(rows, with({"--columns", "mac=1," + parts, "--input-format", "csv", "--no-header"}))) ==
          wanted);
    CHECK(codes(place.verify(rows, with({"--columns", "mac=T," + parts, "--line", "{T}"}))) == wanted);
    // A part alone is a field, too.
    CHECK(codes(place.verify(
              R"({"t":"a:)" + tag("m") + R"(","m":"m"})" + "\n" + R"({"t":"b:)" + tag("m") + R"(","m":"m"})" + "\n",
              {"--mac", "{who}:{Mac:hex}", "--columns", "mac=t,key-id=who,message=m", "--message-encoding", "text"})) ==
          Codes{"valid", "KMSInvalidMacException"});
}

TEST_CASE("a pointer that leads through a text or a list is malformed, not a missing MAC") {
    const Place place;
    const std::vector<std::string> options{"--columns",          "mac=/headers/sig,message=/body/text",
                                           "--message-encoding", "text",
                                           "--mac-encoding",     "hex",
                                           "--accept",           "untagged"};
    for (const std::string& headers : {std::string(R"("sig: 00")"), std::string(R"(["sig","00"])"), std::string("7")}) {
        const std::string line = R"({"headers":)" + headers + R"(,"body":{"text":"m"}})" + "\n";
        const ProcessResult result = place.verify_a(line, options);
        CAPTURE(line, result.out);
        CHECK(result.status == 4);
        CHECK(codes(result) == Codes{"ValidationException"});
        CHECK_THAT(error_text(result), has_text("/headers/sig") && has_text("no object"));
    }
    CHECK(codes(place.verify_a(R"({"headers":null,"body":{"text":"m"}})", options)) == Codes{"MissingMacException"});
    CHECK(codes(place.verify_a(R"({"headers":{"sig":")" + tag("m") + R"("},"body":"m"})", options)) ==
          Codes{"ValidationException"});
    // In a recipe, too.
    CHECK(codes(place.verify_a(R"({"s":")" + tag("m") + R"(","a":"x"})",
                               {"--columns", "mac=s", "--mac-encoding", "hex", "--message", "{/a/b?m}"})) ==
          Codes{"ValidationException"});
}

TEST_CASE("a list of bytes or of headers in a message is malformed, and a list that is the body is not") {
    const Place place;
    const std::vector<std::string> options{"--columns", "mac=s", "--mac-encoding", "hex", "--message", "{b}"};
    const auto judged = [&](const std::string& value) {
        return codes(place.verify_a(R"({"s":")" + tag(value) + R"(","b":)" + value + "}", options));
    };
    CHECK(judged("[104,105]") == Codes{"ValidationException"});
    CHECK(judged(R"([{"name":"x","value":"1"}])") == Codes{"ValidationException"});
    CHECK(judged(R"([["x","1"],["y","2"]])") == Codes{"ValidationException"});
    CHECK(judged(R"({"type":"Buffer","data":[104,105]})") == Codes{"ValidationException"});
    CHECK(judged(R"([{"id":1},{"id":2}])") == Codes{"valid"});
    CHECK(judged("[]") == Codes{"valid"});
    CHECK(judged("[1000,2.5]") == Codes{"valid"});
    CHECK(judged(R"({"data":[104,105]})") == Codes{"valid"});
}

TEST_CASE("a name that no record of the run has is told with the names that there are, and is no success") {
    const Place place;
    const std::string right = R"({"sig":")" + tag("m") + R"(","body":"m","n":1e999})" + "\n";
    const std::vector<std::string> common{"--message-encoding", "text", "--mac-encoding", "hex"};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.end(), common.begin(), common.end());
        return more;
    };
    const ProcessResult typo =
        place.verify_a(right + right, with({"--columns", "mac=sgi,message=body", "--accept", "untagged"}));
    CHECK(typo.status == 3);
    CHECK_THAT(typo.err,
               has_text("no record has \"sgi\", which was given as the name of mac; records have: sig, body, n\n"));
    CHECK_THAT(typo.err, has_text("INCOMPLETE: no record has a name that was given."));
    CHECK(place.verify_a(right, with({"--columns", "mac=sig,message=body"})).status == 0);
    // One record that has it is enough, wherever it is, and null is there.
    CHECK(place
              .verify_a(R"({"body":"m"})"
                        "\n" +
                            right,
                        with({"--columns", "mac=sig,message=body"}))
              .status == 4);
    CHECK(place
              .verify_a(R"({"body":"m","sig":null})"
                        "\n",
                        with({"--columns", "mac=sig,message=body"}))
              .status == 4);
    CHECK(place.verify_a(right, with({"--columns", "mac=sig,message=body,id=number"})).status == 3);
    CHECK(place.verify_a(right, with({"--columns", "mac=/sig,message=/body/text"})).status == 4);    // malformed
    CHECK(place.verify_a(right, with({"--columns", "mac=/headers/sig,message=body"})).status == 3);
    CHECK(place.verify_a(right, {"--columns", "mac=sig", "--mac-encoding", "hex", "--message", "{bdoy}"}).status == 3);
    CHECK(place.verify_a(right, {"--columns", "mac=sig", "--mac-encoding", "hex", "--message", "{body}{x?}"}).status ==
          0);
    CHECK(place.verify_a(right, {"--columns", "mac=sig", "--mac-encoding", "hex", "--message", "json-without:mac"})
              .status == 1);
    CHECK_THAT(
        place.verify_a(right, {"--columns", "mac=sig", "--mac-encoding", "hex", "--message", "json-without:mac"}).err,
        has_text("no record has \"mac\", which the message is to be without"));
    CHECK(place.verify_a("", with({"--columns", "mac=sgi,message=body", "--allow-empty"})).status == 0);
}

TEST_CASE("an envelope around the records is told, with what takes them out of it") {
    const Place place;
    const std::string record = R"({"sig":")" + tag("m") + R"(","body":"m"})";
    const std::vector<std::string> options{"--columns", "message=body,mac=sig", "--message-encoding", "text"};
    const ProcessResult told = place.verify_a(R"({"n":1,"Records":[)" + record + "," + record + "]}\n", options);
    CHECK(told.status == 3);
    CHECK_THAT(told.err,
               has_text("records have: n, Records; the list Records has it: --records /Records makes a record "
                        "of each element\n"));
    std::vector<std::string> with_records = options;
    with_records.insert(with_records.end(), {"--records", "/Records"});
    CHECK(place.verify_a(R"({"n":1,"Records":[)" + record + "," + record + "]}\n", with_records).status == 0);
    CHECK_THAT(place.verify_a(R"({"n":[1],"list":[{"other":1}]})", options).err, !has_text("--records"));
}

TEST_CASE("an algorithm by another name in a record is told the option that reads it") {
    const Place place;
    for (const std::string name : {"sha256", "HS256", "hmac-sha256"}) {
        const std::string record =
            R"({"alg":")" + name + R"(","sig":")" + tag("m") + R"(","body":"m","KeyId":"a"})" + "\n";
        const std::vector<std::string> options{"--columns", "message=body,mac=sig,mac-algorithm=alg",
                                               "--message-encoding", "text"};
        const ProcessResult told = place.verify(record, options);
        CHECK_THAT(error_text(told), has_text("]; --algorithm-names " + name + "=HMAC_SHA_256 reads it"));
        std::vector<std::string> more = options;
        more.insert(more.end(), {"--algorithm-names", name + "=HMAC_SHA_256"});
        CHECK(place.verify(record, more).status == 0);
    }
    CHECK_THAT(error_text(place.verify(R"({"KeyId":"a","Message":"","MacAlgorithm":"md5"})", {})),
               !has_text("--algorithm-names"));
}

TEST_CASE("a misspelt step behind a name is told as a step, and a misspelt name as a name") {
    const Place place;
    const std::string object = R"({"signature":")" + tag("m") + R"(","body":"m"})" + "\n";
    const std::string table = "signature,body\n" + tag("m") + ",m\n";
    const std::vector<std::pair<std::string, std::string>> names{
        {"signature:hx", "; hx is no step, did you mean hex?\n"},
        {"signature:trim:base46", "; base46 is no step, did you mean base64?\n"},
        {"signature:zzz", "; zzz is no step\n"},
        {"signature:before", "; its steps \"before\" cannot be taken so\n"},
        {"sgnature:hx", "; hx is no step, did you mean hex?\n"},
        {"sgnature", "; did you mean \"signature\"?\n"},
        {"dc:date", "\n"},
    };
    for (const auto& [name, hint] : names) {
        const std::vector<std::string> options{"--columns", "message=body,mac=" + name, "--message-encoding", "text",
                                               "--input-format"};
        for (const std::string format : {"jsonl", "csv"}) {
            std::vector<std::string> more = options;
            more.push_back(format);
            const ProcessResult result = place.verify_a(format == "csv" ? table : object, more);
            CAPTURE(name, result.err);
            CHECK(result.status == 3);
            CHECK_THAT(result.err, has_text(format == "csv" ? "columns are \"signature\", \"body\"" + hint
                                                            : "records have: signature, body" + hint));
        }
    }
    // Where names are numbers or parts of a line, and for --where.
    const auto error = [&](const std::vector<std::string>& options) { return place.verify_a(table, options).err; };
    CHECK_THAT(error({"--no-header", "--columns", "message=2,mac=1:hx"}),
               has_text("\"1:hx\"; hx is no step, did you mean"));
    CHECK_THAT(error({"--line", "{Sig},{Message}", "--columns", "mac=Sig:hx"}),
               has_text("; hx is no step, did you mean"));
    CHECK_THAT(error({"--columns", "message=body,mac=signature", "--where", "bdy=m", "--input-format", "csv"}),
               has_text("did you mean \"body\"?"));
}

TEST_CASE("a pointer into a list of headers or into JSON in a text is told what helps") {
    const Place place;
    const std::string line = R"({"request":{"headers":[{"name":"X-Sig","value":")" + tag("m") + R"("}]},"body":"m"})";
    const auto options = [](const std::string& mac) {
        return std::vector<std::string>{"--columns", "message=body,mac=" + mac, "--message-encoding", "text"};
    };
    const ProcessResult told = place.verify_a(line, options("/request/headers/X-Sig"));
    CHECK(told.status == 4);
    CHECK_THAT(error_text(told), has_text("no object but a list: /request/headers:find(X-Sig) finds"));
    CHECK(place.verify_a(line, options("/request/headers:find(X-Sig)")).status == 0);
    CHECK_THAT(error_text(place.verify_a(line, options("/request/headers/X-Sig/0"))), !has_text("find("));
    CHECK_THAT(error_text(place.verify_a(R"({"headers":"X-Sig","body":"m"})", options("/headers/X-Sig"))),
               !has_text("find("));
    const std::string text = R"({"headers":"{\"X-Sig\":\")" + tag("m") + R"(\"}","body":"m"})";
    CHECK_THAT(error_text(place.verify_a(text, options("/headers/X-Sig"))),
               has_text("no object but a text with JSON in it: /headers:json/X-Sig looks into it"));
    CHECK(place.verify_a(text, options("/headers:json/X-Sig")).status == 0);
}

TEST_CASE("where no record has a MAC none was verified, and that is no success") {
    const Place place;
    const ProcessResult result = place.verify_a(R"({"Message":"bQ=="})"
                                                "\n",
                                                {"--accept", "untagged", "--results", "none"});
    CHECK(result.status == 4);
    CHECK_THAT(result.err, has_text("no record has a MAC, so none was verified"));
    const ProcessResult empty = place.verify_a("", {"--allow-empty"});
    CHECK(empty.status == 0);
    CHECK_THAT(empty.err, has_text("EMPTY"));
}

TEST_CASE("one element of several is not all of a record") {
    const Place place;
    const auto item = [](const std::string& body) { return R"({"sig":")" + tag(body) + R"(","b":")" + body + "\"}"; };
    const std::vector<std::string> options{
        "--columns", "mac=/items/0/sig,message=/items/0/b", "--message-encoding", "text", "--mac-encoding", "hex"};
    const std::string one = R"({"items":[)" + item("a") + "]}\n";
    const std::string two = R"({"items":[)" + item("a") + "," + item("b") + "]}\n";
    CHECK(place.verify_a(one, options).status == 0);
    const ProcessResult partly = place.verify_a(one + two, options);
    CHECK(partly.status == 3);
    CHECK(codes(partly) == Codes{"valid", "valid"});
    CHECK_THAT(partly.err, has_text("INCOMPLETE: 1 record has a list of which not every element was looked at."));
    // Of the values of a header one is meant.
    CHECK(place
              .verify_a(R"({"h":[")" + tag("a") + R"(","x"],"b":"a"})",
                        {"--columns", "mac=/h/0,message=b", "--message-encoding", "text", "--mac-encoding", "hex"})
              .status == 0);
    // Both are looked at.
    CHECK(place
              .verify_a(two, {"--columns", "mac=/items/1/sig", "--mac-encoding", "hex", "--message",
                              "{/items/1/b}{/items/0/c?}"})
              .status == 0);
}

TEST_CASE("text that is no JSON is refused once, with the options that read it") {
    const Place place;
    const std::string lines = "2026-01-01 one hmac=00\n\n2026-01-02 two hmac=01\n";
    const ProcessResult text = place.verify_a(lines, {});
    CHECK(text.status == 3);
    CHECK(text.out.empty());
    CHECK_THAT(text.err, has_text("none of its first lines begins with {") && has_text("--line") &&
                             has_text("--profile jwt") && has_text("--input-format lines") && has_text("pgcopy"));
    CHECK_THAT(place.verify_a(" [\n", {}).err, has_text("--input-format json reads"));
    // One line that is broken breaks only itself, also as the first.
    const std::string right = R"({"Message":"bQ==","Mac":")" +
                              base64(reference_hmac(Algorithm::HmacSha256, as_bytes(secret), as_bytes("m"))) + "\"}\n";
    CHECK(codes(place.verify_a("broken\n" + right, {})) == Codes{"ValidationException", "valid"});
    CHECK(codes(place.verify_a(lines, {"--input-format", "jsonl"})) ==
          Codes{"ValidationException", "ValidationException"});
    CHECK(place.verify_a("\n \n", {"--allow-empty"}).status == 0);
}

TEST_CASE("message and MAC can be within the JSON that a text field has") {
    const Place place;
    const std::string headers = R"({"X-Signature":")" + tag("m") + R"(","n":1})";
    const std::string row =
        nlohmann::json{{"r", {{"headers", headers}}}, {"body", R"({"text":"m","n":2})"}}.dump() + "\n";
    const auto with = [&](const std::string& columns, bool ignores_case = false) {
        std::vector<std::string> options{"--columns", columns, "--message-encoding", "text"};
        if (ignores_case) {
            options.emplace_back("--ignore-name-case");
        }
        return options;
    };
    CHECK(codes(place.verify_a(row, with("mac=/r/headers:json/X-Signature,message=body:json/text"))) == Codes{"valid"});
    CHECK(codes(place.verify_a(row, with("mac=/r/headers:text/x-signature,message=body:json/text", true))) ==
          Codes{"valid"});
    CHECK(codes(place.verify_a(row, with("mac=/r/headers:json/x-signature,message=body:json/text"))) ==
          Codes{"MissingMacException"});
    CHECK(codes(place.verify_a(row, with("mac=/r/headers:json/n,message=body:json/text"))) ==
          Codes{"ValidationException"});
    CHECK(codes(place.verify_a(row, with("mac=/r/headers:json/X-Signature,message=body:json/none"))) ==
          Codes{"ValidationException"});
    std::string csv = "headers,body\n\"";
    for (const char c : headers) {
        csv += c == '"' ? "\"\"" : std::string(1, c);
    }
    CHECK(codes(place.verify_a(csv + "\",m\n", with("mac=headers:json/X-Signature,message=body"))) == Codes{"valid"});
    CHECK(codes(place.verify_a("headers,body\nnone,m\n", with("mac=headers:json/X-Signature,message=body"))) ==
          Codes{"ValidationException"});
}

TEST_CASE(
    "an empty field that would have the MAC and its algorithm is no MAC, and an algorithm that is none is malformed") {
    const Place place;
    const std::string rows = R"({"m":"x","t":"HS256.)" + tag("x") + "\"}\n" + R"({"m":"x","t":""})" + "\n" +
                             R"({"m":"x","t":null})" + "\n" + R"({"m":"x","t":"HS256."})" + "\n" +
                             R"({"m":"x","t":"none."})" + "\n" + R"({"m":"x","t":"HS256"})" + "\n";
    const ProcessResult result =
        program({"verify", place.dir.write("tokens.jsonl", rows), "--keys", place.keys, "--key-id", "a", "--columns",
                 "mac=t,mac-algorithm=alg,message=m", "--mac", "{alg}.{Mac:hex}", "--algorithm-names",
                 "HS256=HMAC_SHA_256", "--message-encoding", "text"});
    CAPTURE(result.out, result.err);
    CHECK(codes(result) == Codes{"valid", "MissingMacException", "MissingMacException", "MissingMacException",
                                 "ValidationException", "ValidationException"});
}
