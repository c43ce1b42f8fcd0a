// What the cross-check finds in outcomes that a test makes up. And the figures that the README gives for its default:
// each record is in the sample with a probability of one in a hundred, by itself, so of n records wrongly called valid
// all are missed with a probability of 0.99^n.
#include "host/judge/cross_check.hpp"

#include "host/judge/framing.hpp"
#include "host/judge/keys_in_use.hpp"
#include "host/run/pipeline.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lying_backends.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>

namespace hmacsweep::tests {
namespace {

constexpr std::uint64_t num_runs = 250;
constexpr std::uint64_t late_in_the_run = 10 * rules::min_failing_pairs;

/// A run over records that are all wrong, with a backend that calls them all valid: how many were checked, and whether
/// it was caught.
struct Caught {
    std::uint64_t checked = 0;
    bool is_caught = false;
};

class WrongRecords {
public:
    explicit WrongRecords(std::size_t count) : keys_(one_key()) {
        for (std::size_t i = 0; i < count; ++i) {
            text_ += record_line({"", "k", "HMAC_SHA_256", to_vector(std::to_string(i)), ByteVector(32)}) + "\n";
        }
    }

    [[nodiscard]] Caught judge(std::uint64_t seed) const {
        rules::RunOptions options;
        options.seed = seed;
        options.threads = 1;
        const RunOutcome outcome = run_text(text_, keys_, options, lying_backend("always valid"));
        return {outcome.report.num_checked, outcome.report.num_disagreements != 0};
    }

private:
    static keys::KeyStore one_key() {
        std::vector<keys::Key> keys;
        keys.push_back(make_key("k", pattern(32)));
        return make_store(std::move(keys));
    }

    keys::KeyStore keys_;
    std::string text_;
};

/// A slab of right records under the first of two keys, and outcomes that nothing has judged: a test writes them.
class MadeUp {
public:
    /// Without `key_id` both keys are candidates, and every record is a match: under the first, or with `num_in_turn` 2
    /// under both in turn.
    explicit MadeUp(rules::CrossCheck mode, std::size_t count = 3, const std::string& key_id = "k0",
                    std::uint32_t num_in_turn = 1) {
        options_.cross_check = mode;
        options_.shape.candidates.is_any = key_id.empty();
        candidates_ = rules::find_candidates(options_, table_).value();
        std::string text;
        for (std::size_t i = 0; i < count; ++i) {
            const ByteVector bytes = to_vector(std::to_string(i));
            const ByteVector mac = reference_hmac(Algorithm::HmacSha256, pattern(32 + (i % num_in_turn)), bytes);
            text += record_line({"", key_id, "HMAC_SHA_256", bytes, mac}) + "\n";
        }
        slab_.shape = std::make_shared<const format::Shape>(options_.shape);
        slab_.size = text.size();
        slab_.buffer.assign(as_bytes(text));
        judge::frame_slab(slab_, result_.framing);
        result_.outcomes.resize(result_.framing.frames.size());
        for (std::uint32_t i = 0; judge::Outcome & outcome : result_.outcomes) {
            outcome.verdict = Verdict::Valid;
            outcome.key = i++ % num_in_turn;
            outcome.choice = key_id.empty() ? judge::KeyChoice::Only : judge::KeyChoice::Named;
        }
    }

    judge::Outcome& outcome(std::size_t frame) { return result_.outcomes[frame]; }
    /// `records_before`: of the run.
    std::vector<std::uint32_t> disagreements(std::uint64_t records_before = 0) {
        judge::CrossCheck cross_check({options_, table_, *backend_, candidates_ ? &*candidates_ : nullptr});
        cross_check.check({slab_, result_, nullptr, records_before});
        return result_.disagreements;
    }
    [[nodiscard]] const judge::CandidateChecks& checks() const { return result_.candidate_checks; }

private:
    static keys::KeyStore two_keys() {
        std::vector<keys::Key> keys;
        keys.push_back(make_key("k0", pattern(32)));
        keys.push_back(make_key("k1", pattern(33)));
        return make_store(std::move(keys));
    }

    rules::RunOptions options_;
    keys::KeyStore keys_ = two_keys();
    keys::KeyTable table_{keys_};
    std::unique_ptr<backend::Backend> backend_ = lying_backend("throws").open(table_, {});
    std::optional<rules::Candidates> candidates_;
    input::Slab slab_;
    judge::SlabResult result_;
};

/// Of how many runs with `wrong` records each the backend was caught.
double share_caught(std::size_t wrong) {
    const WrongRecords records(wrong);
    std::uint64_t caught = 0;
    for (std::uint64_t seed = 1; seed <= num_runs; ++seed) {
        const Caught run = records.judge(seed);
        caught += run.is_caught ? 1 : 0;
        CHECK(run.is_caught == (run.checked != 0));    // what is checked is found
    }
    return static_cast<double>(caught) / static_cast<double>(num_runs);
}

}    // namespace

TEST_CASE("the cross-check needs no backend to find an outcome that is wrong, or that is none") {
    using Frames = std::vector<std::uint32_t>;
    CHECK(MadeUp(rules::CrossCheck::All).disagreements().empty());
    for (const Verdict wrong : {Verdict::Invalid, Verdict::Malformed, Verdict::NotJudged}) {
        MadeUp made(rules::CrossCheck::All);
        made.outcome(1).verdict = wrong;
        CHECK(made.disagreements() == Frames{1});
    }
    MadeUp unchecked(rules::CrossCheck::None);
    unchecked.outcome(0).verdict = Verdict::NotJudged;
    unchecked.outcome(1).verdict = Verdict::Malformed;    // only a check would find it
    unchecked.outcome(2).verdict = Verdict::Invalid;      // is always judged again
    CHECK(unchecked.disagreements() == Frames{0, 2});
}

TEST_CASE("a match under a key that fitted no record just before is judged again, whatever the mode") {
    using Frames = std::vector<std::uint32_t>;
    for (const rules::CrossCheck mode : {rules::CrossCheck::All, rules::CrossCheck::Sample, rules::CrossCheck::None}) {
        MadeUp right(mode, 400, "");
        CHECK(right.disagreements(late_in_the_run).empty());
        MadeUp wrong(mode, 400, "");
        for (const std::uint32_t frame : {0U, 200U, 399U}) {
            wrong.outcome(frame).key = 1;    // only key 0 fits
        }
        CHECK(wrong.disagreements(late_in_the_run) == Frames{0, 200, 399});
    }
}

TEST_CASE("a key is in use behind 16 matches of a slab, until more than 64 matches have other keys") {
    judge::KeysInUse keys(3);
    const auto add = [&](std::uint32_t key, int times) {
        int num_in_use = 0;
        for (int i = 0; i < times; ++i) {
            num_in_use += keys.add(key) ? 1 : 0;
        }
        return num_in_use;
    };
    keys.begin_slab();
    CHECK(add(0, 16) == 0);
    CHECK(add(0, 10) == 10);
    CHECK(add(1, 64) == 48);
    CHECK(add(0, 1) == 1);
    CHECK(add(1, 65) == 65);
    CHECK(add(0, 5) == 4);
    CHECK(add(2, 16) == 0);
    keys.begin_slab();
    CHECK(add(0, 16) == 0);
    CHECK(add(1, 16) == 0);
    CHECK(add(0, 1) + add(1, 1) + add(0, 1) == 3);
}

TEST_CASE("of matches under keys that change with each record the first of each key are judged again, and a sample") {
    MadeUp made(rules::CrossCheck::None, 2000, "", 2);
    CHECK(made.disagreements(late_in_the_run).empty());
    CHECK(made.checks().matches > 32);    // 20 more are expected of the sample
    CHECK(made.checks().matches < 32 + 60);
    for (const std::uint32_t frame : {0U, 1U, 29U}) {
        MadeUp wrong(rules::CrossCheck::None, 400, "", 2);
        wrong.outcome(frame).key ^= 1U;
        CHECK(wrong.disagreements(late_in_the_run) == std::vector<std::uint32_t>{frame});
    }
}

TEST_CASE("of matches under one key the first of a run are judged again, the first after a change, and a sample") {
    const auto matches = [](rules::CrossCheck mode, std::uint64_t records_before) {
        MadeUp made(mode, 2000, "");
        CHECK(made.disagreements(records_before).empty());
        CHECK(made.checks().matches >= made.checks().failing_pairs);
        return made.checks().matches;
    };
    CHECK(matches(rules::CrossCheck::None, 0) == 2000);
    CHECK(matches(rules::CrossCheck::None, rules::min_failing_pairs - 1000) >= 1000);
    CHECK(matches(rules::CrossCheck::All, late_in_the_run) == 2000);
    const std::uint64_t late = matches(rules::CrossCheck::None, late_in_the_run);
    CHECK(late > 1);    // 20 expected of the sample
    CHECK(late < 60);
    CHECK(matches(rules::CrossCheck::Sample, late_in_the_run) == late);
}

TEST_CASE(
    "a match is judged again where a later candidate may fit, too, and a right verdict under no known choice is not "
    "believed") {
    using Frames = std::vector<std::uint32_t>;
    MadeUp several(rules::CrossCheck::None, 400, "");
    for (std::uint32_t frame = 0; frame < 400; ++frame) {
        several.outcome(frame).choice = judge::KeyChoice::First;
    }
    CHECK(several.disagreements(late_in_the_run).empty());
    CHECK(several.checks().matches == 400);
    CHECK(several.checks().failing_pairs == 0);    // no candidate comes before the first
    MadeUp unchosen(rules::CrossCheck::All, 3, "");
    unchosen.outcome(1).choice = judge::KeyChoice::Named;
    CHECK(unchosen.disagreements() == Frames{1});
    MadeUp named(rules::CrossCheck::All);
    named.outcome(2).choice = judge::KeyChoice::Only;
    CHECK(named.disagreements() == Frames{2});
}

TEST_CASE("a backend that calls n wrong records valid is caught with a probability of 1 - 0.99^n") {
    for (const std::size_t wrong : {10U, 69U, 230U}) {
        const double share = share_caught(wrong);
        const double probability = 1 - std::pow(0.99, static_cast<double>(wrong));
        std::printf("%zu wrong: caught in %.4f of %llu runs, 1 - 0.99^%zu is %.4f\n", wrong, share,
                    static_cast<unsigned long long>(num_runs), wrong, probability);
        // Four standard deviations.
        CHECK(std::abs(share - probability) <
              4 * std::sqrt(probability * (1 - probability) / static_cast<double>(num_runs)));
    }
}

TEST_CASE("one record in a hundred is in the sample, and one's being in it says nothing about another's") {
    constexpr std::size_t num_records = 1000;
    constexpr std::uint64_t num_seeds = 100;
    const WrongRecords records(num_records);
    double sum = 0;
    double squares = 0;
    for (std::uint64_t seed = 1; seed <= num_seeds; ++seed) {
        const auto checked = static_cast<double>(records.judge(seed).checked);
        sum += checked;
        squares += checked * checked;
    }
    const double mean = sum / num_seeds;
    const double variance = (squares / num_seeds) - (mean * mean);
    std::printf("of %zu records %.2f in the sample, variance %.2f\n", num_records, mean, variance);
    // Of independent records: 10, and 9.9; with four standard deviations of either.
    CHECK(std::abs(mean - 10) < 4 * std::sqrt(9.9 / num_seeds));
    CHECK(std::abs(variance - 9.9) < 4 * 9.9 * std::sqrt(2.0 / num_seeds));
}

}    // namespace hmacsweep::tests
