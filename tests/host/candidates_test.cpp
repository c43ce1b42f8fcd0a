// Candidate keys over whole runs: which key is named, what counts as invalid, and that a backend that lies about them
// is caught.
#include "host/rules/candidates.hpp"

#include "host/backend/cpu_backends.hpp"
#include "host/report/ending.hpp"
#include "host/run/pipeline.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gpu_runs.hpp"
#include "tests/support/lying_backends.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <algorithm>
#include <map>

namespace hmacsweep::tests {
namespace {

constexpr rules::CrossCheck all_modes[] = {rules::CrossCheck::None, rules::CrossCheck::Sample, rules::CrossCheck::All};

keys::KeyStore keys_named(std::size_t count) {
    std::vector<keys::Key> keys;
    for (std::size_t i = 0; i < count; ++i) {
        keys.push_back(make_key("key-" + std::to_string(i), to_vector("the material " + std::to_string(i))));
    }
    return make_store(std::move(keys));
}

rules::RunOptions with_candidates(std::vector<std::string> names = {}) {
    rules::RunOptions options;
    options.shape.candidates.is_any = names.empty();
    options.shape.candidates.names = std::move(names);
    return options;
}

/// A record that names no key, with the MAC under `key`.
std::string record_under(const keys::Key& key, const ByteVector& message, Algorithm algorithm = Algorithm::HmacSha256,
                         bool is_altered = false) {
    ByteVector mac = reference_hmac(algorithm, key.material.bytes(), message);
    mac[message.size() % mac.size()] ^= std::uint8_t{is_altered};
    return record_line({"", "", std::string(name_of(algorithm)), message, mac}) + "\n";
}

/// `count` records, each under the key that `key_of(i)` says.
template <class KeyOf>
std::string records_under(const keys::KeyStore& keys, std::size_t count, KeyOf&& key_of) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += record_under(keys[static_cast<std::uint32_t>(key_of(i))], to_vector(std::to_string(i)));
    }
    return text;
}

std::string key_of(const nlohmann::json& line) {
    return line.value("KeyId", "(none)");
}

void check_caught(const RunOutcome& outcome) {
    CHECK(outcome.report.num_disagreements > 0);
    CHECK(report::exit_status(outcome.report, {}) == 5);
}

/// Overlooks every match under the key with schedule 0.
class Overlooks : public backend::Backend {
public:
    explicit Overlooks(const keys::KeyTable& keys) : honest_(backend::open_scalar(keys, {})) {}
    void verify(const core::BatchView& batch, std::span<Verdict> verdicts) override {
        honest_->verify(batch, verdicts);
        for (std::size_t i = 0; i < batch.num_items; ++i) {
            if (batch.items[i].schedule == 0) {
                verdicts[i] = Verdict::Invalid;
            }
        }
    }
    void generate(const core::BatchView& batch, std::span<std::uint8_t> macs) override {
        honest_->generate(batch, macs);
    }

private:
    std::unique_ptr<backend::Backend> honest_;
};

/// Records in runs under one key each, with strangers, damage and records of their own key among them.
struct Mixture {
    keys::KeyStore keys = keys_named(6);    // the last is no candidate
    std::vector<std::string> names{"key-3", "key-1", "key-4", "key-0", "key-2"};
    std::string text;
    std::vector<std::string> expected;    ///< the key, or the error's code

    explicit Mixture(std::size_t count) {
        Random random("candidates");
        std::uint32_t key = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (random.one_in(100)) {
                key = static_cast<std::uint32_t>(random.below(5));
            }
            const Algorithm algorithm = all_algorithms[random.below(all_algorithms.size())];
            const std::uint32_t used = random.one_in(20) ? static_cast<std::uint32_t>(random.below(6)) : key;
            const bool is_altered = random.one_in(50);
            const ByteVector message = random.bytes(random.one_in(300) ? 66'000 : random.below(300));
            if (random.one_in(30)) {
                const ByteVector mac = reference_hmac(algorithm, keys[used].material.bytes(), message);
                text += record_line({"", "key-5", std::string(name_of(algorithm)), message, mac}) + "\n";
                expected.emplace_back(used == 5 ? "key-5" : "KMSInvalidMacException");
                continue;
            }
            text += record_under(keys[used], message, algorithm, is_altered);
            expected.push_back(is_altered || used == 5 ? "KMSInvalidMacException" : keys[used].key_id);
        }
    }
};

}    // namespace

TEST_CASE("candidates give the same results on every backend, with any threads and slabs, and they are right") {
    const Mixture mixture(1500);
    std::string first;
    std::map<std::size_t, report::Report> reports;    // by size of slabs, which decides how many matches are checked
    for (const backend::BackendInfo* info : available_backends()) {
        for (const std::uint32_t threads : {1U, 4U}) {
            for (const std::size_t slab_bytes : {std::size_t{1} << 12, std::size_t{70'000}, std::size_t{1} << 23}) {
                rules::RunOptions options = with_candidates(mixture.names);
                options.threads = threads;
                options.slab_bytes = slab_bytes;
                const RunOutcome outcome = run_text(mixture.text, mixture.keys, options, *info,
                                                    first.empty() ? ParsedLines::Wanted : ParsedLines::Unwanted);
                INFO(info->name << ", " << threads << " threads, slabs of " << slab_bytes);
                CHECK(outcome.report.num_disagreements == 0);
                CHECK(outcome.report.adds_up());
                const report::Report& report = reports.try_emplace(slab_bytes, outcome.report).first->second;
                if (first.empty()) {
                    first = outcome.text;
                    REQUIRE(outcome.lines.size() == mixture.expected.size());
                    for (std::size_t i = 0; i < outcome.lines.size(); ++i) {
                        INFO("record " << i + 1);
                        const std::string code = code_of(outcome.lines[i]);
                        CHECK((code == "valid" ? key_of(outcome.lines[i]) : code) == mixture.expected[i]);
                    }
                }
                CHECK(outcome.text == first);
                CHECK(outcome.report.num_checked == report.num_checked);
                CHECK(outcome.report.candidate_checks.matches == report.candidate_checks.matches);
                CHECK(outcome.report.candidate_checks.failing_pairs == report.candidate_checks.failing_pairs);
                CHECK(outcome.report.candidate_checks.unmatched_pairs == report.candidate_checks.unmatched_pairs);
                CHECK(outcome.report.key_ranges.size() == report.key_ranges.size());
            }
        }
    }
}

TEST_CASE("a GPU with small slots judges one message under thousands of keys, and copies it once for each piece") {
    const keys::KeyStore keys = keys_named(5000);
    std::string text = records_under(keys, 3, [](std::size_t i) { return i * 2400; });
    text += record_under(keys[0], pattern(3000), Algorithm::HmacSha512, true);
    const GpuRun run = run_on_gpu({}, text, keys, Replaceable::No, with_candidates());
    CHECK(run.outcome.report.backend_error.empty());
    CHECK(run.outcome.report.num_disagreements == 0);
    CHECK(run.outcome.report.counts.of(Verdict::Valid) == 3);
    CHECK(run.outcome.report.by_key[4800].total() == 1);
    CHECK(run.outcome.report.without_key.of(report::RecordClass::Invalid) == 1);
    // Some twenty pieces; with blocks of its own for each trial the last record alone would need sixty.
    CHECK(run.gpu->num_calls(GpuCall::Judge) < 40);
    CHECK(run.outcome.report.num_hashed == run.outcome.report.shares.at(0).records);
}

TEST_CASE("a record that no candidate fits is invalid, names no key, and says how many were tried") {
    const keys::KeyStore keys = keys_named(4);
    const std::string text = records_under(keys, 30, [](std::size_t i) { return i % 10 == 9 ? 3 : i % 3; });
    const RunOutcome outcome =
        run_text(text, keys, with_candidates({"key-0", "key-1", "key-2"}), backend_named("simd"));
    CHECK(outcome.report.counts.of(Verdict::Invalid) == 3);
    CHECK(outcome.lines[9]["Error"]["Message"] ==
          "The MAC does not match the message under any of the 3 candidate keys.");
    CHECK_FALSE(outcome.lines[9].contains("KeyId"));
    CHECK(outcome.lines[9]["MacAlgorithm"] == "HMAC_SHA_256");
    CHECK(outcome.report.without_key.of(report::RecordClass::Invalid) == 3);
    CHECK(outcome.report.by_key[0].total() + outcome.report.by_key[1].total() + outcome.report.by_key[2].total() == 27);
    CHECK(outcome.report.by_key[3].total() == 0);
    CHECK(outcome.report.adds_up());
    CHECK(outcome.report.candidate_checks.unmatched == 3);
    CHECK(outcome.report.candidate_checks.unmatched_pairs == 9);
    CHECK(report::exit_status(outcome.report, {}) == 1);
    // With one candidate there is no doubt which key it was.
    const RunOutcome one = run_text(text, keys, with_candidates({"key-0"}), backend_named("simd"));
    CHECK(key_of(one.lines[9]) == "key-0");
    CHECK(one.report.by_key[0].total() == 30);
}

TEST_CASE("a record's own KeyId beats the candidates") {
    const keys::KeyStore keys = keys_named(3);
    const ByteVector message = pattern(20);
    const ByteVector mac = reference_hmac(Algorithm::HmacSha256, keys[2].material.bytes(), message);
    const std::string text = record_line({"", "key-2", "HMAC_SHA_256", message, mac}) + "\n" +
                             record_line({"", "key-1", "HMAC_SHA_256", message, mac}) + "\n" +
                             record_line({"", "nobody", "HMAC_SHA_256", message, mac}) + "\n";
    const RunOutcome outcome = run_text(text, keys, with_candidates({"key-0", "key-2"}), backend_named("simd"));
    CHECK(codes_of(outcome) == std::vector<std::string>{"valid", "KMSInvalidMacException", "NotFoundException"});
    CHECK(key_of(outcome.lines[1]) == "key-1");
    CHECK(outcome.report.candidate_checks.matches == 0);
}

TEST_CASE("of candidates with the same HMACs the first in order is named") {
    std::vector<keys::Key> list;
    list.push_back(make_key("other", to_vector("unlike the others")));
    list.push_back(make_key("one", to_vector("material")));
    list.push_back(
        make_key("padded", to_vector(std::string_view("material\0\0", 10))));    // RFC 2104: zeros are appended
    const keys::KeyStore keys = make_store(std::move(list));
    const std::string text = records_under(keys, 40, [](std::size_t i) { return i < 20 ? 0 : 2; });
    for (const std::string first : {"one", "padded"}) {
        const std::string second = first == "one" ? "padded" : "one";
        const RunOutcome outcome =
            run_text(text, keys, with_candidates({first, "other", second}), backend_named("simd"));
        CHECK(key_of(outcome.lines[0]) == "other");
        CHECK(key_of(outcome.lines[39]) == first);
        CHECK(outcome.report.num_disagreements == 0);
    }
    const RunOutcome any = run_text(text, keys, with_candidates(), backend_named("simd"));
    CHECK(key_of(any.lines[39]) == "one");
}

TEST_CASE("a candidate whose state forbids its use is left out: what no other fits is unverifiable, not wrong") {
    std::vector<keys::Key> list;
    list.push_back(make_key("old", to_vector("old")));
    list.back().state = keys::KeyState::Disabled;
    list.push_back(make_key("waiting", to_vector("waiting")));
    list.back().state = keys::KeyState::PendingImport;
    list.push_back(make_key("new", to_vector("new")));
    list.push_back(make_key("newer", to_vector("newer")));
    const keys::KeyStore keys = make_store(std::move(list));
    const std::string text = records_under(keys, 4, [](std::size_t i) { return i; });
    rules::RunOptions options = with_candidates();
    const RunOutcome strict = run_text(text, keys, options, backend_named("simd"));
    CHECK(codes_of(strict) == std::vector<std::string>{"DisabledException", "DisabledException", "valid", "valid"});
    CHECK(strict.report.num_disagreements == 0);
    CHECK(strict.report.adds_up());
    CHECK(strict.report.candidates_notice.find("2 candidate keys are left out") == 0);
    CHECK(strict.report.candidates_notice.find("old is Disabled") != std::string::npos);
    options.ignore_key_state = true;
    const RunOutcome lenient = run_text(text, keys, options, backend_named("simd"));
    CHECK(codes_of(lenient) == std::vector<std::string>{"valid", "KMSInvalidStateException", "valid", "valid"});

    // One usable key among several is no reason to call wrong what another may have made.
    options = with_candidates({"old", "new"});
    options.cross_check = rules::CrossCheck::All;
    const RunOutcome one = run_text(text, keys, options, backend_named("simd"));
    CHECK(codes_of(one) ==
          std::vector<std::string>{"DisabledException", "DisabledException", "valid", "DisabledException"});
    CHECK(one.report.num_disagreements == 0);
    options = with_candidates({"newer", "new"});
    CHECK(codes_of(run_text(text, keys, options, backend_named("simd"))) ==
          std::vector<std::string>{"KMSInvalidMacException", "KMSInvalidMacException", "valid", "valid"});

    // With none left, the records are unverifiable for the reason of the first, and nothing is said to be wrong.
    const RunOutcome none = run_text(text, keys, with_candidates({"old", "waiting"}), backend_named("simd"));
    CHECK(codes_of(none) == std::vector<std::string>(4, "DisabledException"));
    CHECK(none.lines[0]["Error"]["Message"].get<std::string>().find("old is disabled.") != std::string::npos);
    CHECK(none.report.adds_up());
    CHECK_FALSE(none.lines[0].contains("KeyId"));
    const RunOutcome other = run_text(text, keys, with_candidates({"waiting", "old"}), backend_named("simd"));
    CHECK(codes_of(other) == std::vector<std::string>(4, "KMSInvalidStateException"));

    // A single candidate is the key of every record, used or not.
    const RunOutcome single = run_text(text, keys, with_candidates({"old"}), backend_named("simd"));
    CHECK(codes_of(single) == std::vector<std::string>(4, "DisabledException"));
    CHECK(single.lines[0]["KeyId"] == keys[0].result_name());
}

TEST_CASE("a MAC of a length that no key makes is wrong, whichever candidate is left out") {
    std::vector<keys::Key> list;
    list.push_back(make_key("old", to_vector("old")));
    list.back().state = keys::KeyState::Disabled;
    list.push_back(make_key("new", to_vector("new")));
    const keys::KeyStore keys = make_store(std::move(list));
    std::string text;
    for (const std::size_t size : {std::size_t{10}, std::size_t{70'000}}) {
        const ByteVector message = pattern(size);
        ByteVector mac = reference_hmac(Algorithm::HmacSha256, keys[0].material.bytes(), message);
        text += record_line({"", "", "HMAC_SHA_256", message, mac}) + "\n";
        mac.resize(20);
        text += record_line({"", "", "HMAC_SHA_256", message, mac}) + "\n";
    }
    for (const rules::CrossCheck mode : all_modes) {
        rules::RunOptions options = with_candidates();
        options.cross_check = mode;
        const RunOutcome outcome = run_text(text, keys, options, backend_named("simd"));
        REQUIRE(codes_of(outcome) == std::vector<std::string>{"DisabledException", "KMSInvalidMacException",
                                                              "DisabledException", "KMSInvalidMacException"});
        CHECK(outcome.lines[3]["Error"]["Message"] ==
              "The MAC has the length of an HMAC-SHA-1, 20 bytes; an HMAC_SHA_256 has 32.");
        CHECK(outcome.report.num_disagreements == 0);
    }
}

TEST_CASE("candidates are the keys whose KeySpec and limits allow the record") {
    std::vector<keys::Key> list;
    list.push_back(make_kms_key("k512", Algorithm::HmacSha512, pattern(64)));
    list.push_back(make_kms_key("k256", Algorithm::HmacSha256, pattern(32)));
    list.push_back(make_kms_key("second256", Algorithm::HmacSha256, pattern(32, 3)));
    list.push_back(make_key("free", pattern(40)));
    list.push_back(make_key("signs", pattern(32, 5)));
    list.back().key_usage = "SIGN_VERIFY";
    const keys::KeyStore keys = make_store(std::move(list));
    const ByteVector small = pattern(100);
    const ByteVector large = pattern(5000);    // over KMS's 4096
    const std::string text = record_under(keys[0], small, Algorithm::HmacSha512) + record_under(keys[2], small) +
                             record_under(keys[3], small, Algorithm::HmacSha384) + record_under(keys[3], large) +
                             record_under(keys[1], large) + record_under(keys[4], small);
    const RunOutcome any = run_text(text, keys, with_candidates(), backend_named("simd"));
    CHECK(codes_of(any) == std::vector<std::string>{"valid", "valid", "valid", "valid", "KMSInvalidMacException",
                                                    "KMSInvalidMacException"});
    CHECK(key_of(any.lines[3]) == "free");
    // One candidate is left for the large message, and is named; for the small one several were tried.
    CHECK(key_of(any.lines[4]) == "free");
    CHECK(any.lines[5]["Error"]["Message"].get<std::string>().find("any of the 3 candidate keys") != std::string::npos);

    // Without the key that has no limits, the large messages are outside them, and no key makes HMAC-SHA-384.
    const RunOutcome limited =
        run_text(text, keys, with_candidates({"k512", "alias/k256", "second256"}), backend_named("simd"));
    CHECK(codes_of(limited) == std::vector<std::string>{"valid", "valid", "InvalidKeyUsageException",
                                                        "ValidationException", "ValidationException",
                                                        "KMSInvalidMacException"});
    rules::RunOptions options = with_candidates();
    options.limits = rules::Limits::None;
    CHECK(codes_of(run_text(text, keys, options, backend_named("simd")))[4] == "valid");
    options.limits = rules::Limits::Kms;
    CHECK(codes_of(run_text(text, keys, options, backend_named("simd")))[3] == "ValidationException");
}

TEST_CASE("a record without a MAC is untagged, whatever the candidates") {
    const keys::KeyStore keys = keys_named(2);
    const std::string text = record_line({"", "", "HMAC_SHA_256", pattern(5), std::nullopt}) + "\n";
    const RunOutcome outcome = run_text(text, keys, with_candidates(), backend_named("simd"));
    CHECK(codes_of(outcome) == std::vector<std::string>{"MissingMacException"});
    CHECK_FALSE(outcome.lines[0].contains("KeyId"));
}

TEST_CASE("a name that no key has is an error, and so is any key where there is none") {
    const keys::KeyStore keys = keys_named(2);
    const keys::KeyTable table(keys);
    const Result<rules::Candidates> unknown = rules::Candidates::make(with_candidates({"key-1", "nobody"}), table);
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().message == "--key-id: no key has the name \"nobody\"");
    const keys::KeyStore no_keys = make_store({});
    const keys::KeyTable empty(no_keys);
    CHECK_FALSE(rules::Candidates::make(with_candidates(), empty));
}

TEST_CASE("a backend that says a wrong key matches is caught in every mode, whatever the record") {
    const keys::KeyStore keys = keys_named(12);
    for (const rules::CrossCheck mode : all_modes) {
        INFO("cross-check " << static_cast<int>(mode));
        rules::RunOptions options = with_candidates();
        options.cross_check = mode;
        // One record is enough.
        check_caught(run_text(records_under(keys, 1, [](std::size_t) { return 7; }), keys, options,
                              lying_backend("always valid")));
        check_caught(run_text(records_under(keys, 200, [](std::size_t) { return 7; }), keys, options,
                              lying_backend("flips one in 97")));
        check_caught(run_text(records_under(keys, 1, [](std::size_t) { return 7; }), keys, options,
                              lying_backend("always valid, as OpenSSL")));
    }
}

TEST_CASE("a backend that says no key matches, or nothing at all, is caught in every mode") {
    const keys::KeyStore few = keys_named(8);
    const keys::KeyStore many = keys_named(40);
    for (const rules::CrossCheck mode : all_modes) {
        INFO("cross-check " << static_cast<int>(mode));
        rules::RunOptions options = with_candidates();
        options.cross_check = mode;
        const std::string one = records_under(few, 1, [](std::size_t) { return 5; });
        check_caught(run_text(one, few, options, lying_backend("always invalid")));
        check_caught(run_text(one, few, options, lying_backend("always invalid, as OpenSSL")));
        // Of forty keys eight are checked: enough, for some of a hundred records.
        check_caught(run_text(records_under(many, 100, [](std::size_t i) { return i % 40; }), many, options,
                              lying_backend("always invalid")));
        for (const std::string_view name : {"silent", "all ones"}) {
            const RunOutcome outcome = run_text(one, few, options, lying_backend(name));
            check_caught(outcome);
            CHECK(outcome.report.counts.of(Verdict::Valid) == 0);
        }
    }
}

TEST_CASE("a backend that overlooks the key that should be named is caught by the pairs that must fail") {
    const keys::KeyStore keys = keys_named(2);
    const keys::KeyTable table(keys);
    // A message whose two MACs begin with the same byte: cut to it, both keys fit, and the first must be named.
    ByteVector message{0};
    const auto mac_under = [&](std::uint32_t key) {
        return reference_hmac(Algorithm::HmacSha224, keys[key].material.bytes(), message);
    };
    while (mac_under(0)[0] != mac_under(1)[0]) {
        ++message[0];
    }
    REQUIRE(table.schedule(0, Algorithm::HmacSha224) == 0);
    const std::string text = record_line({"", "", "HMAC_SHA_224", message, ByteVector{mac_under(0)[0]}}) + "\n";
    rules::RunOptions options = with_candidates();
    options.min_mac_bytes = 1;
    options.cross_check = rules::CrossCheck::None;
    const auto open = [](const keys::KeyTable& of) -> std::unique_ptr<backend::Backend> {
        return std::make_unique<Overlooks>(of);
    };
    check_caught(run_text_on(text, keys, options, open));
    const RunOutcome honest = run_text(text, keys, options, backend_named("simd"));
    CHECK(key_of(honest.lines[0]) == "key-0");
    CHECK(honest.report.num_disagreements == 0);
}

TEST_CASE(
    "the first matches of a run, doubtful ones and a sample are re-judged with a pair that must fail, and up to eight "
    "pairs of a misfit") {
    const keys::KeyStore keys = keys_named(20);
    const std::string text = records_under(keys, 25'000, [](std::size_t i) { return i % 1000 == 0 ? 19 : i / 10'000; });
    std::vector<std::string> names;
    for (std::size_t i = 0; i < 19; ++i) {
        names.push_back("key-" + std::to_string(i));
    }
    rules::RunOptions options = with_candidates(names);
    options.cross_check = rules::CrossCheck::None;
    options.threads = 4;
    options.results = rules::ResultsFilter::None;
    const judge::CandidateChecks checks = run_text(text, keys, options, backend_named("simd")).report.candidate_checks;
    CHECK(checks.matches > checks.failing_pairs);    // those after a change of keys have no pair
    CHECK(checks.matches < 21'000);
    CHECK(checks.failing_pairs >= 20'000 - 20);
    CHECK(checks.failing_pairs < 20'000 + 150);    // 50 expected of the 5,000 others
    CHECK(checks.unmatched == 25);
    CHECK(checks.unmatched_pairs == 200);
    // The slabs change nothing about it, the seed does.
    options.slab_bytes = 5000;
    CHECK(run_text(text, keys, options, backend_named("simd")).report.candidate_checks.failing_pairs ==
          checks.failing_pairs);
}

TEST_CASE("messages too long for a batch are tried under all candidates, and re-judged by the core") {
    const keys::KeyStore keys = keys_named(9);
    const ByteVector message = pattern(70'000);
    const std::string text =
        record_under(keys[8], message) + record_under(keys[8], message, Algorithm::HmacSha512, true);
    const RunOutcome outcome = run_text(text, keys, with_candidates(), backend_named("simd"));
    CHECK(codes_of(outcome) == std::vector<std::string>{"valid", "KMSInvalidMacException"});
    CHECK(key_of(outcome.lines[0]) == "key-8");
    CHECK(outcome.report.num_long == 2);
    CHECK(outcome.report.candidate_checks.matches == 1);
    CHECK(outcome.report.candidate_checks.unmatched_pairs == 8);
    CHECK(outcome.report.num_disagreements == 0);
}

TEST_CASE("the ranges of records under each key go by valid records, source by source, and stay bounded") {
    const keys::KeyStore keys = keys_named(3);
    const TempDir folder;
    std::string text = records_under(keys, 20, [](std::size_t i) { return i < 8 ? 0 : 1; });
    text.insert(0, record_under(keys[2], pattern(3)));    // no candidate
    text += record_under(keys[0], pattern(4), Algorithm::HmacSha256, true) + record_under(keys[1], pattern(5));
    const std::vector<std::string> inputs{
        folder.write("a.jsonl", text), folder.write("b.jsonl", records_under(keys, 3, [](std::size_t) { return 1; }))};
    const RunOutcome outcome = run_files(inputs, keys, with_candidates({"key-0", "key-1"}), backend_named("simd"));
    const std::vector<report::KeyRange>& ranges = outcome.report.key_ranges.kept();
    REQUIRE(ranges.size() == 3);
    const auto is_range = [](const report::KeyRange& range, std::uint32_t source, std::uint64_t first,
                             std::uint64_t last, std::uint32_t key) {
        return range.source == source && range.first == first && range.last == last && range.key == key;
    };
    CHECK(is_range(ranges[0], 0, 2, 9, 0));
    CHECK(is_range(ranges[1], 0, 10, 23, 1));
    CHECK(is_range(ranges[2], 1, 1, 3, 1));

    const RunOutcome many = run_text(records_under(keys, 2500, [](std::size_t i) { return i % 2; }), keys,
                                     with_candidates(), backend_named("simd"), ParsedLines::Unwanted);
    CHECK(many.report.key_ranges.size() == 2500);
    CHECK(many.report.key_ranges.kept().size() == 1000);
    CHECK(many.report.key_ranges.kept().back().first == 1000);
    CHECK(many.report.key_ranges.kept().back().last == 1000);
}

}    // namespace hmacsweep::tests
