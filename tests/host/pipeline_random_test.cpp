// Random records over all block edges, key lengths and kinds of damage, whose verdicts OpenSSL and their making decide:
// no false accept, no false reject, none lost (RELIABILITY 2 and 17).
#include "host/keys/kms_text.hpp"
#include "host/run/pipeline.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/record_maker.hpp"
#include "tests/support/runs.hpp"

#include <cstdlib>
#include <map>

namespace hmacsweep::tests {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
constexpr std::size_t usual_num_records = 10'000;
#else
constexpr std::size_t usual_num_records = 200'000;
#endif

/// HMACSWEEP_TEST_RECORDS asks for another number (tests/random_campaign).
std::size_t wanted_num_records() {
    const char* const wanted = std::getenv("HMACSWEEP_TEST_RECORDS");
    return wanted == nullptr ? usual_num_records : std::strtoull(wanted, nullptr, 10);
}

void check_accounting(const RunOutcome& outcome, const std::vector<Verdict>& expected) {
    const report::Report& report = outcome.report;
    CHECK(report.adds_up());
    CHECK(report.records() == expected.size());
    CHECK(report.results.lines == expected.size());
    std::uint64_t classes = 0;
    for (std::size_t c = 0; c < report::class_names.size(); ++c) {
        classes += report.counts.of(static_cast<report::RecordClass>(c));
    }
    CHECK(classes == expected.size());
    std::map<Verdict, std::uint64_t> counted;
    for (const Verdict verdict : expected) {
        ++counted[verdict];
    }
    std::uint64_t by_algorithm = 0;
    for (int v = 0; v < core::num_verdicts; ++v) {
        const auto verdict = static_cast<Verdict>(v);
        CHECK(report.counts.of(verdict) == counted[verdict]);
    }
    for (const report::VerdictCounts& counts : report.by_algorithm) {
        by_algorithm += counts.total();
    }
    CHECK(by_algorithm >= counted[Verdict::Valid] + counted[Verdict::Invalid]);
    std::uint64_t valid_by_key = 0;
    for (const report::VerdictCounts& counts : report.by_key) {
        valid_by_key += counts.of(Verdict::Valid);
        CHECK(counts.of(Verdict::KeyNotFound) == 0);
    }
    CHECK(valid_by_key == counted[Verdict::Valid]);
}

}    // namespace

TEST_CASE("random records come out as OpenSSL and their making say, in order, on every backend") {
    Random random("random records");
    RecordMaker maker(random);
    std::vector<Verdict> expected;
    const std::string text = maker.make_text(wanted_num_records(), expected);
    rules::RunOptions options;
    options.threads = 2;
    options.slab_bytes = 50'000 + random.below(200'000);
    options.cross_check = rules::CrossCheck::All;
    bool is_first = true;
    std::string first_text;
    for (const backend::BackendInfo* info : available_backends()) {
        INFO("backend " << info->name);
        const RunOutcome outcome =
            run_text(text, maker.keys(), options, *info, is_first ? ParsedLines::Wanted : ParsedLines::Unwanted);
        CHECK(outcome.report.num_disagreements == 0);
        CHECK(outcome.report.backend_error.empty());
        check_accounting(outcome, expected);
        if (is_first) {
            REQUIRE(outcome.lines.size() == expected.size());
            std::size_t wrong = 0;
            std::string first_wrong;
            for (std::size_t i = 0; i < expected.size(); ++i) {
                const std::string code = code_of(outcome.lines[i]);
                const bool is_right = expected[i] == Verdict::Valid
                                          ? code == "valid" && outcome.lines[i]["MacValid"] == true
                                          : code == keys::code_of(expected[i]) && outcome.lines[i]["MacValid"] == false;
                if (!is_right || outcome.lines[i]["Record"] != i + 1) {
                    first_wrong = wrong++ == 0 ? outcome.lines[i].dump() : first_wrong;
                }
            }
            INFO(first_wrong);
            CHECK(wrong == 0);
            first_text = outcome.text;
            is_first = false;
        } else {
            CHECK(outcome.text == first_text);
        }
    }
}

}    // namespace hmacsweep::tests
