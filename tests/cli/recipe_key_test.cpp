// {key(NAME)} in a recipe: a second secret, as a salt, that comes from the key files and is never shown.
#include "host/base/encoding.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

constexpr std::string_view salt = "saltsaltsaltsalt";

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string mac_of(std::string_view text) {
    return to_hex(reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"), as_bytes(text)));
}

/// A second key file with the key `salt`.
std::string salt_file(const Workplace& place) {
    std::string material;
    append_base64(material, as_bytes(salt));
    const std::string path =
        place.dir.write("salt.json", fmt::format(R"({{"Keys":[{{"KeyId":"salt","KeyMaterial":"{}"}}]}})", material));
    ::chmod(path.c_str(), 0600);
    return path;
}

}    // namespace

TEST_CASE("a message can begin with a key of the key files") {
    const Workplace place;
    const std::string text = fmt::format("{{\"p\":\"one\",\"m\":\"{}\"}}\n", mac_of(std::string(salt) + "/one"));
    const std::vector<std::string> common{"--keys",          salt_file(place), "--key-id",  "plain",
                                          "--mac-algorithm", "HMAC_SHA_256",   "--columns", "mac=m"};
    const auto verify = [&](const std::string& input, std::vector<std::string> more) {
        more.insert(more.end(), common.begin(), common.end());
        return place.verify(input, more);
    };
    const std::string summary = place.dir.file("summary.json");
    const ProcessResult good = verify(text, {"--message", "{key(salt)}/{p}", "--summary", summary});
    CHECK(good.status == 0);
    CHECK(verify(text, {"--message", "{key(plain)}/{p}"}).status == 1);
    CHECK(verify("{\"p\":\"two\"," + text.substr(11), {"--message", "{key(salt)}/{p}"}).status == 1);
    for (const std::string& shown : {good.out, good.err, place.dir.read("summary.json")}) {
        CHECK_FALSE(has(shown, salt));
    }
    // printf saltsaltsaltsaltone | openssl dgst -sha256
    const std::string digest = "14dbad63a532bbd1e200debe1c6b9d3b83031cec39868f4ee2c34934fb4278c8";
    const std::string hashed = fmt::format("{{\"p\":\"one\",\"h\":\"{}\",\"m\":\"{}\"}}\n", digest, mac_of(digest));
    CHECK(verify(hashed, {"--message", "{({key(salt)}{p}):sha256:to-hex}"}).status == 0);
    CHECK(verify(hashed, {"--message", "{({key(salt)}{h}):sha256:to-hex}"}).status == 1);
}

TEST_CASE("a key that is not there, or that could be shown, is a usage error that does not show it") {
    const Workplace place;
    const std::string keys = salt_file(place);
    const auto status_of = [&](const std::string& recipe) {
        const ProcessResult result = place.verify(place.record("x"), {"--keys", keys, "--message", recipe});
        CHECK_FALSE(has(result.err, salt));
        return result.status;
    };
    CHECK(status_of("{key(nobody)}{Id}") == 2);
    CHECK(status_of("{key(salt)}") == 2);
    CHECK(status_of("a{key(salt)}{key(plain)}") == 2);
    CHECK(status_of("{key(salt):hex}{Id}") == 2);
    CHECK(status_of("{key(salt)?-}{Id}") == 2);
    CHECK(status_of("{({key(salt)}{Id}):json}") == 2);
    ProcessOptions options;
    options.input = "{\"Id\":\"1\"}\n";
    const std::vector<std::string> generate{"generate",     "--keys",    place.key_file,   "--keys",
                                            keys,           "--key-id",  "plain",          "--mac-algorithm",
                                            "HMAC_SHA_256", "--message", "{key(salt)}{Id}"};
    CHECK(program(generate, options).status == 0);
    std::vector<std::string> shown = generate;
    shown.emplace_back("--with-message");
    CHECK(program(shown, options).status == 2);
    CHECK(program({"diagnose", "--keys", place.key_file, "--message", "{key(salt)}{Id}"}, options).status == 2);
    // The escape keeps a name of that look.
    const ProcessResult name = place.verify(
        fmt::format("{{\"key(salt)\":\"x\",\"m\":\"{}\"}}\n", mac_of("x")),
        {"--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256", "--columns", "mac=m", "--message", "{key\\(salt)}"});
    CHECK(name.status == 0);
}

TEST_CASE("the profile imgproxy verifies the example of imgproxy's documentation") {
    const Workplace place;
    // docs.imgproxy.net, Signing URLs: key 736563726574 and salt 68656C6C6F, in hex.
    const std::string keys =
        place.dir.write("imgproxy.json", R"({"Keys":[{"KeyId":"imgproxy","KeyMaterial":"c2VjcmV0"},)"
                                         R"({"KeyId":"imgproxy-salt","KeyMaterial":"aGVsbG8="}]})");
    ::chmod(keys.c_str(), 0600);
    const std::string path = "rs:fill:300:400:0/g:sm/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn.png";
    const std::string url = "/oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8/" + path + "\n";
    const auto verify = [&](const std::string& input) {
        ProcessOptions options;
        options.input = input;
        return program({"verify", "--keys", keys, "--profile", "imgproxy", "--key-id", "imgproxy"}, options).status;
    };
    CHECK(verify(url) == 0);
    CHECK(verify("/oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8/x" + path + "\n") == 1);
}
