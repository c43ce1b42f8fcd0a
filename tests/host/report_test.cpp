// Counts, classes and exit statuses (DESIGN sections 1 and 3), and the value-or-error type they travel in.
#include "host/report/report.hpp"
#include "host/report/ending.hpp"

#include "host/base/result.hpp"
#include "tests/support/catch.hpp"

#include <csignal>
#include <memory>
#include <utility>

namespace hmacsweep::tests {
namespace {

/// A complete report of one source with one record of each of these verdicts.
report::Report report_of(const std::vector<Verdict>& verdicts) {
    report::Report report;
    report.sources.resize(1);
    report.by_key.resize(1);
    judge::SlabResult result;
    for (const Verdict verdict : verdicts) {
        result.framing.frames.push_back({0, 1, static_cast<std::uint32_t>(result.outcomes.size())});
        judge::Outcome& outcome = result.outcomes.emplace_back();
        outcome.verdict = verdict;
        outcome.key = verdict == Verdict::Valid ? 0 : core::no_key;
    }
    report.add(0, {}, result);
    return report;
}

int status_of(const report::Report& report) {
    return report::exit_status(report, {});
}

}    // namespace

TEST_CASE("every verdict falls into one class") {
    CHECK(report::class_of(Verdict::Valid) == report::RecordClass::Valid);
    CHECK(report::class_of(Verdict::Invalid) == report::RecordClass::Invalid);
    CHECK(report::class_of(Verdict::Untagged) == report::RecordClass::Untagged);
    CHECK(report::class_of(Verdict::Malformed) == report::RecordClass::Malformed);
    for (const Verdict verdict : {Verdict::KeyNotFound, Verdict::KeyDisabled, Verdict::InvalidKeyState,
                                  Verdict::InvalidKeyUsage, Verdict::NotJudged}) {
        CHECK(report::class_of(verdict) == report::RecordClass::Unverifiable);
    }
}

TEST_CASE("the status of a run that is complete follows its worst class") {
    CHECK(status_of(report_of({Verdict::Valid, Verdict::Valid})) == 0);
    CHECK(status_of(report_of({Verdict::Valid, Verdict::Invalid})) == 1);
    CHECK(status_of(report_of({Verdict::Invalid, Verdict::Malformed, Verdict::KeyNotFound, Verdict::Untagged})) == 1);
    for (const Verdict verdict : {Verdict::KeyNotFound, Verdict::KeyDisabled, Verdict::InvalidKeyState,
                                  Verdict::InvalidKeyUsage, Verdict::Untagged, Verdict::Malformed}) {
        CHECK(status_of(report_of({Verdict::Valid, verdict})) == 4);
    }
    CHECK(status_of(report_of({})) == 4);
}

TEST_CASE("an empty input and records without a MAC can be accepted, nothing else") {
    report::Expectations expectations;
    expectations.allow_empty = true;
    CHECK(report::exit_status(report_of({}), expectations) == 0);
    CHECK(report::exit_status(report_of({Verdict::Untagged}), expectations) == 4);
    expectations.accept_untagged = true;
    CHECK(report::exit_status(report_of({Verdict::Untagged, Verdict::Valid}), expectations) == 0);
    CHECK(report::exit_status(report_of({Verdict::Untagged, Verdict::Malformed}), expectations) == 4);
    CHECK(report::exit_status(report_of({Verdict::Untagged, Verdict::Invalid}), expectations) == 1);
}

TEST_CASE("without one MAC that was verified no run is a success") {
    report::Expectations expectations;
    expectations.accept_untagged = true;
    expectations.allow_empty = true;
    CHECK(report::exit_status(report_of({Verdict::Untagged}), expectations) == 4);
    CHECK(report::exit_status(report_of({Verdict::Untagged, Verdict::Valid}), expectations) == 0);
    CHECK(report::exit_status(report_of({}), expectations) == 0);
}

TEST_CASE("an unexpected count is status 3, and wins over 4 but hides no wrong MAC") {
    report::Expectations expectations;
    expectations.records = 2;
    CHECK(report::exit_status(report_of({Verdict::Valid, Verdict::Valid}), expectations) == 0);
    CHECK(report::exit_status(report_of({Verdict::Valid}), expectations) == 3);
    CHECK(report::exit_status(report_of({Verdict::Invalid}), expectations) == 1);
    CHECK(report::exit_status(report_of({Verdict::Malformed}), expectations) == 3);
    CHECK(report::exit_status(report_of({Verdict::Invalid, Verdict::Valid}), expectations) == 1);
    expectations.records = 0;
    expectations.allow_empty = true;
    CHECK(report::exit_status(report_of({}), expectations) == 0);
}

TEST_CASE("an input not read is status 3, and wins over 4 but hides no wrong MAC") {
    report::Report unread = report_of({Verdict::Valid, Verdict::Malformed});
    unread.sources[0].error = "cannot read";
    CHECK(status_of(unread) == 3);
    CHECK_FALSE(unread.is_complete());
    report::Report wrong = report_of({Verdict::Invalid, Verdict::Malformed});
    wrong.sources[0].error = "cannot read";
    CHECK(status_of(wrong) == 1);
    wrong.is_summary_unwritten = true;
    CHECK(status_of(wrong) == 1);
}

TEST_CASE("a chain without its end and a file that is not written are status 3") {
    report::Report cut = report_of({Verdict::Valid});
    cut.chain.cut_ends = {0};
    CHECK(status_of(cut) == 3);
    report::Report silent = report_of({Verdict::Valid});
    silent.is_summary_unwritten = true;
    CHECK(status_of(silent) == 3);
    CHECK_FALSE(silent.is_complete());
    report::Report pageless = report_of({Verdict::Valid});
    pageless.is_page_unwritten = true;
    CHECK(status_of(pageless) == 3);
}

TEST_CASE("results that are not written are status 3, and win over 1 and 4") {
    for (const Verdict verdict : {Verdict::Valid, Verdict::Invalid, Verdict::Malformed}) {
        report::Report unwritten = report_of({verdict});
        unwritten.results.error = "disk full";
        CHECK(status_of(unwritten) == 3);
        CHECK_FALSE(unwritten.is_complete());
        report::Report unkept = report_of({verdict});
        unkept.rejects.error = "disk full";
        CHECK(status_of(unkept) == 3);
    }
}

TEST_CASE("every reason that held is listed, the one that decides first") {
    report::Report report = report_of({Verdict::Invalid, Verdict::Malformed, Verdict::Untagged, Verdict::Valid});
    report.sources[0].error = "cannot read";
    report.chain.cut_ends = {0};
    report.is_summary_unwritten = true;
    report.results.error = "disk full";
    report.num_disagreements = 2;
    report.signal = SIGTERM;
    report::Expectations expectations;
    expectations.records = 5;
    std::vector<int> statuses;
    std::vector<std::string> words;
    for (const report::EndReason& reason : report::end_reasons(report, expectations)) {
        statuses.push_back(reason.status);
        words.push_back(reason.words);
    }
    CHECK(statuses == std::vector<int>{143, 5, 3, 1, 3, 3, 3, 3, 4});
    CHECK(words == std::vector<std::string>{"interrupted by SIGTERM", "the verdicts cannot be trusted",
                                            "the results were not written", "1 record has a wrong MAC",
                                            "5 records were expected, and there are 4",
                                            "1 of 1 input was not read whole", "the chain does not end as it should",
                                            "the summary was not written", "2 records could not be verified"});
    CHECK(report::end_reasons(report_of({Verdict::Valid}), {}).empty());
}

TEST_CASE("a backend that failed or disagreed is status 5, and wins over 1, 3 and 4") {
    report::Report failed = report_of({Verdict::Invalid});
    failed.backend_error = "lost";
    failed.sources[0].error = "cannot read";
    CHECK(status_of(failed) == 5);
    report::Report disagrees = report_of({Verdict::Valid});
    disagrees.num_disagreements = 1;
    CHECK(status_of(disagrees) == 5);
    CHECK_FALSE(disagrees.is_complete());
    // A record that nothing judged, or counts that do not add up, are never a success.
    CHECK(status_of(report_of({Verdict::Valid, Verdict::NotJudged})) == 5);
    report::Report lost = report_of({Verdict::Valid, Verdict::Valid});
    ++lost.sources[0].records;
    CHECK_FALSE(lost.adds_up());
    CHECK(status_of(lost) == 5);
    report::Report keyless = report_of({});
    judge::SlabResult valid_without_key;
    valid_without_key.framing.frames.push_back({0, 1, 0});
    valid_without_key.outcomes.emplace_back().verdict = Verdict::Valid;
    keyless.add(0, {}, valid_without_key);
    CHECK_FALSE(keyless.adds_up());
    CHECK(status_of(keyless) == 5);
    report::Report twice = report_of({Verdict::Valid});
    twice.counts.add(Verdict::Valid);
    CHECK(status_of(twice) == 5);
}

TEST_CASE("an interrupted run has 128 and its signal") {
    report::Report report = report_of({Verdict::Valid});
    report.signal = SIGINT;
    CHECK(status_of(report) == 130);
    CHECK_FALSE(report.is_complete());
    report.signal = SIGTERM;
    CHECK(status_of(report) == 143);
}

TEST_CASE("records are added by key, algorithm and source, with the first failures named") {
    report::Report report;
    report.sources.resize(2);
    report.by_key.resize(2);
    judge::SlabResult result;
    for (std::uint32_t i = 0; i < 8; ++i) {
        result.framing.frames.push_back({i * 10, 5, 2 * i});
        judge::Outcome& outcome = result.outcomes.emplace_back();
        outcome.verdict = i == 0 ? Verdict::Valid : Verdict::Invalid;
        outcome.key = i % 2;
        outcome.algorithm = Algorithm::HmacSha384;
    }
    result.outcomes[7].key = core::no_key;
    result.outcomes[7].algorithm.reset();
    result.disagreements = {6};
    result.num_checked = 3;
    report.add(1, {.records = 100, .lines = 1000}, result);
    report.add(1, {.records = 108, .lines = 1016}, result);
    CHECK(report.records() == 16);
    CHECK(report.sources[0].records == 0);
    CHECK(report.sources[1].counts.of(Verdict::Invalid) == 14);
    CHECK(report.by_key[0].total() == 8);
    CHECK(report.by_key[1].total() == 6);
    CHECK(report.by_algorithm[2].total() == 14);
    CHECK(report.num_checked == 6);
    CHECK(report.num_disagreements == 2);
    REQUIRE(report.first_failures.size() == report::Report::max_named);
    CHECK(report.first_failures[0].source == 1);
    CHECK(report.first_failures[0].record == 102);
    CHECK(report.first_failures[0].line == 1003);
    CHECK(report.disagreements[1].record == 115);
    CHECK(report.disagreements[1].line == 1029);
}

TEST_CASE("a result has a value or an error, and moves what cannot be copied") {
    Result<std::unique_ptr<int>> value(std::make_unique<int>(7));
    REQUIRE(value.has_value());
    CHECK(static_cast<bool>(value));
    CHECK(**value == 7);
    const std::unique_ptr<int> taken = *std::move(value);
    CHECK(*taken == 7);
    const Result<std::string> error(Error{"no luck"});
    CHECK_FALSE(error.has_value());
    CHECK(error.error().message == "no luck");
    Result<std::string> text(std::string("abc"));
    CHECK(text->size() == 3);
    text.value() += "d";
    CHECK(*text == "abcd");
    CHECK_THROWS(static_cast<void>(text.error()));
}

}    // namespace hmacsweep::tests
