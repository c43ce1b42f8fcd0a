// Every built-in profile: text that is moved from one part of a right record into its neighbour is never valid.
#include "host/base/encoding.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include <fmt/format.h>

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
    std::vector<std::string> unproved{};    ///< the fields between which text can be moved, as the run must say
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

/// `{"headers":{HEADER:"t=TIME,v1=MAC"},"body":...}` as `form` writes the header; the MAC covers time, `joint`, body.
Subject of_time(const std::string& profile, const std::string& header, const std::string& joint, const char* form) {
    const std::string time = "1671552777";
    const std::string body = "25" + joint + "{\"at\":1.5}";
    const std::string mac = to_hex(mac_of(time + joint + body));
    return {profile,
            {time, body},
            {joint},
            [=](const Parts& p) { return json({{header, fmt::format(fmt::runtime(form), p[0], mac)}}, p[1]); },
            {"--key-id", "1"}};
}

/// Profiles whose software leaves boundaries open: the run says so.
void add_unproved(std::vector<Subject>& all) {
    const std::vector<std::string> key{"--key-id", "1"};
    const auto add = [&](const std::string& profile, const std::string& record, std::vector<std::string> unproved) {
        all.push_back({profile, {record}, {}, [](const Parts& p) { return p[0]; }, key, std::move(unproved)});
    };
    add("square",
        nlohmann::json{{"headers", {{"X-Square-HmacSha256-Signature", base64(mac_of("http://x/{}"))}}},
                       {"url", "http://x/"},
                       {"body", "{}"}}
            .dump(),
        {"/url", "/body"});
    add("hubspot",
        nlohmann::json{{"headers",
                        {{"X-HubSpot-Signature-v3", base64(mac_of("POSThttp://x/{}1671552777"))},
                         {"X-HubSpot-Request-Timestamp", "1671552777"}}},
                       {"method", "POST"},
                       {"url", "http://x/"},
                       {"body", "{}"}}
            .dump(),
        {"/method", "/url", "/body", "/headers/X-HubSpot-Request-Timestamp"});
    add("mailgun",
        nlohmann::json{
            {"signature",
             {{"timestamp", "1529006854"}, {"token", "a8ce0edb"}, {"signature", to_hex(mac_of("1529006854a8ce0edb"))}}}}
            .dump(),
        {"/signature/timestamp", "/signature/token"});
    const std::string item = "/NotificationRequestItem/";
    add("adyen",
        nlohmann::json{
            {"NotificationRequestItem",
             {{"pspReference", "7"},
              {"merchantAccountCode", "m"},
              {"merchantReference", "r"},
              {"amount", {{"value", 1130}, {"currency", "EUR"}}},
              {"eventCode", "AUTHORISATION"},
              {"success", "true"},
              {"additionalData", {{"hmacSignature", base64(mac_of("7::m:r:1130:EUR:AUTHORISATION:true"))}}}}}}
            .dump(),
        {item + "pspReference", item + "originalReference", item + "merchantAccountCode", item + "merchantReference",
         item + "amount/value", item + "amount/currency", item + "eventCode", item + "success"});
    add("mercado-pago",
        nlohmann::json{{"headers", {{"x-signature", "ts=1704908010,v1=" + to_hex(mac_of("id:ab;ts:1704908010;"))}}},
                       {"id", "AB"}}
            .dump(),
        {"/id", "/headers/x-request-id"});
    add("telegram-login",
        nlohmann::json{{"id", 7}, {"first_name", "A"}, {"hash", to_hex(mac_of("first_name=A\nid=7"))}}.dump(), {"raw"});
    add("telegram-app", nlohmann::json{{"initData", "b=x%20y&a=1&hash=" + to_hex(mac_of("a=1\nb=x y"))}}.dump(),
        {"initData"});
    add("shopify-proxy",
        nlohmann::json{{"query", "shop=a.b&extra=1&signature=" + to_hex(mac_of("extra=1shop=a.b"))}}.dump(), {"query"});
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
    all.push_back(of_body("razorpay", "X-Razorpay-Signature", "", to_hex(mac_of("1.5:2.5"))));
    all.push_back(of_body("line", "X-Line-Signature", "", base64(mac_of("1.5:2.5"))));
    all.push_back(of_body("paystack", "X-Paystack-Signature", "",
                          to_hex(reference_hmac(Algorithm::HmacSha512, as_bytes(secret), as_bytes("1.5:2.5")))));
    all.push_back(of_time("paddle", "Paddle-Signature", ":", "ts={};h1={}"));
    all.push_back(of_time("workos", "WorkOS-Signature", ".", "t={}, v1={}"));
    all.push_back({"zoom",
                   {"1671552777", "25.{\"at\":1.5}"},
                   {":"},
                   [](const Parts& p) {
                       static const std::string mac = to_hex(mac_of("v0:1671552777:25.{\"at\":1.5}"));
                       return json({{"x-zm-signature", "v0=" + mac}, {"x-zm-request-timestamp", p[0]}}, p[1]);
                   },
                   {"--key-id", "1"}});
    all.push_back({"discourse",
                   {"bm9uY2U9MQ==", to_hex(mac_of("bm9uY2U9MQ=="))},
                   {""},
                   [](const Parts& p) { return nlohmann::json{{"sso", p[0]}, {"sig", p[1]}}.dump(); },
                   {"--key-id", "1"}});
    all.push_back({"express-cookie",
                   {"a.b", base64(mac_of("a.b"))},
                   {"."},
                   [](const Parts& p) { return "s:" + p[0] + "." + p[1]; },
                   {"--key-id", "1"}});
    const std::string plug_payload = base64url(as_bytes("g2gDYQFuBgA"));
    all.push_back({"plug",
                   {plug_payload, base64url(mac_of("SFMyNTY." + plug_payload))},
                   {"."},
                   [](const Parts& p) { return "SFMyNTY." + p[0] + "." + p[1]; },
                   {"--key-id", "1"}});
    add_unproved(all);
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
    const std::string source = HMACSWEEP_SOURCE_DIR;
    all.push_back({"manifest",
                   {to_hex(mac_of(read_file(source + "/LICENSE"))), "LICENSE"},
                   {"  "},
                   [](const Parts& p) { return p[0] + "  " + p[1]; },
                   {"--key-id", "1", "--mac-algorithm", "HMAC_SHA_256", "--base", source}});
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
        CHECK(nlohmann::json::parse(read_file(summary))["unproved_boundaries"] == nlohmann::json(subject.unproved));
        CHECK(lines[0]["MacValid"] == true);
        for (std::size_t i = 0; i < records.size(); ++i) {
            CAPTURE(records[i]);
            CHECK(lines[i + 1]["MacValid"] == false);
        }
    }
    // The message of these has one part of the record: files_test.cpp and recipe_key_test.cpp have them.
    for (const char* const profile : {"# fips-hmac: ", "# imgproxy: "}) {
        listed.replace(listed.find(profile), 1, "");
    }
    CHECK(listed.find("# ") == std::string::npos);    // no profile without its record here
    INFO(num_moved);
    CHECK(num_moved > 1000);
}
