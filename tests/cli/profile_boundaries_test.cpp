// Every built-in profile: text that is moved from one part of a right record into its neighbour is never valid.
#include "host/base/encoding.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <functional>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

using Parts = std::vector<std::string>;

/// A right record of a profile, as parts, what stands between them, and how a record is made of such parts.
struct Subject {
    std::string profile;
    Parts parts;
    Parts between;
    std::function<std::string(const Parts&)> record;
    std::vector<std::string> more;
};

constexpr const char* secret = "a secret of thirty-two bytes, ...";

ByteVector mac_of(const std::string& message) {
    return reference_hmac(Algorithm::HmacSha256, as_bytes(secret), as_bytes(message));
}

std::string base64url(Bytes bytes) {
    std::string text = base64(bytes);
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    text.erase(std::min(text.find('='), text.size()));
    return text;
}

std::string json(const nlohmann::json& headers, const std::string& body) {
    return nlohmann::json{{"headers", headers}, {"body", body}}.dump();
}

/// The key's records of one secret: message and MAC in base64.
Subject of_base64(const std::string& profile, const char* message_name, const char* mac_name, const std::string& prefix,
                  const std::string& message, const std::string& mac) {
    return {profile,
            {base64(as_bytes(message)), mac},
            {prefix},
            [=](const Parts& p) { return nlohmann::json{{message_name, p[0]}, {mac_name, prefix + p[1]}}.dump(); },
            {"--key-id", "1"}};
}

/// `{"headers":{HEADER:PREFIX...},"body":...}`
Subject of_body(const std::string& profile, const char* header, const std::string& prefix, const std::string& mac) {
    return {profile,
            {"1.5:2.5", mac},
            {prefix},
            [=](const Parts& p) { return json({{header, prefix + p[1]}}, p[0]); },
            {"--key-id", "1"}};
}

std::vector<Subject> subjects() {
    std::vector<Subject> all;
    all.push_back(of_base64("kms", "Message", "Mac", "", "1.5", base64(mac_of("1.5"))));
    all.back().more.insert(all.back().more.end(), {"--mac-algorithm", "HMAC_SHA_256"});
    all.push_back(of_base64("vault", "input", "hmac", "vault:v1:", "1.5", base64(mac_of("1.5"))));
    const std::string tink_prefix("\x01\0\0\0\x01", 5);
    const ByteVector tink_mac = mac_of("1.5");
    all.push_back(of_base64("tink", "Message", "Mac", "", "1.5",
                            base64(as_bytes(tink_prefix + std::string(as_text(Bytes(tink_mac)))))));
    all.push_back(of_body("github", "X-Hub-Signature-256", "sha256=", to_hex(mac_of("1.5:2.5"))));
    all.push_back(of_body("shopify", "X-Shopify-Hmac-Sha256", "", base64(mac_of("1.5:2.5"))));
    all.push_back({"stripe",
                   {"1492774577", "25.{\"amount\":1.5,\"at\":1492774577.25}"},
                   {"."},
                   [](const Parts& p) {
                       static const std::string mac =
                           to_hex(mac_of("1492774577.25.{\"amount\":1.5,\"at\":1492774577.25}"));
                       return json({{"Stripe-Signature", "t=" + p[0] + ",v1=" + mac}}, p[1]);
                   },
                   {"--key-id", "1"}});
    all.push_back({"slack",
                   {"1531420618", "7:{\"at\":1,\"b\":\"2:3\"}"},
                   {":"},
                   [](const Parts& p) {
                       static const std::string mac = to_hex(mac_of("v0:1531420618:7:{\"at\":1,\"b\":\"2:3\"}"));
                       return json({{"X-Slack-Signature", "v0=" + mac}, {"X-Slack-Request-Timestamp", p[0]}}, p[1]);
                   },
                   {"--key-id", "1"}});
    all.push_back(
        {"standard-webhooks",
         {"msg_1", "1614265330", "25.7.{\"a\":1.5}"},
         {".", "."},
         [](const Parts& p) {
             static const std::string mac = base64(mac_of("msg_1.1614265330.25.7.{\"a\":1.5}"));
             return json({{"webhook-id", p[0]}, {"webhook-timestamp", p[1]}, {"webhook-signature", "v1," + mac}}, p[2]);
         },
         {"--key-id", "1"}});
    const std::string header = base64url(as_bytes(R"({"alg":"HS256","kid":"1"})"));
    const std::string payload = base64url(as_bytes(R"({"sub":"x","n":1.5})"));
    all.push_back({"jwt",
                   {header, payload, base64url(mac_of(header + "." + payload))},
                   {".", "."},
                   [](const Parts& p) { return p[0] + "." + p[1] + "." + p[2]; },
                   {}});
    all.push_back({"django-signed",
                   {"a:b:1kyZGa", base64url(mac_of("a:b:1kyZGa"))},
                   {":"},
                   [](const Parts& p) { return p[0] + ":" + p[1]; },
                   {"--key-id", "1"}});
    all.push_back({"rails-message-verifier",
                   {"YWJj--ZGVm", to_hex(mac_of("YWJj--ZGVm"))},
                   {"--"},
                   [](const Parts& p) { return p[0] + "--" + p[1]; },
                   {"--key-id", "1"}});
    return all;
}

/// All records that have the same text, with and without what stands between two parts, cut elsewhere.
std::vector<std::string> moved(const Subject& subject) {
    const std::string right = subject.record(subject.parts);
    std::vector<std::string> records;
    for (std::size_t i = 0; i + 1 < subject.parts.size(); ++i) {
        const std::string both = subject.parts[i] + subject.between[i] + subject.parts[i + 1];
        for (std::size_t end = 0; end <= both.size(); ++end) {
            for (const std::size_t skipped : {std::size_t{0}, subject.between[i].size()}) {
                Parts parts = subject.parts;
                parts[i] = both.substr(0, end);
                parts[i + 1] = both.substr(std::min(end + skipped, both.size()));
                if (std::string record = subject.record(parts); record != right) {
                    records.push_back(std::move(record));
                }
            }
        }
    }
    return records;
}

}    // namespace

TEST_CASE("text moved across a boundary between two parts of a profile's record is never valid") {
    const TempDir dir;
    const std::string k = base64(as_bytes(secret));
    const std::string keys =
        dir.write("keys.json", R"({"Keys":[{"KeyId":"1","Aliases":["1:v1"],"KeyMaterial":")" + k + "\"}]}");
    const std::string summary = dir.file("summary.json");
    std::string listed = program({"profiles"}).out;
    std::size_t num_moved = 0;
    for (const Subject& subject : subjects()) {
        const std::string title = "# " + subject.profile + ": ";
        REQUIRE(listed.find(title) != std::string::npos);
        listed.replace(listed.find(title), 1, "");
        ProcessOptions options;
        options.input = subject.record(subject.parts) + "\n";
        const std::vector<std::string> records = moved(subject);
        for (const std::string& record : records) {
            options.input += record + "\n";
        }
        num_moved += records.size();
        std::vector<std::string> arguments{"verify",        "--keys", keys,        "--profile",
                                           subject.profile, "-q",     "--summary", summary};
        arguments.insert(arguments.end(), subject.more.begin(), subject.more.end());
        const ProcessResult result = program(arguments, options);
        const std::vector<nlohmann::json> lines = json_lines(result.out);
        CAPTURE(subject.profile, result.err);
        REQUIRE(lines.size() == records.size() + 1);
        CHECK(nlohmann::json::parse(read_file(summary))["unproved_boundaries"] == nlohmann::json::array());
        CHECK(lines[0]["MacValid"] == true);
        for (std::size_t i = 0; i < records.size(); ++i) {
            CAPTURE(records[i]);
            CHECK(lines[i + 1]["MacValid"] == false);
        }
    }
    CHECK(listed.find("# ") == std::string::npos);    // no profile without its record here
    INFO(num_moved);
    CHECK(num_moved > 1000);
}
