// Whole runs: the same results whatever the threads, slabs and backend; lines, places and counts that add up.
#include "host/run/pipeline.hpp"

#include "host/report/ending.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/record_maker.hpp"
#include "tests/support/runs.hpp"

#include <csignal>

namespace hmacsweep::tests {
namespace {

keys::KeyStore one_key() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", pattern(20)));
    return make_store(std::move(keys));
}

/// A record under one_key() whose MAC is right, or wrong.
std::string record(const std::string& id, bool is_valid, std::size_t message_bytes = 10) {
    const ByteVector message = pattern(message_bytes);
    ByteVector mac = reference_hmac(Algorithm::HmacSha256, pattern(20), message);
    mac[5] ^= is_valid ? 0 : 4;
    return record_line({id, "k", "HMAC_SHA_256", message, mac});
}

const backend::BackendInfo& scalar() {
    return backend_named("scalar");
}

}    // namespace

TEST_CASE("results are identical for every backend, thread count and slab size") {
    Random random(11);
    RecordMaker maker(random);
    std::vector<Verdict> expected;
    const std::string text = maker.make_text(600, expected);
    rules::RunOptions options;
    const RunOutcome first = run_text(text, maker.keys(), options, scalar());
    REQUIRE(first.lines.size() == 600);
    for (const backend::BackendInfo* info : available_backends()) {
        for (std::uint32_t threads = 1; threads <= 4; ++threads) {
            for (const std::size_t slab_bytes : {std::size_t{1}, std::size_t{1000}, std::size_t{1} << 20}) {
                options.threads = threads;
                options.slab_bytes = slab_bytes;
                const RunOutcome outcome = run_text(text, maker.keys(), options, *info);
                INFO("backend " << info->name << ", " << threads << " threads, slabs of " << slab_bytes);
                CHECK(outcome.text == first.text);
                CHECK(outcome.report.num_checked == first.report.num_checked);
                CHECK(outcome.report.num_disagreements == 0);
                CHECK(outcome.report.adds_up());
                CHECK(outcome.report.is_complete());
            }
        }
    }
}

TEST_CASE("a result line says who, what and where, in KMS's words") {
    const keys::KeyStore keys = one_key();
    const std::string good = record("\"row-1\"", true);
    const std::string input = good + "\r\n\n" + record("2", false) + "\n" + "{broken\n" + "  \n" +
                              R"({"KeyId":"nobody","MacAlgorithm":"HMAC_SHA_384","Message":"bQ==","Mac":"AAAA"})";
    const RunOutcome outcome = run_text("\xef\xbb\xbf" + input, keys, {}, scalar());
    REQUIRE(outcome.lines.size() == 4);
    const std::size_t second = 3 + good.size() + 3;
    const std::size_t third = second + record("2", false).size() + 1;
    const std::string first_line = outcome.text.substr(0, outcome.text.find('\n'));
    CHECK(first_line == R"({"Record":1,"Id":"row-1","KeyId":"k","MacValid":true,"MacAlgorithm":"HMAC_SHA_256"})");
    CHECK(outcome.lines[1]["Record"] == 2);
    CHECK(outcome.lines[1]["Id"] == 2);
    CHECK(outcome.lines[1]["MacValid"] == false);
    CHECK(outcome.lines[1]["Line"] == 3);
    CHECK(outcome.lines[1]["Offset"] == second);
    CHECK(outcome.lines[1]["Error"]["Code"] == "KMSInvalidMacException");
    CHECK_FALSE(outcome.lines[1]["Error"]["Message"].get<std::string>().empty());
    CHECK(outcome.lines[2]["Line"] == 4);
    CHECK(outcome.lines[2]["Offset"] == third);
    CHECK(code_of(outcome.lines[2]) == "ValidationException");
    CHECK_FALSE(outcome.lines[2].contains("KeyId"));
    CHECK(outcome.lines[3]["Record"] == 4);
    CHECK(outcome.lines[3]["Line"] == 6);
    CHECK(outcome.lines[3]["KeyId"] == "nobody");
    CHECK(outcome.lines[3]["MacAlgorithm"] == "HMAC_SHA_384");
    CHECK(code_of(outcome.lines[3]) == "NotFoundException");
    for (const nlohmann::json& line : outcome.lines) {
        CHECK_FALSE(line.contains("Source"));
    }
}

TEST_CASE("a computed MAC for an invalid record stands nowhere in the results") {
    const keys::KeyStore keys = one_key();
    const RunOutcome outcome = run_text(record("1", false), keys, {}, scalar());
    const std::string right = base64(reference_hmac(Algorithm::HmacSha256, pattern(20), pattern(10)));
    CHECK(outcome.text.find(right.substr(0, 8)) == std::string::npos);
    CHECK(outcome.text.find(right.substr(20, 8)) == std::string::npos);
    CHECK(outcome.text.find("\"Mac\"") == std::string::npos);
}

TEST_CASE("a MAC of a wrong length is invalid, and the text says which lengths there are") {
    const keys::KeyStore keys = one_key();
    ByteVector mac = reference_hmac(Algorithm::HmacSha256, pattern(20), pattern(10));
    mac.resize(16);
    const std::string line = record_line({"", "k", "HMAC_SHA_256", pattern(10), mac});
    const RunOutcome outcome = run_text(line, keys, {}, scalar());
    CHECK(code_of(outcome.lines.at(0)) == "KMSInvalidMacException");
    CHECK_THAT(outcome.lines[0]["Error"]["Message"].get<std::string>(), has_text("16 bytes") && has_text("32"));
}

TEST_CASE("the MAC of a message too long for a batch is judged by the same rules") {
    const keys::KeyStore keys = one_key();
    const ByteVector message = pattern(core::max_batch_message_bytes + 1);
    const ByteVector mac = reference_hmac(Algorithm::HmacSha384, pattern(20), message);
    const auto line = [&](std::size_t mac_bytes, std::uint8_t damage) {
        ByteVector given = mac;
        given.resize(mac_bytes);
        given.back() ^= damage;
        return record_line({"", "k", "HMAC_SHA_384", message, given}) + "\n";
    };
    const std::string input = line(48, 0) + line(48, 1) + line(20, 0) + line(20, 128) + line(19, 0) + line(49, 0);
    const std::string valid = "valid";
    const std::string invalid = "KMSInvalidMacException";
    for (const backend::BackendInfo* info : available_backends()) {
        INFO("backend " << info->name);
        rules::RunOptions options;
        options.cross_check = rules::CrossCheck::None;
        const RunOutcome full = run_text(input, keys, options, *info);
        CHECK(codes_of(full) == std::vector<std::string>{valid, invalid, invalid, invalid, invalid, invalid});
        CHECK(full.report.num_long == 6);
        CHECK(full.report.num_hashed == 0);
        CHECK(full.report.num_disagreements == 0);
        options.min_mac_bytes = 20;
        CHECK(codes_of(run_text(input, keys, options, *info)) ==
              std::vector<std::string>{valid, invalid, valid, invalid, invalid, invalid});
    }
}

TEST_CASE("several sources are numbered each from 1 and named in every line") {
    const TempDir folder;
    const keys::KeyStore keys = one_key();
    const std::vector<std::string> inputs{folder.write("a.jsonl", record("1", true) + "\n" + record("2", true) + "\n"),
                                          folder.write("b.jsonl", "\n" + record("3", false) + "\n")};
    for (const std::size_t slab_bytes : {std::size_t{1}, std::size_t{1} << 20}) {
        rules::RunOptions options;
        options.threads = 3;
        options.slab_bytes = slab_bytes;
        const RunOutcome outcome = run_files(inputs, keys, options, scalar());
        REQUIRE(outcome.lines.size() == 3);
        CHECK(outcome.lines[0]["Source"] == inputs[0]);
        CHECK(outcome.lines[1]["Record"] == 2);
        CHECK(outcome.lines[2]["Source"] == inputs[1]);
        CHECK(outcome.lines[2]["Record"] == 1);
        CHECK(outcome.lines[2]["Line"] == 2);
        CHECK(outcome.lines[2]["Offset"] == 1);
        CHECK(outcome.report.sources[0].records == 2);
        CHECK(outcome.report.sources[1].counts.of(report::RecordClass::Invalid) == 1);
        REQUIRE(outcome.report.first_failures.size() == 1);
        CHECK(outcome.report.first_failures[0].source == 1);
        CHECK(outcome.report.first_failures[0].line == 2);
    }
}

TEST_CASE("an input that cannot be read is reported, and the others go on") {
    const TempDir folder;
    const std::vector<std::string> inputs{folder.file("none.jsonl"), folder.write("b.jsonl", record("1", true))};
    const RunOutcome outcome = run_files(inputs, one_key(), {}, scalar());
    CHECK(outcome.lines.size() == 1);
    CHECK_FALSE(outcome.report.is_complete());
    CHECK(outcome.report.adds_up());
    CHECK(report::exit_status(outcome.report, {}) == 3);
    CHECK_FALSE(outcome.report.sources[0].error.empty());
}

TEST_CASE("results are all lines, only failures, or none; the counts stay the same") {
    const keys::KeyStore keys = one_key();
    const std::string input = record("1", true) + "\n" + record("2", false) + "\n" + record("3", true) + "\n";
    const std::pair<rules::ResultsFilter, std::size_t> rows[] = {
        {rules::ResultsFilter::All, 3}, {rules::ResultsFilter::Failures, 1}, {rules::ResultsFilter::None, 0}};
    for (const auto& [filter, num_lines] : rows) {
        rules::RunOptions options;
        options.results = filter;
        const RunOutcome outcome = run_text(input, keys, options, scalar());
        CHECK(outcome.lines.size() == num_lines);
        CHECK(outcome.report.results.lines == num_lines);
        CHECK(outcome.report.records() == 3);
        CHECK(outcome.report.counts.of(report::RecordClass::Invalid) == 1);
    }
}

TEST_CASE("oversize records are malformed and counted, and their neighbours are judged") {
    const keys::KeyStore keys = one_key();
    const std::string input = record("1", true) + "\n" + record("2", true, 3000) + "\n" + record("3", true) + "\n";
    for (const std::size_t slab_bytes : {std::size_t{1}, std::size_t{300}, std::size_t{1} << 20}) {
        rules::RunOptions options;
        options.max_record_bytes = 1000;
        options.slab_bytes = slab_bytes;
        options.cross_check = rules::CrossCheck::All;
        const RunOutcome outcome = run_text(input, keys, options, scalar());
        CHECK(codes_of(outcome) == std::vector<std::string>{"valid", "ValidationException", "valid"});
        CHECK_THAT(outcome.lines[1]["Error"]["Message"].get<std::string>(), has_text("--max-record-bytes (1000)"));
        CHECK(outcome.lines[1]["Offset"] == record("1", true).size() + 1);
        CHECK(outcome.report.num_disagreements == 0);
    }
}

TEST_CASE("an empty input has no records, and its status says so unless that is allowed") {
    for (const std::string_view input : {"", "\n", " \t\r\n\r\n", "\xef\xbb\xbf"}) {
        const RunOutcome outcome = run_text(input, one_key(), {}, scalar());
        CHECK(outcome.lines.empty());
        CHECK(outcome.report.records() == 0);
        CHECK(outcome.report.is_complete());
        CHECK(report::exit_status(outcome.report, {}) == 4);
        CHECK(report::exit_status(outcome.report, {.records = {}, .allow_empty = true}) == 0);
    }
}

}    // namespace hmacsweep::tests
