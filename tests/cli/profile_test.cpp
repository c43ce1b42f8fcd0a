// --profile: values that the real software made (tests/vectors/profiles), published vectors, and one's own files.
#include "host/base/encoding.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

std::vector<nlohmann::json> made_cases() {
    const nlohmann::json made =
        nlohmann::json::parse(read_file(std::string(HMACSWEEP_SOURCE_DIR) + "/tests/vectors/profiles/made.json"));
    return {made.begin(), made.end()};
}

struct KeyFile {
    std::string text;
};

/// A folder with keys, and `verify` over texts in it.
class Place {
public:
    /// One key, `key`.
    explicit Place(std::string_view material)
        : Place(KeyFile{R"({"Keys":[{"KeyId":"key","KeyMaterial":")" + base64(as_bytes(material)) + "\"}]}"}) {}
    explicit Place(const KeyFile& file) : keys(dir.write("keys.json", file.text)) { ::chmod(keys.c_str(), 0600); }

    [[nodiscard]] ProcessResult verify(const std::string& input, const std::string& profile,
                                       std::vector<std::string> more = {}) const {
        ProcessOptions options;
        options.input = input;
        more.insert(more.begin(), {"verify", "--keys", keys, "--profile", profile});
        return program(std::move(more), options);
    }

    TempDir dir;
    std::string keys;
};

std::string hook(const std::string& header, const std::string& value, const std::string& body) {
    // Members that are called like a record's own fields but for their case mean nothing.
    return nlohmann::json{{"headers", {{header, value}, {"Host", "example.org"}}},
                          {"body", body},
                          {"id", {1, 2}},
                          {"keyid", 5},
                          {"MAC", false}}
               .dump() +
           "\n";
}

std::string code_of(const ProcessResult& result, std::size_t line = 0) {
    const nlohmann::json record = json_lines(result.out).at(line);
    return record["MacValid"] == true ? "valid" : record["Error"]["Code"].get<std::string>();
}

std::string hmac_hex(std::string_view key, std::string_view message) {
    return to_hex(reference_hmac(Algorithm::HmacSha256, as_bytes(key), as_bytes(message)));
}

constexpr const char* rfc7515_a1 =
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvb"
    "S9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
constexpr const char* rfc7515_a1_key =
    R"({"keys":[{"kty":"oct","kid":"a1","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}]})";

std::string many_times(const std::string& text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) {
        all += text;
    }
    return all;
}

/// A token of this header and an HMAC-SHA-256 under `secret`, as anyone can make one.
std::string token(const std::string& header, std::string_view secret) {
    const auto url = [](Bytes bytes) {
        std::string text = base64(bytes);
        std::ranges::replace(text, '+', '-');
        std::ranges::replace(text, '/', '_');
        text.erase(std::min(text.find('='), text.size()));
        return text;
    };
    const std::string message = url(as_bytes(header)) + "." + url(as_bytes(R"({"sub":"x"})"));
    return message + "." + url(reference_hmac(Algorithm::HmacSha256, as_bytes(secret), as_bytes(message))) + "\n";
}

}    // namespace

TEST_CASE("what the real software signed is valid under its profile, and invalid under another key") {
    for (const nlohmann::json& row : made_cases()) {
        const Place place(KeyFile{row["keys"]});
        std::vector<std::string> arguments = row["arguments"];
        arguments.insert(arguments.end(),
                         {"--cross-check", "all", "-q", "--expect-records", std::to_string(row["records"].get<int>())});
        const ProcessResult result = place.verify(row["input"], row["profile"], arguments);
        CAPTURE(row["made_by"].get<std::string>(), result.out, result.err);
        CHECK(result.status == 0);

        nlohmann::json keys = nlohmann::json::parse(row["keys"].get<std::string>());
        for (nlohmann::json& key : keys[keys.contains("Keys") ? "Keys" : "keys"]) {
            key[key.contains("k") ? "k" : "KeyMaterial"] = std::string(88, 'A');
        }
        const Place other(KeyFile{keys.dump()});
        const ProcessResult wrong = other.verify(row["input"], row["profile"], arguments);
        CHECK(wrong.status == 1);
        const auto is_told = [](const nlohmann::json& line) {
            return line["Error"]["Code"] == "KMSInvalidMacException" ||
                   line["Error"]["Message"].get<std::string>().find("detached") != std::string::npos;
        };
        const std::vector<nlohmann::json> lines = json_lines(wrong.out);
        CHECK(lines.size() == row["records"].get<std::size_t>());
        CHECK(std::ranges::all_of(
            lines, [&](const nlohmann::json& line) { return line["MacValid"] == false && is_told(line); }));
    }
}

TEST_CASE("keys import makes the keys that the real software used") {
    std::size_t num_imported = 0;
    for (const nlohmann::json& row : made_cases()) {
        if (row["import"].is_null()) {
            continue;
        }
        const TempDir dir;
        const std::string file = dir.file("imported.json");
        std::vector<std::string> arguments{"keys", "import", "-o", file};
        if (row["profile"] != "tink") {
            arguments.insert(arguments.end(), {"--id", row["arguments"][1].get<std::string>()});
        }
        for (const std::string argument : row["import"]["arguments"]) {
            arguments.push_back(argument);
        }
        ProcessOptions options;
        options.input = row["import"]["input"].get<std::string>() + (row["profile"] == "tink" ? "" : "\n");
        const ProcessResult imported = program(arguments, options);
        CAPTURE(row["made_by"].get<std::string>(), imported.err);
        CHECK(imported.status == 0);
        CHECK(imported.err.find(row["import"]["input"].get<std::string>()) == std::string::npos);
        const nlohmann::json keys = nlohmann::json::parse(read_file(file))["Keys"];
        const nlohmann::json wanted = nlohmann::json::parse(row["keys"].get<std::string>())["Keys"];
        REQUIRE(keys.size() == 1);
        CHECK(keys[0]["KeyMaterial"] == wanted[0]["KeyMaterial"]);
        CHECK(keys[0]["KeyId"] == wanted[0]["KeyId"]);
        ++num_imported;
    }
    CHECK(num_imported >= 10);
}

TEST_CASE("published vectors are valid under their profiles, and nothing altered is") {
    // GitHub, "Validating webhook deliveries".
    const Place github("It's a Secret to Everybody");
    const std::string mac = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    const std::vector<std::string> key{"--key-id", "key"};
    CHECK(github.verify(hook("X-Hub-Signature-256", "sha256=" + mac, "Hello, World!"), "github", key).status == 0);
    CHECK(github.verify(hook("x-hub-signature-256", "sha256=" + mac, "Hello, World!"), "github", key).status == 0);
    CHECK(github.verify(hook("X-Hub-Signature-256", "sha256=" + mac, "Hello, World"), "github", key).status == 1);
    CHECK(github.verify(hook("X-Hub-Signature-256", "sha1=" + mac, "Hello, World!"), "github", key).status == 4);
    CHECK(code_of(github.verify(hook("X-Hub-Signature", "sha1=" + mac, "Hello, World!"), "github", key)) ==
          "MissingMacException");
    // The example of Slack's documentation, "Verifying requests from Slack".
    const Place slack("8f742231b10e8888abcd99yyyzzz85a5");
    nlohmann::json request{
        {"headers",
         {{"X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"},
          {"X-Slack-Request-Timestamp", "1531420618"}}},
        {"body",
         "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name="
         "foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2F"
         "hooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015."
         "47445629121.803a0bc887a14d10d2c447fce8b6703c"}};
    CHECK(slack.verify(request.dump() + "\n", "slack", key).status == 0);
    request["headers"]["X-Slack-Request-Timestamp"] = "1531420619";
    CHECK(slack.verify(request.dump() + "\n", "slack", key).status == 1);
    // RFC 7515, A.1: its header has no kid.
    const Place jwt(KeyFile{rfc7515_a1_key});
    const std::string a1 = rfc7515_a1;
    CHECK(jwt.verify(a1, "jwt", {"--key-id", "a1"}).status == 0);
    CHECK(jwt.verify(a1, "jwt").status == 4);
    for (std::size_t i = 0; i < a1.size(); i += 7) {
        std::string altered = a1;
        altered[i] = altered[i] == 'A' ? 'B' : 'A';
        CAPTURE(altered);
        CHECK(jwt.verify(altered, "jwt", {"--key-id", "a1"}).status != 0);
    }
}

TEST_CASE("Vault's and Shopify's forms are read as their documentation has them") {
    const std::string export_text = R"({"data":{"name":"audit","keys":{"1":")" +
                                    base64(as_bytes("first version of the key")) + R"(","2":")" +
                                    base64(as_bytes("second version of the key")) + "\"}}}";
    const TempDir dir;
    ProcessOptions options;
    options.input = export_text;
    const std::string keys = dir.file("keys.json");
    REQUIRE(program({"keys", "import", "--from", "vault", "-o", keys}, options).status == 0);
    const auto vault = [](int version, std::string_view key, std::string_view message) {
        return "vault:v" + std::to_string(version) + ":" +
               base64(reference_hmac(Algorithm::HmacSha256, as_bytes(key), as_bytes(message)));
    };
    const std::string table =
        "input,hmac\n" + base64(as_bytes("one")) + "," + vault(1, "first version of the key", "one") + "\n" +
        base64(as_bytes("two")) + "," + vault(2, "second version of the key", "two") + "\n" + base64(as_bytes("two")) +
        "," + vault(1, "second version of the key", "two") + "\n" + base64(as_bytes("two")) + "," +
        vault(3, "second version of the key", "two") + "\n" + base64(as_bytes("two")) + "," +
        base64(as_bytes("no version")) + "\n\"\"," + vault(2, "second version of the key", "") + "\n";
    options.input = table;
    const ProcessResult result =
        program({"verify", "--keys", keys, "--profile", "vault", "--key-id", "audit"}, options);
    CAPTURE(result.out, result.err);
    REQUIRE(json_lines(result.out).size() == 6);
    CHECK(code_of(result, 0) == "valid");
    CHECK(code_of(result, 1) == "valid");
    CHECK(json_lines(result.out)[1]["KeyId"] == "audit:v2");
    CHECK(code_of(result, 2) == "KMSInvalidMacException");
    CHECK(code_of(result, 3) == "NotFoundException");
    CHECK(code_of(result, 4) == "ValidationException");
    CHECK(code_of(result, 5) == "valid");

    const Place shopify("hush");
    const std::string body = R"({"id":1,"note":"café"})";
    const std::string mac = base64(reference_hmac(Algorithm::HmacSha256, as_bytes("hush"), as_bytes(body)));
    CHECK(shopify.verify(hook("X-Shopify-Hmac-Sha256", mac, body), "shopify", {"--key-id", "key"}).status == 0);
    CHECK(shopify.verify(hook("X-Shopify-Hmac-Sha256", mac, body + " "), "shopify", {"--key-id", "key"}).status == 1);
}

TEST_CASE("a profile of lines reads a field, too: a token or a signed value in a column or a member") {
    const Place place(KeyFile{R"({"Keys":[{"KeyId":"key","KeyMaterial":")" +
                              base64(as_bytes("a secret of thirty-two bytes, ...")) + "\"}]}"});
    const std::string jwt = token(R"({"alg":"HS256","kid":"key"})", "a secret of thirty-two bytes, ...");
    const std::string one = jwt.substr(0, jwt.size() - 1);
    const ProcessResult table =
        place.verify("id,token\n7," + one + "\n8," + one + "A\n", "jwt", {"--columns", "id=id,mac=token", "-q"});
    CAPTURE(table.out, table.err);
    CHECK(table.status == 1);
    CHECK(code_of(table, 0) == "valid");
    CHECK(code_of(table, 1) != "valid");
    CHECK(place.verify(nlohmann::json{{"auth", {{"token", one}}}}.dump(), "jwt", {"--columns", "mac=/auth/token"})
              .status == 0);
    // The rules about tokens hold there, too.
    const std::string refused =
        token(R"({"alg":"HS256","kid":"key","crit":["b64"]})", "a secret of thirty-two bytes, ...");
    CHECK(place.verify("id,token\n7," + refused, "jwt", {"--columns", "id=id,mac=token"}).status != 0);
    const std::string mac =
        base64(reference_hmac(Algorithm::HmacSha256, as_bytes("a secret of thirty-two bytes, ..."), as_bytes("a:b")));
    CHECK(place
              .verify("cookie\na:b:" + mac + "\n", "django-signed",
                      {"--columns", "mac=cookie", "--mac-encoding", "base64", "--key-id", "key"})
              .status == 0);
}

TEST_CASE("a table whose columns are the headers' names is read under the same profile") {
    const Place place("hush");
    const std::string mac = hmac_hex("hush", "{\"a\":1}");
    const std::vector<std::string> key{"--key-id", "key"};
    CHECK(place.verify("Body,x-hub-signature-256\n\"{\"\"a\"\":1}\",sha256=" + mac + "\n", "github", key).status == 0);
    CHECK(place
              .verify("body\tsig\n{\"a\":1}\tsha256=" + mac + "\n", "github",
                      {"--key-id", "key", "--columns", "mac=sig", "--input-format", "tsv"})
              .status == 0);
    const std::string stripe = hmac_hex("hush", "5.{}");
    CHECK(place.verify("body,Stripe-Signature\n{},\"t=5,v1=" + stripe + "\"\n", "stripe", key).status == 0);
    CHECK(place
              .verify("payload,sig\n{},\"t=5,v1=" + stripe + "\"\n", "stripe",
                      {"--key-id", "key", "--columns", "mac=sig", "--message", "{t}.{payload}"})
              .status == 0);
    CHECK(place.verify("body,sig\n{},t=5\n", "stripe", {"--key-id", "key", "--input-format", "csv"}).status == 3);
}

TEST_CASE("hostile signature lists are malformed or without a right MAC, and never valid") {
    const Place place("hush");
    const std::string right = hmac_hex("hush", "5.b");
    const auto stripe = [&](const std::string& header) {
        return code_of(place.verify(hook("Stripe-Signature", header, "b"), "stripe", {"--key-id", "key"}));
    };
    CHECK(stripe("t=5,v1=" + right) == "valid");
    CHECK(stripe("v1=" + right + ",t=5") == "valid");
    CHECK(stripe("t=5,v1=" + right + ",v0=" + right + ",scheme,=,==") == "valid");
    CHECK(stripe("t=5") == "ValidationException");
    CHECK(stripe("t=5,v0=" + right) == "ValidationException");
    CHECK(stripe("t=5,v1=") == "ValidationException");
    CHECK(stripe("v1=" + right) == "ValidationException");
    CHECK(stripe("t=6,t=5,v1=" + right) == "ValidationException");
    CHECK(stripe("t=5,v1=" + right + ",v1=bad_signature") == "valid");
    CHECK(stripe("t=5,v1=x,v1=" + right) == "valid");
    CHECK(stripe("t=5,v1=x,v1=y") == "ValidationException");
    CHECK(stripe("t=5,v1=x,v1=" + std::string(64, '0')) == "KMSInvalidMacException");
    CHECK(stripe("t=5,V1=" + right) == "ValidationException");
    CHECK(stripe("t=5,v1=" + right.substr(0, 62)) == "KMSInvalidMacException");
    CHECK(stripe("t=5,v1=" + std::string(64, '0')) == "KMSInvalidMacException");
    CHECK(stripe("") == "MissingMacException");
    std::string many = "t=5";
    for (int i = 0; i < 1000; ++i) {
        many += ",v1=" + right;
    }
    CHECK(stripe(many) == "ValidationException");
    CHECK(stripe("t=5,v1=" + right + [] {
              std::string unknown;
              for (int i = 0; i < 1000; ++i) {
                  unknown += ",v9=" + std::to_string(i);
              }
              return unknown;
          }()) == "valid");
}

TEST_CASE("a webhook without a signature is untagged under a key with KMS's limits, too: its message is not known") {
    const std::string material = base64(as_bytes("0123456789abcdef0123456789abcdef"));
    const Place place(KeyFile{R"({"Keys":[{"KeyId":"key","KeySpec":"HMAC_256","KeyMaterial":")" + material + "\"}]}"});
    const ProcessResult result = place.verify(hook("Stripe-Signature", "", "{}"), "stripe", {"--key-id", "key"});
    CHECK(code_of(result) == "MissingMacException");
    CHECK(result.status == 4);
}

TEST_CASE("a token is believed in nothing but what its key may do") {
    const std::string secret = "a secret of the application";
    const std::string k = [&] {
        std::string text = base64(as_bytes(secret));
        text.erase(std::min(text.find('='), text.size()));
        return text;
    }();
    const Place place(KeyFile{R"({"keys":[{"kty":"oct","kid":"any","k":")" + k +
                              R"("},{"kty":"oct","kid":"only-512","alg":"HS512","k":")" + k + "\"}]}"});
    const auto judge = [&](const std::string& header, std::vector<std::string> more = {}) {
        return code_of(place.verify(token(header, secret), "jwt", std::move(more)));
    };
    CHECK(judge(R"({"alg":"HS256","kid":"any"})") == "valid");
    CHECK(judge(R"({"alg":"HS256","kid":"only-512"})") == "InvalidKeyUsageException");
    CHECK(judge(R"({"alg":"HS512","kid":"any"})") == "KMSInvalidMacException");
    CHECK(judge(R"({"alg":"HS256","kid":"other"})") == "NotFoundException");
    for (const char* const alg : {"none", "NONE", "nOnE", "RS256", "ES256", "HMAC_SHA_256", "", "HS256 "}) {
        CAPTURE(alg);
        const std::string header = std::string(R"({"kid":"any","alg":")") + alg + "\"}";
        CHECK(judge(header) == "ValidationException");
        CHECK(judge(header, {"--mac-algorithm", "HMAC_SHA_256"}) == "ValidationException");
    }
    CHECK(judge(R"({"alg":"HS256","alg":"HS256","kid":"any"})") == "ValidationException");
    CHECK(judge(R"({"x":1,"alg":"HS256","kid":"any","x":1})") == "ValidationException");
    CHECK(judge(R"({"alg":"HS256","kid":"any","crit":["b64"],"b64":false})") == "ValidationException");
    CHECK(judge(R"({"alg":"HS256","kid":"any","b64":false})") == "ValidationException");
    CHECK(judge(R"({"alg":"HS256","kid":"any","crit":[]})") == "ValidationException");
    const std::string good = token(R"({"alg":"HS256","kid":"any"})", secret);
    const std::size_t dot = good.rfind('.');
    for (const std::string& broken :
         {good.substr(0, dot), good.substr(0, dot + 1), good.substr(0, good.size() - 5), "x." + good, good.substr(1),
          "." + good, good.substr(0, dot) + ".A" + good.substr(dot), std::string("..."), std::string("e30..")}) {
        CAPTURE(broken);
        CHECK(code_of(place.verify(broken, "jwt")) != "valid");
    }
    // A folder of tokens.
    place.dir.write("tokens/a.jwt", good.substr(0, good.size() - 1));
    place.dir.write("tokens/deep/b.jws", good + good);
    place.dir.write("tokens/c.md", "# not a token\n");
    const ProcessResult folder =
        place.verify("", "jwt", {place.dir.file("tokens"), "--expect-records", "3", "--exclude", "*.md"});
    CAPTURE(folder.err);
    CHECK(folder.status == 0);
}

TEST_CASE("a token's parts are base64url without padding and unused bits, and a detached one is told") {
    const std::string secret = "a secret of thirty-two bytes, ...";
    const Place place(secret);
    const auto url = [](std::string_view bytes) {
        std::string text = base64(as_bytes(bytes));
        std::ranges::replace(text, '+', '-');
        std::ranges::replace(text, '/', '_');
        text.erase(std::min(text.find('='), text.size()));
        return text;
    };
    const std::string header = url(R"({"alg":"HS256"})");
    const auto judge = [&](const std::string& head, const std::string& payload, const std::string& tail = {}) {
        const std::string message = head + "." + payload;
        const ByteVector mac = reference_hmac(Algorithm::HmacSha256, as_bytes(secret), as_bytes(message));
        const ProcessResult result =
            place.verify(message + "." + url(as_text(Bytes(mac))) + tail + "\n", "jwt", {"--key-id", "key"});
        return code_of(result) == "valid" ? "valid" : json_lines(result.out)[0]["Error"]["Message"].get<std::string>();
    };
    CHECK(judge(header, url("{}")) == "valid");
    CHECK(judge(header, "e30") == "valid");
    CHECK_THAT(judge(header, "e31"), has_text("Payload is not canonical base64"));
    CHECK_THAT(judge(header, "e30="), has_text("Payload is not valid base64url: it has padding"));
    CHECK_THAT(judge(header, "{}"), has_text("Payload is not valid base64"));
    CHECK_THAT(judge(header, "e+0"), has_text("Payload is not valid base64"));
    CHECK_THAT(judge(header, "e30", "="), has_text("Mac is not valid base64url: it has padding"));
    CHECK_THAT(judge(url(R"({"alg":"HS256" })") + "=", "e30"),
               has_text("Header is not valid base64url: it has padding"));
    // An empty payload may be all that was signed; else the token is detached, and no MAC was compared with its
    // payload.
    CHECK(judge(header, "") == "valid");
    const ProcessResult detached =
        place.verify(header + ".." + std::string(43, 'A') + "\n", "jwt", {"--key-id", "key"});
    CHECK(code_of(detached) == "ValidationException");
    CHECK_THAT(detached.out, has_text("a detached JWS, whose payload stands elsewhere"));
    CHECK(detached.status == 4);
}

TEST_CASE("keys that are shorter than JSON Web Algorithms allow are told once, and only for those") {
    const std::string header = R"({"alg":"HS256"})";
    const std::string text = token(header, "short") + token(header, "short");
    const auto warnings = [](const ProcessResult& result) {
        std::size_t count = 0;
        for (std::size_t at = 0; (at = result.err.find("RFC 7518", at)) != std::string::npos; ++at) {
            ++count;
        }
        return count;
    };
    const ProcessResult result = Place("short").verify(text, "jwt", {"--key-id", "key"});
    CHECK(result.status == 0);
    CHECK(warnings(result) == 1);
    const std::string secret(32, 's');
    CHECK(warnings(Place(secret).verify(token(header, secret), "jwt", {"--key-id", "key"})) == 0);
    CHECK(warnings(Place("short").verify(hook("X-Hub-Signature-256", "", "{}"), "github", {"--key-id", "key"})) == 0);
}

TEST_CASE("a tag of Tink's is compared only where its prefix names the key") {
    const auto tag = [](const std::string& prefix, std::string_view secret) {
        const ByteVector mac = reference_hmac(Algorithm::HmacSha256, as_bytes(secret), as_bytes("m"));
        return R"({"Message":")" + base64(as_bytes("m")) + R"(","Mac":")" +
               base64(as_bytes(prefix + std::string(as_text(Bytes(mac))))) + "\"}\n";
    };
    const std::string seven("\x01\0\0\0\x07", 5);
    const std::string eight("\x01\0\0\0\x08", 5);
    const std::string legacy("\0\0\0\0\x07", 5);
    const auto key = [](const std::string& id, std::string_view secret, const std::string& more = {}) {
        return R"({"KeyId":")" + id + "\"" + more + R"(,"KeyMaterial":")" + base64(as_bytes(secret)) + "\"}";
    };
    const Place place(KeyFile{R"({"Keys":[)" + key("7", "first", R"(,"Aliases":["alias/tink"])") + "," +
                              key("8", "second") + "," + key("named", "first") + "]}"});
    const auto judge = [&](const std::string& record, const std::string& key_id, std::vector<std::string> more = {}) {
        more.insert(more.end(), {"--key-id", key_id});
        return place.verify(record, "tink", std::move(more));
    };
    CHECK(code_of(judge(tag(seven, "first"), "7")) == "valid");
    CHECK(code_of(judge(tag(seven, "first"), "alias/tink")) == "valid");
    CHECK(code_of(judge(tag(eight, "first"), "7")) == "ValidationException");
    CHECK(code_of(judge(tag(eight, "first"), "alias/tink")) == "ValidationException");
    CHECK(code_of(judge(tag(legacy, "first"), "7")) == "ValidationException");
    CHECK(code_of(judge(tag(seven, "second"), "7")) == "KMSInvalidMacException");
    // Among several keys the prefix's own is meant, and no other.
    const ProcessResult any = judge(tag(seven, "first") + tag(eight, "second") + tag(eight, "first"), "any");
    CHECK(code_of(any, 0) == "valid");
    CHECK(json_lines(any.out)[1]["KeyId"] == "8");
    CHECK(code_of(any, 2) == "KMSInvalidMacException");
    CHECK(code_of(judge(tag(std::string("\x01\0\0\0\x09", 5), "first"), "any")) == "NotFoundException");
    CHECK(code_of(judge(tag(eight, "second"), "7,named")) == "NotFoundException");
    // A key without a number: what is checked is told.
    const ProcessResult named = judge(tag(eight, "first"), "named");
    CHECK(code_of(named) == "valid");
    CHECK_THAT(named.err, has_text("only the bytes before the key's ID are checked"));
    CHECK(code_of(judge(tag(legacy, "first"), "named")) == "ValidationException");
    CHECK(judge(tag(seven, "first"), "7").err.find("are checked") == std::string::npos);
    // LEGACY and RAW.
    CHECK(code_of(judge(tag(legacy, "first"), "7", {"--mac-prefix", "\\x00{KeyId}"})) == "valid");
    CHECK(code_of(judge(tag("", "first"), "7", {"--mac-prefix-bytes", "0"})) == "valid");
}

TEST_CASE("every built-in profile is what `profiles` prints, and the command line wins over it") {
    const Place place("hush");
    const ProcessResult all = program({"profiles"});
    CHECK(all.status == 0);
    for (const nlohmann::json& row : made_cases()) {
        const ProcessResult printed = program({"profiles", row["profile"].get<std::string>()});
        CHECK(printed.status == 0);
        CHECK(all.out.find(printed.out) != std::string::npos);
        const Place own(KeyFile{row["keys"]});
        const std::string file = own.dir.write("mine.toml", printed.out);
        CHECK(own.verify(row["input"], file, row["arguments"]).status == 0);
    }
    CHECK(program({"profiles", "nonesuch"}).status == 2);

    const std::string body = "b";
    const std::string hex = hmac_hex("hush", body);
    const std::string line = nlohmann::json{{"body", body}, {"sig", "sha256=" + hex}, {"text", "c"}}.dump() + "\n";
    const auto status = [&](std::vector<std::string> more) {
        more.insert(more.end(), {"--key-id", "key"});
        return place.verify(line, "github", more).status;
    };
    CHECK(status({"--columns", "mac=/sig"}) == 0);
    CHECK(status({"--columns", "mac=sig,message=text"}) == 1);
    CHECK(status({"--columns", "mac=sig", "--message", "{text}"}) == 1);
    CHECK(status({"--columns", "mac=sig", "--message", "{body}"}) == 0);
    CHECK(status({"--columns", "mac=sig", "--mac", "sha512={Mac}"}) == 4);
    CHECK(status({"--columns", "mac=sig", "--mac-algorithm", "HMAC_SHA_512"}) == 1);
    CHECK(status({"--columns", "mac=sig", "--mac-encoding", "base64"}) == 1);
    CHECK(status({"--columns", "mac=sig", "--mac", "sha256={Mac:base64}"}) == 1);
    CHECK(place.verify(line, "shopify", {"--columns", "mac=sig", "--mac", "sha256={Mac:hex}", "--key-id", "key"})
              .status == 0);
    CHECK(place
              .verify(line, "stripe",
                      {"--columns", "mac=sig,message=body", "--message-encoding", "text", "--mac", "sha256={Mac}",
                       "--key-id", "key"})
              .status == 0);
    CHECK(status({"--line", "{\"body\":\"{Message}\",\"sig\":\"{Mac}\",\"text\":\"c\"}"}) == 2);      // braces
    CHECK(status({"--line", "{{\"body\":\"{Message}\",\"sig\":\"{Mac}\",\"text\":\"c\"}}"}) == 2);    // /body
}

TEST_CASE("a profile of one's own is TOML or JSON, and the summary says what it stood for") {
    const Place place("hush");
    const std::string input = R"({"who":"a#b, c","mac":"x-)" + hmac_hex("hush", "<a#b, c>\t") + "\"}\n";
    const std::string toml = place.dir.write("mine.toml",
                                             "# mine\r\n\n"
                                             "message = \"<{who}>\\\\t\"   # the application's\r\n"
                                             "mac='x-{Mac:hex}'\n"
                                             "columns = { mac = \"mac\", id = 'who' }\n"
                                             "key-id = \"key\"\n\"mac-algorithm\" = \"HMAC_SHA_256\"\n"
                                             "min-mac-bytes = 32\nignore-name-case = false");
    const std::string json = place.dir.write(
        "mine.json", R"({"message":"<{who}>\\t","mac":"x-{Mac:hex}","columns":["mac=mac","id=who"],"key-id":"key",)"
                     R"("mac-algorithm":"HMAC_SHA_256","min-mac-bytes":32,"ignore-name-case":true})");
    for (const std::string& file : {toml, json}) {
        const std::string summary = place.dir.file("summary.json");
        const ProcessResult result = place.verify(input, file, {"--summary", summary});
        CAPTURE(file, result.out, result.err);
        CHECK(result.status == 0);
        const std::string text = read_file(summary);
        CHECK(text.find("--profile.message") != std::string::npos);
        CHECK(text.find("x-{Mac:hex}") != std::string::npos);
    }
    // Candidate keys, as a list.
    const std::string listed = place.dir.write("list.toml",
                                               "message = '<{who}>\\t'\nmac = 'x-{Mac:hex}'\nkey-id = ['key', 'key']\n"
                                               "columns = {mac = 'mac'}\nmac-algorithm = 'HMAC_SHA_256'\n");
    CHECK(place.verify(input, listed).status == 0);
    CHECK(place.verify(input, listed, {"--key-id", "any"}).status == 0);
    CHECK(place.verify(input, listed, {"--key-id", "other"}).status == 4);
    // By a name with a slash, and for show.
    ProcessOptions here;
    here.folder = place.dir.path().string();
    place.dir.write("in.jsonl", input);
    CHECK(program({"verify", "in.jsonl", "--keys", "keys.json", "--profile", "./mine.toml", "-q"}, here).status == 0);
    const ProcessResult shown =
        program({"show", "in.jsonl", "--record", "1", "--keys", "keys.json", "--profile", "mine.json"}, here);
    CHECK(shown.status == 0);
    CHECK(shown.err.find("valid (key key") != std::string::npos);
}

TEST_CASE("a profile may say its options in any way that TOML has") {
    const Place place("hush");
    const std::string input = R"({"who":"a, c","mac":"x-)" + hmac_hex("hush", "<a, c>") + "\"}\n";
    const std::string same = "key-id = 'key'\nmac-algorithm = 'HMAC_SHA_256'\n";
    const std::string columns = "columns = {mac = 'mac', id = 'who'}\n";
    const std::string mac = "mac = 'x-{Mac:hex}'\n";
    const std::string message = "message = '<{who}>'\n";
    const std::vector<std::string> texts{
        same + columns + mac + message,
        // Dotted keys, a table of its own, and a list over several lines.
        same + "columns.mac = 'mac'\ncolumns.id = 'who'\n" + mac + message,
        same + mac + message + "[columns]\nmac = 'mac'\nid = 'who'\n",
        same + mac + message + "columns = [\n  'mac=mac',    # the MAC\n  'id=who',\n]\n",
        // Strings of several lines, escapes, and numbers to another base.
        same + columns + mac + "message = \"\"\"\n<{who}\\\n    >\"\"\"\n",
        same + columns + mac + "message = '''\n<{who}>'''\n",
        same + columns + "mac = \"x\\U0000002D{Mac:hex}\"\n" + message,
        same + columns + mac + message + "min-mac-bytes = 0x20\n",
    };
    for (const std::string& text : texts) {
        const ProcessResult result = place.verify(input, place.dir.write("mine.toml", text));
        CAPTURE(text, result.out, result.err);
        CHECK(result.status == 0);
        CHECK_THAT(result.out, has_text(R"("Id":"a, c")"));
    }
}

TEST_CASE("a profile that is not clear is a usage error that says where") {
    const Place place("hush");
    struct Row {
        std::string text;
        std::string problem;
        bool is_json = false;
    };
    const std::vector<Row> rows{
        {"key_id = \"x\"", "line 1: key_id is no option"},
        {"\nkeys = \"x\"", "line 2: keys is no option"},
        {"output = \"x\"", "is no option"},
        {"mac = true", "takes a text"},
        {"no-header = \"yes\"", "takes true or false"},
        {"mac = \"\"", "not empty"},
        {"mac = sha256", "line 1: it is not TOML"},
        {"\nmac = sha256", "line 2: it is not TOML"},
        {"mac = sha256", "a value is a string in quotes"},
        {"mac = 'x{Mac}", "line 1: it is not TOML: Error while parsing literal string"},
        {"mac = \"a\\q{Mac}\"", "escape"},
        {"mac = \"{Mac}\" x", "line 1: it is not TOML"},
        {"mac \"{Mac}\"", "expected '='"},
        {"[verify]", "line 1: verify is no option"},
        {"= 1", "line 1: it is not TOML"},
        {"mac = '{Mac}'\nmac = '{Mac}'", "line 2: it is not TOML"},
        {"min-mac-bytes = 2026-11-30", "line 1: min-mac-bytes has a value that is no string"},
        {"min-mac-bytes = 12:30:00", "has a value that is no string"},
        {"min-mac-bytes = 16.0", "has a value that is no string"},
        {"min-mac-bytes = -1", "has a value that is no string"},
        {"\nmac.x.y = 'z'", "line 2: mac has a list with something in it that is no string"},
        {"columns = {mac = {of = 'x'}}", "no string"},
        {"columns = [['mac=a']]", "no string"},
        {"columns = " + std::string(100'000, '['), "line 1: it is not TOML"},
        {"columns = " + many_times("{a=", 100'000), "line 1: it is not TOML"},
        {many_times("a.", 100'000) + "a = 1", "line 1: it has more than 200 dots"},
        {many_times("[" + many_times("a.", 199) + "b]\n", 500), "line 2: it is not TOML"},
        {"columns = {mac = 1}", "no string"},
        {"columns = {mac 'x'}", "expected '='"},
        {"columns = ['mac=a' 'id=b']", "line 1: it is not TOML"},
        {"columns = ['mac=a'", "line 1: it is not TOML"},
        {"refuse = ['a,b']", "comma"},
        {"mac = \"\xff\"", "utf-8"},
        {"mac = '{Mac'", "--mac has"},
        {"columns = {macc = 'x'}", "--columns"},
        {"{", "JSON", true},
        {"[]", "JSON", true},
        {R"({"mac":null})", "mac: it has a value", true},
        {R"({"mac":-5})", "mac: it has a value", true},
        {R"({"mac":["a",1]})", "no string", true},
        {R"({"mac":"{Mac}","mac":"{Mac}"})", "twice", true},
        {R"({"bogus":"x"})", "bogus is no option", true},
        {R"({"no-header":1})", "takes true or false", true},
    };
    for (const Row& row : rows) {
        const std::string file = place.dir.write(row.is_json ? "p.json" : "p.toml", row.text);
        const ProcessResult result = place.verify("{}\n", file);
        CAPTURE(row.text, result.err);
        CHECK(result.status == 2);
        CHECK_THAT(result.err, has_text(row.problem));
    }
    CHECK(place.verify("{}\n", "nonesuch").status == 2);
    CHECK(place.verify("{}\n", "./nonesuch").status == 2);
    CHECK(place.verify("{}\n", "").status == 2);
}

TEST_CASE("the options behind the profiles are refused where they cannot be meant") {
    const Workplace place;
    const std::vector<std::string> base{"--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256"};
    for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
             {"--mac", "sha256="},
             {"--mac", "{t}"},
             {"--mac", "{Mac:hex}", "--mac-encoding", "base64"},
             {"--mac-separator", ","},
             {"--mac-prefix-bytes", "-1"},
             {"--mac-prefix-bytes", "2000"},
             {"--mac-prefix", "\\x01"},
             {"--mac-prefix", "{KeyId}\\x01"},
             {"--mac-prefix", "{Key}"},
             {"--mac-prefix", "\\x01{KeyId}", "--mac-prefix-bytes", "5"},
             {"--mac-prefix", "\\x01{KeyId}", "--mac", "{Mac}", "--mac-separator", ","},
             {"--columns", "mac=/a~5"},
             {"--message", "{/a~5}"},
             {"--columns", "key-id=Header:hex/a~"},
             {"--columns", "key-id=H:text/a,mac-algorithm=H:text/a"},
             {"--refuse", "Header:base64url/crit"},
             {"--refuse", "crit", "--columns", "key-id=Header:text/kid"},
             {"--algorithm-names", "HS256"},
             {"--algorithm-names", "HS256=HS256"},
             {"--algorithm-names", "a=HMAC_SHA_256,a=HMAC_SHA_512"},
         }) {
        std::vector<std::string> all = base;
        all.insert(all.end(), arguments.begin(), arguments.end());
        const ProcessResult result = place.verify("{}\n", all);
        CAPTURE(arguments, result.err);
        CHECK(result.status == 2);
    }
}

TEST_CASE("keys import refuses secrets that it cannot derive or read a key from") {
    const TempDir dir;
    const auto import = [&](const std::string& input, std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"keys", "import", "--id", "x", "-o", dir.file("keys.json"), "--from"});
        ProcessOptions options;
        options.input = input;
        return program(arguments, options).status;
    };
    CHECK(import("secret", {"django"}) == 2);
    CHECK(import("\n", {"django", "--salt", "s"}) == 2);
    CHECK(import("secret", {"plain", "--salt", "s"}) == 2);
    CHECK(import("whsec_!!", {"standard-webhooks"}) == 2);
    CHECK(import("whsec_", {"standard-webhooks"}) == 2);
    CHECK(import("{}", {"tink"}) == 2);
    CHECK(import(R"({"encryptedKeyset":"AAAA"})", {"tink"}) == 2);
    const auto keyset = [](const std::string& value, const std::string& type = "HmacKey") {
        return R"({"primaryKeyId":1,"key":[{"keyData":{"typeUrl":"type.googleapis.com/google.crypto.tink.)" + type +
               R"(","value":")" + value + R"("},"status":"ENABLED","keyId":1,"outputPrefixType":"TINK"}]})";
    };
    CHECK(import(keyset("EgQIAxAQGiA="), {"tink"}) == 2);    // field 3 is cut short
    CHECK(import(keyset("EgQIAxAQ"), {"tink"}) == 2);        // there is none
    CHECK(import(keyset("GgJBQg==", "AesCmacKey"), {"tink"}) == 2);
    CHECK_FALSE(dir.has("keys.json"));
    CHECK(import(keyset("GgJBQg=="), {"tink"}) == 0);
}
