// A run that stops at a number of wrong MACs: at the same record whatever the threads, slabs and backend, and never
// taken for a whole one.
#include "host/report/ending.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <sstream>

namespace hmacsweep::tests {
namespace {

keys::KeyStore one_key() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", pattern(20)));
    return make_store(std::move(keys));
}

std::string record(bool is_valid) {
    ByteVector mac = reference_hmac(Algorithm::HmacSha256, pattern(20), pattern(10));
    mac[5] ^= is_valid ? 0 : 4;
    return record_line({"", "k", "HMAC_SHA_256", pattern(10), mac}) + "\n";
}

/// Every fifth record has a wrong MAC, every seventh is no record.
std::string mixed_text(int num_records) {
    const std::string good = record(true);
    const std::string bad = record(false);
    std::string text;
    for (int i = 1; i <= num_records; ++i) {
        text += i % 5 == 0 ? bad : (i % 7 == 0 ? "{broken\n" : good);
    }
    return text;
}

std::string first_lines(const std::string& text, std::size_t count) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < count; ++i) {
        end = text.find('\n', end) + 1;
    }
    return text.substr(0, end);
}

}    // namespace

TEST_CASE("a run stops at the very record that is the Nth with a wrong MAC") {
    const keys::KeyStore keys = one_key();
    const std::string text = mixed_text(300);
    rules::RunOptions options;
    const std::string all = run_text(text, keys, options, backend_named("scalar")).text;
    for (const std::uint64_t limit : {1U, 2U, 59U, 60U}) {
        for (const std::uint32_t threads : {1U, 4U}) {
            for (const std::size_t slab_bytes : {std::size_t{1}, std::size_t{1000}, std::size_t{1} << 20}) {
                options.max_invalid = limit;
                options.threads = threads;
                options.slab_bytes = slab_bytes;
                const RunOutcome outcome = run_text(text, keys, options, backend_named("simd"));
                INFO("limit " << limit << ", " << threads << " threads, slabs of " << slab_bytes);
                CHECK(outcome.text == first_lines(all, limit * 5));
                CHECK(outcome.report.records() == limit * 5);
                CHECK(outcome.report.results.lines == limit * 5);
                CHECK(outcome.report.counts.of(report::RecordClass::Invalid) == limit);
                CHECK(outcome.report.is_stopped_early);
                CHECK_FALSE(outcome.report.is_complete());
                CHECK(outcome.report.adds_up());
                CHECK(report::exit_status(outcome.report, {}) == 1);
                // A count that was expected is not known to be wrong.
                CHECK(report::exit_status(outcome.report, {.records = 300}) == 1);
            }
        }
    }
}

TEST_CASE("with fewer wrong MACs than the limit a run is like any other") {
    rules::RunOptions options;
    options.max_invalid = 61;
    const RunOutcome outcome = run_text(mixed_text(300), one_key(), options, backend_named("scalar"));
    CHECK(outcome.report.records() == 300);
    CHECK_FALSE(outcome.report.is_stopped_early);
    CHECK(outcome.report.is_complete());
    CHECK(report::exit_status(outcome.report, {}) == 1);
    CHECK(report::exit_status(outcome.report, {.records = 299}) == 1);
}

TEST_CASE("the limit counts over all sources, and what failed before it is a reason beside it") {
    const TempDir folder;
    const std::string first = folder.write("a", record(false) + record(true));
    const std::string second = folder.write("b", record(true) + record(false) + record(false));
    rules::RunOptions options;
    options.max_invalid = 2;
    const RunOutcome outcome = run_files({first, second}, one_key(), options, backend_named("scalar"));
    CHECK(outcome.lines.size() == 4);
    CHECK(report::exit_status(outcome.report, {}) == 1);
    const RunOutcome with_error =
        run_files({folder.file("none"), first, second}, one_key(), options, backend_named("scalar"));
    CHECK(with_error.report.is_stopped_early);
    CHECK(report::exit_status(with_error.report, {}) == 1);
    CHECK(report::end_reasons(with_error.report, {}).back().status == 3);
}

}    // namespace hmacsweep::tests
