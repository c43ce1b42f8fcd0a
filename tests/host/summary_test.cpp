// The summary: the members that DESIGN section 3 names, the evidence in them, and a few lines for people.
#include "host/report/summary_text.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/version.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <csignal>
#include <sstream>

namespace hmacsweep::tests {
namespace {

keys::KeyStore two_keys() {
    std::vector<keys::Key> keys;
    keys.push_back(make_kms_key("kms", Algorithm::HmacSha256, to_vector("SecretMarkerSecretMarkerSecretMk")));
    keys.push_back(make_key("plain", pattern(9)));
    keys.push_back(make_key("unused", pattern(7)));
    return make_store(std::move(keys));
}

/// One record of each class, two of them under the first key.
std::string one_of_each(const keys::KeyStore& keys) {
    const ByteVector message = pattern(10);
    const ByteVector mac = reference_hmac(Algorithm::HmacSha256, keys[0].material.bytes(), message);
    return record_line({"1", "alias/kms", "HMAC_SHA_256", message, mac}) + "\n" +
           record_line({"2", "kms", "HMAC_SHA_256", pattern(11), mac}) + "\n" +
           record_line({"3", "nobody", "HMAC_SHA_512", message, mac}) + "\n" +
           record_line({"4", "plain", "HMAC_SHA_384", message, {}}) + "\n{\n";
}

struct Summarised {
    keys::KeyStore keys = two_keys();
    rules::RunOptions options;
    backend::ChosenBackend backend{
        &backend_named("scalar"), "always there", {}, false, {"backend simd cannot be used: a test"}, {}};
    RunOutcome outcome;

    Summarised() {
        outcome = run_text(one_of_each(keys), keys, options, *backend.info);
        outcome.report.results.sha256 = "00ff";
    }
    [[nodiscard]] report::RunFacts facts() const {
        const report::Expectations expectations;
        return {options,
                keys,
                backend,
                {{"--keys", "k.json"}, {"--limits", "auto\xff"}},
                std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + std::chrono::hours(10),
                1.5,
                expectations,
                report::exit_status(outcome.report, expectations)};
    }
    [[nodiscard]] std::string json() const { return report::to_json(report::summarize(outcome.report, facts())); }
    [[nodiscard]] std::string text(bool colored = false) const {
        return report::summary_text(outcome.report, facts(), colored);
    }
};

}    // namespace

TEST_CASE("the summary has every member that the design names, and the sums are right") {
    const Summarised run;
    const std::string text = run.json();
    REQUIRE(text.ends_with("}\n"));
    const nlohmann::json json = nlohmann::json::parse(text);
    CHECK(json["schema"] == 1);
    CHECK(json["complete"] == true);
    CHECK(json["status"] == 1);
    CHECK(json["records"] == 5);
    CHECK(json["classes"] ==
          nlohmann::json::parse(R"({"valid":1,"invalid":1,"unverifiable":1,"untagged":1,"malformed":1})"));
    CHECK(json["codes"] == nlohmann::json::parse(R"({"KMSInvalidMacException":1,"NotFoundException":1,
                                                     "MissingMacException":1,"ValidationException":1})"));
    REQUIRE(json["by_key"].size() == 2);
    CHECK(json["by_key"][0]["key"] == run.keys[0].arn);
    CHECK(json["by_key"][0]["fingerprint"] == keys::fingerprint(run.keys[0]));
    CHECK(json["by_key"][0]["records"] == 2);
    CHECK(json["by_key"][0]["classes"]["invalid"] == 1);
    CHECK(json["by_key"][1]["key"] == "plain");
    CHECK(json["by_algorithm"]["HMAC_SHA_256"]["valid"] == 1);
    CHECK(json["by_algorithm"]["HMAC_SHA_384"]["untagged"] == 1);
    CHECK_FALSE(json["by_algorithm"].contains("HMAC_SHA_224"));
    REQUIRE(json["sources"].size() == 1);
    const nlohmann::json& source = json["sources"][0];
    CHECK(source["bytes"] == one_of_each(run.keys).size());
    CHECK(source["records"] == 5);
    CHECK(source["classes"]["malformed"] == 1);
    CHECK(source["sha256"].is_null());
    CHECK(source["error"].is_null());
    CHECK_THAT(source["name"].get<std::string>(), has_text("input.jsonl"));
    CHECK(json["results"]["sha256"] == "00ff");
    CHECK(json["results"]["lines"] == 5);
    CHECK(json["results"].contains("bytes"));
    CHECK(json["results"].contains("name"));
    CHECK(json["backend"]["name"] == "scalar");
    CHECK(json["backend"]["detail"] == "always there");
    CHECK(json["backend"]["records"] == 2);
    CHECK(json["backend"]["notices"] == nlohmann::json::array({"backend simd cannot be used: a test"}));
    CHECK(json["cross_check"]["mode"] == "sample");
    CHECK(json["cross_check"]["checked"] >= 1);
    CHECK(json["cross_check"]["disagreements"] == 0);
    CHECK(json["cross_check"]["seed"] == 1);
    CHECK(json["options"]["--keys"] == "k.json");
    CHECK(json["options"]["--limits"] == "auto\xef\xbf\xbd");
    CHECK(json["version"] == version());
    CHECK(json["host"].is_object());
    CHECK(json["started"] == "2026-11-21T10:00:00Z");
    CHECK(json["seconds"] == 1.5);
}

TEST_CASE("a run that is incomplete says so, and names what could not be read") {
    Summarised run;
    run.outcome.report.sources[0].error = "cannot read \xff";
    run.outcome.report.sources[0].name = "bad\xffname";
    const nlohmann::json json = nlohmann::json::parse(run.json());
    CHECK(json["complete"] == false);
    CHECK(json["status"] == 1);
    CHECK(json["reasons"][1]["words"] == "1 of 1 input was not read whole");
    CHECK(json["sources"][0]["error"] == "cannot read \xef\xbf\xbd");
    CHECK(json["sources"][0]["name"] == "bad\xef\xbf\xbdname");
    CHECK_THAT(run.text(), has_text("cannot read ?") && has_text("also: 1 of 1 input was not read whole"));
}

TEST_CASE("no summary has key material in it") {
    const Summarised run;
    for (const std::string& text : {run.json(), run.text(), run.outcome.text}) {
        CHECK(text.find("SecretMarker") == std::string::npos);
        CHECK(text.find(base64(as_bytes("SecretMarker"))) == std::string::npos);
        CHECK(text.find("5365637265744d61726b6572") == std::string::npos);
    }
}

TEST_CASE("the summary for people ends with the verdict in words, in at most 80 columns, coloured only on demand") {
    Summarised run;
    const std::string text = run.text();
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(run.text(true).find('\x1b') != std::string::npos);
    std::istringstream lines(text);
    std::string last;
    for (std::string line; std::getline(lines, line); last = line) {
        if (line.find("hmacsweep-test-") == std::string::npos) {    // names may be longer
            INFO(line);
            CHECK(line.size() <= 80);
        }
    }
    CHECK(last == "FAIL: 1 record has a wrong MAC.");
    for (const std::string_view name : {"valid", "invalid", "unverifiable", "untagged", "malformed"}) {
        CHECK_THAT(text, has_text(std::string(name)));
    }
    CHECK_THAT(text, has_text(keys::fingerprint(run.keys[0])));

    run.outcome.report = report::Report{};
    run.outcome.report.by_key.resize(run.keys.size());
    CHECK_THAT(run.text(), has_text("UNVERIFIED"));
    run.outcome.report.signal = SIGTERM;
    CHECK_THAT(run.text(), has_text("INTERRUPTED by SIGTERM"));
    run.outcome.report.signal = 0;
    run.outcome.report.backend_error = "lost";
    CHECK_THAT(run.text(), has_text("ERROR") && has_text("lost"));
}

TEST_CASE("a summary that is read back is written with the same bytes") {
    Summarised run;
    report::Report& report = run.outcome.report;
    report.chain.is_chained = true;
    report.chain.num_breaks = 2;
    report.chain.breaks.resize(2);
    report.chain.breaks[1].follows = 7;
    report.chain.cut_ends = {0};
    report.key_ranges.start();
    report.key_ranges.add(0, 1, 2, 0);
    report.candidate_checks = {1, 2, 3, 4};
    report.foreign_lengths.fill(5);
    report.rejects.name = "rejects";
    report.rejects.left_out = 6;
    report.accounting_error = "one too many";
    report.backend_error = "lost";
    report.num_disagreements = 1;
    report.disagreements = report.first_failures;
    report.is_stopped_early = true;
    report.passed_over = {{"file", "is odd", false}, {"other", "is old", true}};
    report.shares = {{"gpu 0", "H200", 8, "fell", false}, {"scalar", "there", 9, "", true}};
    report.diagnoses.resize(2);
    report.diagnoses[1].findings = {{{{1, 0, "x"}}, 3, "words", {"--mac-encoding hex"}, {"remark"}}};
    const std::string text = run.json();
    const Result<report::Summary> read = report::parse_summary(text);
    CAPTURE(read ? "" : read.error().message);
    REQUIRE(read);
    CHECK(report::to_json(*read) == text);
}

TEST_CASE("numbers are grouped by three digits") {
    CHECK(grouped(0) == "0");
    CHECK(grouped(999) == "999");
    CHECK(grouped(1000) == "1,000");
    CHECK(grouped(123456) == "123,456");
    CHECK(grouped(18446744073709551615ULL) == "18,446,744,073,709,551,615");
}

}    // namespace hmacsweep::tests
