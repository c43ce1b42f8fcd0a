// A backend that lies must be caught: whatever it says, a record that nothing judged is never valid, and no record is
// reported invalid unless the other implementation agrees (DESIGN section 4; RELIABILITY 14).
#include "host/backend/cpu_backends.hpp"
#include "host/report/ending.hpp"
#include "host/run/pipeline.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lying_backends.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <algorithm>

namespace hmacsweep::tests {
namespace {

const ByteVector& material() {
    static const ByteVector bytes = pattern(32);
    return bytes;
}

keys::KeyStore one_key() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", material()));
    return make_store(std::move(keys));
}

/// `count` records, of which every `wrong_each`th has a wrong MAC (0: none).
std::string records(std::size_t count, std::size_t wrong_each) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        const ByteVector message = to_vector(std::to_string(i));
        ByteVector mac = reference_hmac(Algorithm::HmacSha256, material(), message);
        mac[i % 32] ^= std::uint8_t{wrong_each != 0 && i % wrong_each == 0};
        text += record_line({"", "k", "HMAC_SHA_256", message, mac}) + "\n";
    }
    return text;
}

RunOutcome judge(const backend::BackendInfo& backend, rules::CrossCheck mode, std::string_view text,
                 std::size_t slab_bytes = 1 << 14) {
    const keys::KeyStore keys = one_key();
    rules::RunOptions options;
    options.cross_check = mode;
    options.threads = 2;
    options.slab_bytes = slab_bytes;
    return run_text(text, keys, options, backend);
}

void check_caught(const RunOutcome& outcome) {
    CHECK(outcome.report.num_disagreements > 0);
    CHECK_FALSE(outcome.report.disagreements.empty());
    CHECK_FALSE(outcome.report.is_complete());
    CHECK(report::exit_status(outcome.report, {}) == 5);
}

constexpr core::TextAnswer always_valid{0, {}, Algorithm::HmacSha256, 1, Verdict::Valid};

/// Reads texts itself, and gives every record the same answer: that it is valid under the first key.
class AnswersAll : public backend::Backend {
public:
    explicit AnswersAll(const keys::KeyTable& keys, const core::TextAnswer& answer = always_valid)
        : honest_(backend::open_scalar(keys, {})), answer_(answer) {}
    [[nodiscard]] bool reads_texts() const override { return true; }
    bool judge(const backend::TextJob& job, backend::TextResult& result) override {
        if (!job.frames) {
            return false;
        }
        result.answers.assign(job.frames->size(), answer_);
        return job.num_keys != 0;
    }
    void verify(const core::BatchView& batch, std::span<Verdict> verdicts) override {
        honest_->verify(batch, verdicts);
    }
    void generate(const core::BatchView& batch, std::span<std::uint8_t> macs) override {
        honest_->generate(batch, macs);
    }

private:
    std::unique_ptr<backend::Backend> honest_;
    core::TextAnswer answer_;
};

/// The same, with another number of answers than there are records.
class Miscounts : public AnswersAll {
public:
    Miscounts(const keys::KeyTable& keys, int surplus) : AnswersAll(keys), surplus_(surplus) {}
    bool judge(const backend::TextJob& job, backend::TextResult& result) override {
        const bool is_done = AnswersAll::judge(job, result);
        if (is_done) {
            result.answers.resize(result.answers.size() + static_cast<std::size_t>(surplus_));
        }
        return is_done;
    }

private:
    int surplus_;
};

constexpr rules::CrossCheck all_modes[] = {rules::CrossCheck::None, rules::CrossCheck::Sample, rules::CrossCheck::All};

}    // namespace

TEST_CASE("a backend that calls right MACs wrong is caught in every mode") {
    const std::string text = records(500, 0);
    for (const rules::CrossCheck mode : all_modes) {
        INFO("cross-check " << static_cast<int>(mode));
        check_caught(judge(lying_backend("always invalid"), mode, text));
        check_caught(judge(lying_backend("flips one in 97"), mode, text));
    }
}

TEST_CASE("a backend that writes nothing, or no verdict, is caught in every mode, and nothing comes out valid") {
    const std::string text = records(300, 3);
    for (const std::string_view name : {"silent", "all ones"}) {
        for (const rules::CrossCheck mode : all_modes) {
            INFO(name << ", cross-check " << static_cast<int>(mode));
            const RunOutcome outcome = judge(lying_backend(name), mode, text);
            check_caught(outcome);
            CHECK(outcome.text.find("\"MacValid\":true") == std::string::npos);
            CHECK(outcome.report.counts.of(Verdict::Valid) == 0);
        }
    }
}

TEST_CASE("a backend that calls wrong MACs right is caught by the sample and by checking all") {
    const std::string text = records(3000, 2);
    check_caught(judge(lying_backend("always valid"), rules::CrossCheck::Sample, text));
    check_caught(judge(lying_backend("always valid"), rules::CrossCheck::All, text));
    check_caught(judge(lying_backend("always valid"), rules::CrossCheck::All, records(100, 99)));
}

TEST_CASE("a backend that repeats the answers of the batch before is caught") {
    check_caught(judge(lying_backend("stale"), rules::CrossCheck::All, records(2000, 7), 2000));
}

TEST_CASE("the records that backend and checker differ on are named") {
    const RunOutcome outcome = judge(lying_backend("flips one in 97"), rules::CrossCheck::All, records(97, 0), 1 << 20);
    REQUIRE(outcome.report.disagreements.size() == 1);
    CHECK(outcome.report.disagreements[0].record == 14);    // item 13, counted from 1
    CHECK(outcome.report.disagreements[0].line == 14);
    CHECK(outcome.report.num_disagreements == 1);
}

TEST_CASE("a backend that throws ends the run with its words, and no record of its batch is judged") {
    for (const std::size_t slab_bytes : {std::size_t{200}, std::size_t{1} << 20}) {
        const RunOutcome outcome = judge(lying_backend("throws"), rules::CrossCheck::None, records(300, 0), slab_bytes);
        CHECK(outcome.report.backend_error == "the device is lost");
        CHECK(report::exit_status(outcome.report, {}) == 5);
        CHECK(outcome.report.counts.of(Verdict::Valid) == 0);
        CHECK(outcome.text.empty());
    }
}

TEST_CASE("under OpenSSL's own backend the core is the checker, and it catches the same lies") {
    check_caught(judge(lying_backend("always invalid, as OpenSSL"), rules::CrossCheck::None, records(100, 0)));
    check_caught(judge(lying_backend("always valid, as OpenSSL"), rules::CrossCheck::All, records(100, 5)));
    const RunOutcome honest = judge(backend_named("openssl"), rules::CrossCheck::All, records(100, 5));
    CHECK(honest.report.num_checked == 100);
    CHECK(honest.report.num_disagreements == 0);
}

TEST_CASE("every invalid record is checked in every mode, and all records where that is asked for") {
    const std::string text = records(1000, 10);
    for (const backend::BackendInfo* info : available_backends()) {
        INFO("backend " << info->name);
        CHECK(judge(*info, rules::CrossCheck::None, text).report.num_checked == 100);
        CHECK(judge(*info, rules::CrossCheck::Sample, text).report.num_checked >= 100);
        CHECK(judge(*info, rules::CrossCheck::All, text).report.num_checked == 1000);
    }
}

TEST_CASE("the sample takes about one record in a hundred, and other ones under another seed") {
    const keys::KeyStore keys = one_key();
    const std::string text = records(20'000, 0);
    std::vector<std::uint64_t> checked;
    for (const std::uint64_t seed : {1U, 2U, 3U, 1U}) {
        rules::RunOptions options;
        options.seed = seed;
        checked.push_back(run_text(text, keys, options, backend_named("simd")).report.num_checked);
        // 200 expected; ten standard deviations either way.
        CHECK(checked.back() > 60);
        CHECK(checked.back() < 340);
    }
    CHECK(checked[0] == checked[3]);
    // A record's place in its input decides, not that in its slab.
    for (const std::size_t slab_bytes : {5'000U, 70'000U}) {
        rules::RunOptions options;
        options.seed = 1;
        options.slab_bytes = slab_bytes;
        CHECK(run_text(text, keys, options, backend_named("simd")).report.num_checked == checked[0]);
    }
}

TEST_CASE("a backend that judges texts which the rules leave nothing to judge of is caught") {
    const keys::KeyStore keys = one_key();
    const ByteVector message = to_vector("a message");
    const ByteVector mac = reference_hmac(Algorithm::HmacSha256, material(), message);
    const auto open = [](const keys::KeyTable& of) -> std::unique_ptr<backend::Backend> {
        return std::make_unique<AnswersAll>(of);
    };
    rules::RunOptions options;
    options.cross_check = rules::CrossCheck::All;
    const std::string right = record_line({"", "k", "HMAC_SHA_256", message, mac}) + "\n";
    CHECK(run_text_on(right, keys, options, open).report.num_disagreements == 0);
    for (const std::string& text : {record_line({"", "nobody", "HMAC_SHA_256", message, mac}),
                                    record_line({"", "k", "HMAC_SHA_256", message, {}}), std::string("{}")}) {
        INFO(text);
        const RunOutcome outcome = run_text_on(right + text + "\n", keys, options, open);
        check_caught(outcome);
        CHECK(outcome.report.num_disagreements == 1);
    }
    options.max_record_bytes = right.size() - 2;    // of a record without its line end
    check_caught(run_text_on(right, keys, options, open));
}

TEST_CASE(
    "a backend that judges texts and gives them no verdict is caught in every mode, and nothing comes out valid") {
    rules::RunOptions options;
    for (const Verdict none : {Verdict::NotJudged, static_cast<Verdict>(0xff)}) {
        for (const rules::CrossCheck mode : all_modes) {
            options.cross_check = mode;
            core::TextAnswer answer = always_valid;
            answer.verdict = none;
            const RunOutcome outcome =
                run_text_on(records(300, 3), one_key(), options,
                            [&](const keys::KeyTable& keys) { return std::make_unique<AnswersAll>(keys, answer); });
            check_caught(outcome);
            CHECK(outcome.report.counts.of(Verdict::Valid) == 0);
            CHECK(outcome.report.num_disagreements == 300);
        }
    }
}

TEST_CASE("a backend that says of a record without a key what cannot be is caught in every mode") {
    const ByteVector message = to_vector("a message");
    const std::string text =
        record_line({"", "", "HMAC_SHA_256", message, reference_hmac(Algorithm::HmacSha256, material(), message)}) +
        "\n";
    rules::RunOptions options;
    options.shape.candidates.is_any = true;
    core::TextAnswer answer = always_valid;
    const auto run = [&] {
        return run_text_on(text, one_key(), options,
                           [&](const keys::KeyTable& keys) { return std::make_unique<AnswersAll>(keys, answer); });
    };
    answer.key = 1;    // behind the number of all keys, which is 1: the first rank
    CHECK(run().report.num_disagreements == 0);
    for (const rules::CrossCheck mode : all_modes) {
        options.cross_check = mode;
        for (const auto& [key, verdict] : {std::pair{2U, Verdict::Valid}, std::pair{core::no_key, Verdict::Valid},
                                           std::pair{1U, Verdict::Invalid}, std::pair{1U, Verdict::NotJudged}}) {
            INFO("key " << key << ", verdict " << static_cast<int>(verdict));
            answer.key = key;
            answer.verdict = verdict;
            const RunOutcome outcome = run();
            check_caught(outcome);
            CHECK(outcome.report.counts.of(Verdict::Valid) == 0);
        }
    }
}

TEST_CASE("a backend with another number of answers than there are records of a text is not believed") {
    for (const int surplus : {-1, 1}) {
        INFO("answers too many " << surplus);
        const RunOutcome outcome = run_text_on(records(100, 7), one_key(), {}, [&](const keys::KeyTable& table) {
            return std::make_unique<Miscounts>(table, surplus);
        });
        CHECK(outcome.report.is_complete());
        CHECK(outcome.report.counts.of(Verdict::Valid) == 85);
        CHECK(outcome.report.counts.of(Verdict::Invalid) == 15);
    }
}

TEST_CASE("a backend that makes no MACs, or wrong ones, is caught when generating") {
    const std::string text = records(300, 0);
    const keys::KeyStore keys = one_key();
    rules::RunOptions options;
    options.operation = rules::Operation::Generate;
    for (const rules::CrossCheck mode : all_modes) {
        options.cross_check = mode;
        INFO("cross-check " << static_cast<int>(mode));
        const RunOutcome silent = run_text(text, keys, options, lying_backend("silent"));
        check_caught(silent);
        CHECK(silent.text.find("\"Mac\"") == std::string::npos);
    }
    options.cross_check = rules::CrossCheck::All;
    check_caught(run_text(text, keys, options, lying_backend("flips one MAC bit")));
    check_caught(run_text(text, keys, options, lying_backend("all ones")));
    options.cross_check = rules::CrossCheck::Sample;
    check_caught(run_text(records(3000, 0), keys, options, lying_backend("all ones")));
}

TEST_CASE("honest backends are never accused") {
    const std::string text = records(2000, 3);
    for (const backend::BackendInfo* info : available_backends()) {
        for (const rules::CrossCheck mode : all_modes) {
            const RunOutcome outcome = judge(*info, mode, text);
            CHECK(outcome.report.num_disagreements == 0);
            CHECK(outcome.report.counts.of(Verdict::Valid) == 1333);
            CHECK(outcome.report.counts.of(Verdict::Invalid) == 667);
            CHECK(report::exit_status(outcome.report, {}) == 1);
        }
    }
}

}    // namespace hmacsweep::tests
