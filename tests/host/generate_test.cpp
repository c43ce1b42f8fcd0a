// Generating: MACs that OpenSSL confirms, lines that verify reads back, and long messages.
#include "host/report/ending.hpp"
#include "host/run/pipeline.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

namespace hmacsweep::tests {
namespace {

keys::KeyStore two_keys() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("plain", pattern(70)));
    keys.push_back(make_kms_key("kms", Algorithm::HmacSha384, pattern(48)));
    return make_store(std::move(keys));
}

/// Requests of every algorithm under the first key, some of them long, and one under the second.
std::string requests() {
    std::string text;
    int id = 0;
    for (const Algorithm algorithm : all_algorithms) {
        for (const std::size_t size : {0U, 1U, 100U, 65536U, 65537U, 200'000U}) {
            text +=
                record_line({std::to_string(id++), "plain", std::string(name_of(algorithm)), pattern(size), {}}) + "\n";
        }
    }
    return text + record_line({"\"last\"", "alias/kms", "HMAC_SHA_384", pattern(9), {}}) + "\n";
}

rules::RunOptions generating() {
    rules::RunOptions options;
    options.operation = rules::Operation::Generate;
    options.cross_check = rules::CrossCheck::All;
    return options;
}

}    // namespace

TEST_CASE("generated MACs are OpenSSL's on every backend, short and long messages alike") {
    const keys::KeyStore keys = two_keys();
    for (const backend::BackendInfo* info : available_backends()) {
        INFO("backend " << info->name);
        const RunOutcome outcome = run_text(requests(), keys, generating(), *info);
        REQUIRE(outcome.lines.size() == 25);
        std::size_t line = 0;
        for (const Algorithm algorithm : all_algorithms) {
            for (const std::size_t size : {0U, 1U, 100U, 65536U, 65537U, 200'000U}) {
                const nlohmann::json& result = outcome.lines[line];
                CHECK(result["Id"] == line++);
                CHECK(result["Mac"] == base64(reference_hmac(algorithm, pattern(70), pattern(size))));
                CHECK(result["MacAlgorithm"] == name_of(algorithm));
                CHECK(result["KeyId"] == "plain");
                CHECK_FALSE(result.contains("MacValid"));
            }
        }
        CHECK(outcome.lines.back()["KeyId"] == keys[1].arn);
        CHECK(outcome.report.num_long == 8);
        CHECK(outcome.report.num_hashed == 17);
        CHECK(outcome.report.num_checked == 25);
        CHECK(report::exit_status(outcome.report, {}) == 0);
    }
}

TEST_CASE("what generate writes with messages, verify reads as it stands") {
    const keys::KeyStore keys = two_keys();
    rules::RunOptions options = generating();
    options.line_form = rules::LineForm::Request;
    const RunOutcome generated = run_text(requests(), keys, options, backend_named("simd"));
    REQUIRE(generated.lines.size() == 25);
    CHECK(generated.lines[2]["Message"] == base64(pattern(100)));
    rules::RunOptions verify;
    verify.cross_check = rules::CrossCheck::All;
    for (const backend::BackendInfo* info : available_backends()) {
        const RunOutcome verified = run_text(generated.text, keys, verify, *info);
        CHECK(verified.report.counts.of(Verdict::Valid) == 25);
        CHECK(verified.report.num_disagreements == 0);
    }
    // One bit of a long message's MAC, or of the message, makes it invalid.
    nlohmann::json damaged = generated.lines[4];
    REQUIRE(damaged["Message"].get<std::string>().size() > 65537);
    std::string message = damaged["Message"];
    message[1000] = message[1000] == 'A' ? 'B' : 'A';
    damaged["Message"] = message;
    CHECK(codes_of(run_text(damaged.dump(), keys, verify, backend_named("simd"))) ==
          std::vector<std::string>{"KMSInvalidMacException"});
}

TEST_CASE("an incoming MAC is ignored and counted, and failures have an error in place of a MAC") {
    const keys::KeyStore keys = two_keys();
    const std::string input = record_line({"1", "plain", "HMAC_SHA_256", pattern(5), pattern(3)}) + "\n" +
                              record_line({"2", "nobody", "HMAC_SHA_256", pattern(5), {}}) + "\n" + "{}\n" +
                              record_line({"3", "kms", "HMAC_SHA_256", pattern(5), {}}) + "\n";
    const RunOutcome outcome = run_text(input, keys, generating(), backend_named("scalar"));
    CHECK(codes_of(outcome) ==
          std::vector<std::string>{"valid", "NotFoundException", "ValidationException", "InvalidKeyUsageException"});
    CHECK(outcome.report.num_ignored_macs == 1);
    for (std::size_t i = 1; i < 4; ++i) {
        CHECK_FALSE(outcome.lines[i].contains("Mac"));
        CHECK_FALSE(outcome.lines[i].contains("MacValid"));
        CHECK(outcome.lines[i]["Line"] == i + 1);
    }
    CHECK(report::exit_status(outcome.report, {}) == 4);
}

TEST_CASE("each line of a text is a message, without its line end") {
    const keys::KeyStore keys = two_keys();
    rules::RunOptions options = generating();
    options.shape.format = format::InputFormat::Lines;
    options.shape.default_key_id = "plain";
    options.shape.default_algorithm = Algorithm::HmacSha512;
    const TempDir folder;
    const std::vector<std::string> inputs{folder.write("app.log", std::string("first\r\n\n \xff\0\nlast", 16))};
    const RunOutcome outcome = run_files(inputs, keys, options, backend_named("simd"));
    const std::vector<ByteVector> messages{to_vector("first"), {}, {' ', 0xff, 0}, to_vector("last")};
    REQUIRE(outcome.lines.size() == messages.size());
    for (std::size_t i = 0; i < messages.size(); ++i) {
        CHECK(outcome.lines[i]["Mac"] == base64(reference_hmac(Algorithm::HmacSha512, pattern(70), messages[i])));
        CHECK(outcome.lines[i]["Record"] == i + 1);
    }
}

}    // namespace hmacsweep::tests
