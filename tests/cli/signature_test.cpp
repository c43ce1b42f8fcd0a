// Signed summaries: a changed byte, another key and a missing signature are found, and nothing is written then.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <filesystem>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

/// A signed summary `signed.json` of three records, with the signing keys `auditor` and `other`.
class Signed {
public:
    Signed() {
        options.folder = place.dir.path();
        place.dir.write("signing.json", R"({"Keys":[{"KeyId":"auditor","KeyMaterial":"c2lnbmluZyBrZXkgb2YgdGVzdHM="},)"
                                        R"({"KeyId":"old","KeyMaterial":"b2xk","KeyState":"Disabled"},)"
                                        R"({"KeyId":"wide","KeySpec":"HMAC_384","KeyMaterial":")" +
                                            base64(pattern(48)) + R"("}]})");
        place.dir.write("other.json", R"({"Keys":[{"KeyId":"auditor","KeyMaterial":"b3RoZXIga2V5"}]})");
        std::filesystem::permissions(place.dir.path() / "signing.json", std::filesystem::perms::owner_read);
        std::filesystem::permissions(place.dir.path() / "other.json", std::filesystem::perms::owner_read);
        place.dir.write("in.jsonl", place.record("1") + place.forged("2") + place.lost("3"));
        REQUIRE(verify({"--sign-summary", "auditor"}).status == 1);
        text = place.dir.read("signed.json");
    }

    ProcessResult verify(std::vector<std::string> more, const std::string& keys = "signing.json") {
        more.insert(more.begin(), {"verify", "in.jsonl", "--keys", "keys.json", "--results", "none", "-q", "--summary",
                                   "signed.json", "--signing-keys", keys});
        return program(more, options);
    }
    ProcessResult report(const std::string& summary, const std::string& keys = "signing.json") {
        place.dir.write("summary.json", summary);
        std::filesystem::remove(place.dir.path() / "page.html");
        return program({"report", "summary.json", "--signing-keys", keys, "-o", "page.html"}, options);
    }
    [[nodiscard]] bool has_page() const { return std::filesystem::exists(place.dir.path() / "page.html"); }

    const Workplace place;
    ProcessOptions options;
    std::string text;
};

/// What the key `auditor` must sign a summary with, in base64.
std::string auditor_mac(std::string_view text) {
    return base64(reference_hmac(Algorithm::HmacSha256, as_bytes("signing key of tests"),
                                 as_bytes(text.substr(0, text.rfind("\"Mac\": \"") + 8))));
}

}    // namespace

TEST_CASE("a signed summary is the unsigned one with the MAC that the key and OpenSSL give") {
    Signed signed_summary;
    const nlohmann::json json = nlohmann::json::parse(signed_summary.text);
    CHECK(json["signature"]["KeyId"] == "auditor");
    CHECK(json["signature"]["MacAlgorithm"] == "HMAC_SHA_256");
    const std::size_t end = signed_summary.text.rfind("\"Mac\": \"") + 8;
    CHECK(json["signature"]["Mac"] == auditor_mac(signed_summary.text));
    CHECK(signed_summary.text.substr(end + 44) == "\"\n  }\n}\n");
    CHECK(signed_summary.report(signed_summary.text).status == 0);
    const std::string page = signed_summary.place.dir.read("page.html");
    CHECK_THAT(page, has_text("right: HMAC_SHA_256 under the key"));

    REQUIRE(signed_summary.verify({"--sign-summary", "wide", "--report", "run.html"}).status == 1);
    const std::string wide = signed_summary.place.dir.read("signed.json");
    CHECK(nlohmann::json::parse(wide)["signature"]["MacAlgorithm"] == "HMAC_SHA_384");
    CHECK(signed_summary.report(wide).status == 0);
    CHECK_THAT(signed_summary.place.dir.read("run.html"), has_text("right: HMAC_SHA_384 under the key"));
    CHECK(program({"report", "signed.json", "-o", "unchecked.html"}, signed_summary.options).status == 0);
    CHECK_THAT(signed_summary.place.dir.read("unchecked.html"), has_text("not checked: the summary names the key"));
}

TEST_CASE("generate signs its summary, too") {
    Signed signed_summary;
    const ProcessOptions& options = signed_summary.options;
    const std::vector<std::string> generate{
        "generate",  "in.jsonl",       "--keys",       "keys.json",      "-q",     "-o", "macs.jsonl", "--summary",
        "made.json", "--signing-keys", "signing.json", "--sign-summary", "auditor"};
    CHECK(program(generate, options).status == 4);    // one key is not there
    const std::string text = signed_summary.place.dir.read("made.json");
    const nlohmann::json json = nlohmann::json::parse(text);
    CHECK(json["operation"] == "generate");
    CHECK(json["signature"]["Mac"] == auditor_mac(text));
}

TEST_CASE("a summary of which any byte was changed has a wrong signature") {
    Signed signed_summary;
    const std::string& text = signed_summary.text;
    std::vector<std::string> changed;
    for (const auto& [from, to] : {std::pair("\"valid\": 1", "\"valid\": 2"),
                                   {"\"status\": 1", "\"status\": 0"},
                                   {"\"schema\"", "\"Schema\""},
                                   {"{\n", "{\n\n"},
                                   {"\"auditor\"", "\"wide\""},
                                   {"HMAC_SHA_256\",\n    \"Mac\"", "HMAC_SHA_384\",\n    \"Mac\""}}) {
        std::string other = text;
        const std::size_t place = other.rfind(from);
        REQUIRE(place != std::string::npos);
        changed.push_back(other.replace(place, std::string_view(from).size(), to));
    }
    changed.push_back(text + "\n");
    changed.push_back(text + " ");
    const std::size_t mac = text.rfind("\"Mac\": \"") + 8;
    std::string altered = text;
    altered[mac] = altered[mac] == 'A' ? 'B' : 'A';
    changed.push_back(altered);
    changed.push_back(text.substr(0, mac) + text.substr(mac + 44));         // no MAC
    changed.push_back(text.substr(0, mac + 24) + text.substr(mac + 44));    // a shorter one
    // The signature of another run.
    signed_summary.place.dir.write("in.jsonl", signed_summary.place.record("1"));
    REQUIRE(signed_summary.verify({"--sign-summary", "auditor"}).status == 0);
    const std::string another = signed_summary.place.dir.read("signed.json");
    changed.push_back(text.substr(0, mac) + another.substr(another.rfind("\"Mac\": \"") + 8));
    for (const std::string& summary : changed) {
        const ProcessResult result = signed_summary.report(summary);
        CAPTURE(summary, result.err);
        CHECK(result.status == 3);
        CHECK(!signed_summary.has_page());
    }
    CHECK_THAT(signed_summary.report(altered).err, has_text("summary.json has a wrong signature"));
}

TEST_CASE("a summary without a signature, or signed by a key that is not at hand, is refused") {
    Signed signed_summary;
    const ProcessResult other = signed_summary.report(signed_summary.text, "other.json");
    CHECK(other.status == 3);
    CHECK_THAT(other.err, has_text("has a wrong signature"));
    REQUIRE(program({"verify", "in.jsonl", "--keys", "keys.json", "--results", "none", "-q", "--summary", "plain.json"},
                    signed_summary.options)
                .status == 1);
    const ProcessResult plain = signed_summary.report(signed_summary.place.dir.read("plain.json"));
    CHECK(plain.status == 3);
    CHECK_THAT(plain.err, has_text("summary.json is not signed"));
    const ProcessResult unknown = signed_summary.report(signed_summary.text, "keys.json");
    CHECK(unknown.status == 3);
    CHECK_THAT(unknown.err, has_text("no signing key has the name \"auditor\""));
}

TEST_CASE("what cannot sign is refused before anything is read") {
    Signed signed_summary;
    for (const auto& [arguments, words] : std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{"--sign-summary", "nobody"}, "no signing key has the name \"nobody\""},
             {{"--sign-summary", "old"}, "the key old cannot sign: its state is Disabled"},
             {{}, "--signing-keys is for --sign-summary"},
             {{"--sign-summary", "auditor", "-o", "signing.json", "--results", "all"}, "signing.json"}}) {
        const ProcessResult result = signed_summary.verify(arguments);
        CAPTURE(arguments, result.err);
        CHECK(result.status == 2);
        CHECK_THAT(result.err, has_text(words.c_str()));
    }
    const ProcessResult same = signed_summary.verify({"--sign-summary", "plain"}, "keys.json");
    CHECK(same.status == 2);
    CHECK_THAT(same.err, has_text("is a key of the records, too"));
    CHECK(signed_summary.place.dir.read("signed.json") == signed_summary.text);
}

TEST_CASE("merge takes signed parts alone, and signs the whole") {
    Signed signed_summary;
    ProcessOptions& options = signed_summary.options;
    const TempDir& dir = signed_summary.place.dir;
    std::filesystem::create_directory(dir.path() / "in");
    std::filesystem::create_directory(dir.path() / "parts");
    dir.write("in/a.jsonl", signed_summary.place.record("1"));
    dir.write("in/b.jsonl", signed_summary.place.record("2"));
    for (const std::string part : {"1", "2"}) {
        REQUIRE(program({"verify", "in", "--keys", "keys.json", "--results", "none", "-q", "--shard", part + "/2",
                         "--summary", "parts/" + part, "--signing-keys", "signing.json", "--sign-summary",
                         part == "1" ? "auditor" : "wide"},
                        options)
                    .status == 0);
    }
    const std::vector<std::string> merge{"merge", "parts", "-o", "whole.json", "--signing-keys", "signing.json"};
    std::vector<std::string> signing = merge;
    signing.insert(signing.end(), {"--sign-summary", "auditor"});
    CHECK(program(signing, options).status == 0);
    const std::string whole = dir.read("whole.json");
    CHECK_THAT(whole, has_text("every signature is right"));
    CHECK(signed_summary.report(whole).status == 0);

    const std::string part = dir.read("parts/2");
    std::string changed = part;
    dir.write("parts/2", changed.replace(changed.find("\"valid\": 1"), 10, "\"valid\": 2"));
    const ProcessResult result = program(merge, options);
    CHECK(result.status == 3);
    CHECK_THAT(result.err, has_text("parts/2 has a wrong signature"));
    CHECK(dir.read("whole.json") == whole);
    CHECK(program({"merge", "parts/1", "-o", "x.json", "--sign-summary", "auditor"}, options).status == 2);
    dir.write("parts/2", part);
    signing.back() = "";    // as of a variable that is not set
    const ProcessResult unnamed = program(signing, options);
    CHECK(unnamed.status == 2);
    CHECK_THAT(unnamed.err, has_text("--sign-summary needs a value that is not empty"));
}
