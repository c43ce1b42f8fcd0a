// A bare secret as a key: --keys text:FILE and its kind.
#include "host/base/encoding.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

/// A table of three rows with MACs under one secret, which no row names.
class Orders {
public:
    explicit Orders(std::string_view secret) {
        std::string rows = "payload,mac\n";
        for (const std::string message : {"one", "two", "three"}) {
            rows += message + "," + to_hex(reference_hmac(Algorithm::HmacSha256, as_bytes(secret), as_bytes(message))) +
                    "\n";
        }
        dir.write("orders.csv", rows);
    }

    /// verify with these values of --keys.
    [[nodiscard]] ProcessResult verify(const std::vector<std::string>& keys, std::vector<std::string> more = {},
                                       const std::string& input = "") const {
        std::vector<std::string> arguments{
            "verify", "orders.csv",      "--columns",   "message=payload,mac=mac", "--message-encoding",
            "text",   "--mac-algorithm", "HMAC_SHA_256"};
        for (const std::string& key : keys) {
            arguments.insert(arguments.end(), {"--keys", key});
        }
        arguments.insert(arguments.end(), more.begin(), more.end());
        ProcessOptions options;
        options.folder = dir.path();
        options.input = input;
        return program(arguments, options);
    }

    void secret(const std::string& name, const std::string& content) const {
        ::chmod(dir.write(name, content).c_str(), 0600);
    }

    TempDir dir;
};

}    // namespace

TEST_CASE("HMACSWEEP_KEYS lists bare secrets, too, and a word without a file behind it is refused") {
    const Orders orders("s3cret");
    orders.secret("secret", "s3cret\n");
    orders.secret("keys.json", R"({"Keys":[{"KeyId":"k","KeyMaterial":"czNjcmV0"}]})");
    orders.secret("text", R"({"Keys":[{"KeyId":"t","KeyMaterial":"czNjcmV0"}]})");
    const auto run = [&](const std::string& list, const std::vector<std::string>& command) {
        ProcessOptions options;
        options.folder = orders.dir.path();
        std::vector<std::string> arguments{"env", "HMACSWEEP_KEYS=" + list, HMACSWEEP_BINARY};
        arguments.insert(arguments.end(), command.begin(), command.end());
        return run_process(arguments, options);
    };
    const std::vector<std::string> verify{
        "verify", "orders.csv",      "--columns",   "message=payload,mac=mac", "--message-encoding",
        "text",   "--mac-algorithm", "HMAC_SHA_256"};
    orders.secret("hex", "s3cret");
    for (const std::string list : {"text:secret", "text:hex", "keys.json:text:secret", ":text:./secret:./text:"}) {
        const ProcessResult result = run(list, verify);
        CAPTURE(list, result.err);
        CHECK(result.status == 0);
        CHECK(json_lines(result.out).at(0)["KeyId"] == "key:3a2dcc8f54cec384");
    }
    CHECK(run("keys.json:text:secret", {"keys", "list"}).out.find("key:3a2dcc8f54cec384") != std::string::npos);
    const ProcessResult mac = run("text:secret", {"verify-mac", "--message", "YQ==", "--key-id", "text:secret",
                                                  "--mac-algorithm", "HMAC_SHA_256", "--mac", "YQ=="});
    CHECK_THAT(mac.err, has_text("KMSInvalidMacException"));
    for (const std::string list : {"text", "text:", "keys.json:hex"}) {
        const ProcessResult result = run(list, verify);
        CAPTURE(list, result.err);
        CHECK(result.status == 2);
        CHECK_THAT(result.err, has_text("HMACSWEEP_KEYS ends with "));
    }
}

TEST_CASE("--keys takes a bare secret, and no --key-id is needed for records that name no key") {
    const Orders orders("s3cret");
    orders.secret("text", "s3cret\n");
    orders.secret("hex", " 733363726574\r\n");
    orders.secret("base64", "czNjcmV0\n");
    orders.secret("raw", "s3cret");
    for (const std::string encoding : {"text", "hex", "base64", "base64url", "raw"}) {
        const ProcessResult result =
            orders.verify({encoding + ":" + (encoding == "base64url" ? "base64" : encoding)}, {"--summary", "summary"});
        CAPTURE(encoding, result.err);
        CHECK(result.status == 0);
        const std::vector<nlohmann::json> lines = json_lines(result.out);
        REQUIRE(lines.size() == 3);
        CHECK(lines[0]["KeyId"] == "key:3a2dcc8f54cec384");
        CHECK(lines[0]["MacValid"] == true);
        CHECK(nlohmann::json::parse(orders.dir.read("summary"))["by_key"][0]["fingerprint"] == "3a2dcc8f54cec384");
        CHECK(result.err.find("s3cret") == std::string::npos);
    }
    CHECK(orders.verify({"text:-"}, {}, "s3cret\r\n").status == 0);
    CHECK(orders.verify({"text:/dev/stdin"}, {}, "s3cret").status == 0);
    // One line end is dropped, and of raw bytes none.
    CHECK(orders.verify({"text:-"}, {}, "s3cret\n\n").status == 1);
    CHECK(orders.verify({"raw:-"}, {}, "s3cret\n").status == 1);
}

TEST_CASE("several bare secrets are candidates, and one beside a key file is that of records that name no key") {
    const Orders orders("n3w s3cret");
    orders.secret("old", "s3cret");
    orders.secret("a,new", "n3w s3cret");
    orders.secret("keys.json", R"({"Keys":[{"KeyId":"other","KeyMaterial":"AAAA"}]})");
    const ProcessResult both = orders.verify({"text:old", "text:a,new"});
    CHECK(both.status == 0);
    CHECK(json_lines(both.out).at(0)["KeyId"] == "key:3652d2c469325616");
    CHECK(orders.verify({"keys.json", "text:a,new"}).status == 0);
    CHECK(orders.verify({"keys.json", "text:old", "text:a,new"}, {"--key-id", "text:a,new"}).status == 0);
    CHECK(orders.verify({"text:old", "text:a,new"}, {"--key-id", "key:3652d2c469325616"}).status == 0);
    CHECK(orders.verify({"text:old", "text:a,new"}, {"--key-id", "text:old"}).status == 1);
    CHECK(orders.verify({"text:old", "text:old"}).status == 2);
}

TEST_CASE("a record that names a key is not judged under a bare secret") {
    const Workplace place;
    ::chmod(place.dir.write("secret", "0123456789").c_str(), 0600);
    ProcessOptions options;
    options.input = place.record("message");
    const ProcessResult result = program({"verify", "--keys", "text:" + place.dir.file("secret")}, options);
    CHECK(result.status == 4);
    CHECK(json_lines(result.out).at(0)["Error"]["Code"] == "NotFoundException");
}

TEST_CASE("a bare secret that cannot be used is a usage error that quotes nothing of it") {
    const Orders orders("s3cret");
    orders.secret("marker", "MarkerMarker!\n");
    orders.secret("empty", "\n");
    const auto refused = [&](const std::string& key, const std::string& words) {
        const ProcessResult result = orders.verify({key});
        CAPTURE(key, result.err);
        CHECK(result.status == 2);
        CHECK(result.err.find(words) != std::string::npos);
        CHECK(result.err.find("Marker") == std::string::npos);
    };
    refused("hex:marker", "cannot use the secret hex:marker: the key material ");
    refused("base64:marker", "cannot use the secret base64:marker: the key material ");
    refused("text:empty", "cannot use the secret text:empty: the key material is empty");
    refused("text:missing", "missing");
    refused("marker", "a bare secret has its encoding before it: text:FILE, hex:FILE or base64:FILE");
    CHECK(orders.verify({"text:marker"}, {"-o", "marker"}).status == 2);
    CHECK(orders.dir.read("marker") == "MarkerMarker!\n");
    CHECK(program({"verify", "--keys", "text:-"}).err.find("only once") != std::string::npos);
    orders.secret("open", "s3cret");
    ::chmod(orders.dir.file("open").c_str(), 0644);
    CHECK(orders.verify({"text:open"}).err.find("other users can read key file open") != std::string::npos);
}

TEST_CASE("show, diagnose, generate and keys list take bare secrets, too") {
    const Orders orders("s3cret");
    orders.secret("text", "s3cret");
    orders.secret("as-hex", "733363726574");
    ProcessOptions options;
    options.folder = orders.dir.path();
    const std::vector<std::string> reading{"orders.csv",         "--columns", "message=payload,mac=mac",
                                           "--message-encoding", "text",      "--mac-algorithm",
                                           "HMAC_SHA_256",       "--keys"};
    const auto run = [&](std::vector<std::string> command, const std::string& key) {
        command.insert(command.end(), reading.begin(), reading.end());
        command.push_back(key);
        return program(command, options);
    };
    CHECK(run({"show", "--record", "2"}, "text:text").err.find("valid (key key:3a2dcc8f54cec384") != std::string::npos);
    CHECK(run({"diagnose"}, "text:as-hex").out.find("--keys hex:as-hex") != std::string::npos);
    options.input = "one\n";
    const ProcessResult made = program(
        {"generate", "--input-format", "lines", "--keys", "text:text", "--mac-algorithm", "HMAC_SHA_256"}, options);
    CHECK(json_lines(made.out).at(0)["KeyId"] == "key:3a2dcc8f54cec384");
    const ProcessResult list = program({"keys", "list", "--json", "--keys", "text:text"}, options);
    CHECK(json_lines(list.out).at(0)["Fingerprint"] == "3a2dcc8f54cec384");
    CHECK(json_lines(list.out).at(0)["Aliases"] == nlohmann::json({"text:text"}));
}
