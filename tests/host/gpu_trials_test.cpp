// Records of text that name no key, on the GPU, emulated: which key fits is found there, and what comes out is, byte
// for byte and count for count, what the scalar backend makes of them. And a GPU that tries fewer keys than it says, or
// names others, is found out.
#include "host/judge/plain_step.hpp"
#include "host/judge/run_context.hpp"
#include "host/judge/text_trials.hpp"
#include "host/report/ending.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gpu_runs.hpp"
#include "tests/support/records.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::tests {
namespace {

keys::KeyStore keys_named(std::size_t count) {
    std::vector<keys::Key> keys;
    for (std::size_t i = 0; i < count; ++i) {
        keys.push_back(make_key(fmt::format("key-{}", i), to_vector(fmt::format("the material {}", i))));
    }
    return make_store(std::move(keys));
}

rules::RunOptions with_candidates(std::vector<std::string> names = {}) {
    rules::RunOptions options;
    options.shape.candidates.is_any = names.empty();
    options.shape.candidates.names = std::move(names);
    return options;
}

/// Records that name no key, or one; some altered, some not plain, some with a MAC that is cut or of a wrong length,
/// some too long, and one in ten under a stranger's key. Mostly under the keys that are in use.
std::string make_records(Random& random, const keys::KeyStore& keys, std::size_t count, bool is_mixed = true) {
    const ByteVector stranger = random.bytes(40);
    std::vector<std::uint32_t> in_use;
    for (int i = 0; i < 3; ++i) {
        in_use.push_back(static_cast<std::uint32_t>(random.below(keys.size())));
    }
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t k =
            random.one_in(20) ? static_cast<std::uint32_t>(random.below(keys.size())) : random.pick(in_use);
        const Algorithm algorithm =
            is_mixed ? all_algorithms[random.below(all_algorithms.size())] : Algorithm::HmacSha256;
        const std::size_t bytes = random.one_in(100) ? 4000 + random.below(2000) : random.below(300);
        const ByteVector message = random.bytes(is_mixed ? bytes : random.below(60));
        ByteVector mac =
            reference_hmac(algorithm, random.one_in(10) ? Bytes(stranger) : keys[k].material.bytes(), message);
        mac[i % mac.size()] ^= std::uint8_t{random.one_in(30)};
        if (random.one_in(15)) {
            mac.resize(random.below(mac.size()));
        }
        const std::string id = random.one_in(2) ? "" : fmt::format("\"row-{}\"", i);
        std::string line =
            record_line({id, random.one_in(12) ? keys[k].key_id : "", std::string(name_of(algorithm)), message, mac});
        if (random.one_in(9)) {
            line.insert(1, R"("more":[],)");
        }
        text += line + "\n";
    }
    return text;
}

RunOutcome on_scalar(std::string_view text, const keys::KeyStore& keys, const rules::RunOptions& options) {
    return run_text(text, keys, options, backend_named("scalar"), ParsedLines::Unwanted);
}

/// All that a run says but who did it, and how many trials that took.
void check_same(const RunOutcome& outcome, const RunOutcome& expected) {
    CHECK(outcome.report.backend_error == "");
    CHECK(outcome.report.num_disagreements == 0);
    CHECK(outcome.report.adds_up());
    CHECK(outcome.text == expected.text);
    CHECK(outcome.report.num_checked == expected.report.num_checked);
    CHECK(outcome.report.candidate_checks.matches == expected.report.candidate_checks.matches);
    CHECK(outcome.report.candidate_checks.failing_pairs == expected.report.candidate_checks.failing_pairs);
    CHECK(outcome.report.candidate_checks.unmatched == expected.report.candidate_checks.unmatched);
    CHECK(outcome.report.candidate_checks.unmatched_pairs == expected.report.candidate_checks.unmatched_pairs);
    CHECK(outcome.report.key_ranges.size() == expected.report.key_ranges.size());
    std::uint64_t num_judged = 0;
    for (const backend::Share& share : outcome.report.shares) {
        num_judged += share.records;
    }
    CHECK(num_judged == outcome.report.num_hashed);
}

std::uint64_t trial_calls(const GpuRun& run) {
    return run.gpu->num_calls(GpuCall::Try);
}

}    // namespace

TEST_CASE("the GPU finds the keys of records that name none as the host does, among any number of keys") {
    for (const std::size_t num_keys : {1U, 2U, 3U, 33U, 64U, 65U, 1000U, 1500U}) {
        const keys::KeyStore keys = keys_named(num_keys);
        for (const bool is_mixed : {true, false}) {
            Random random(num_keys + (is_mixed ? 0 : 1));
            const std::string text = make_records(random, keys, num_keys > 100 ? 120 : 500, is_mixed);
            for (const rules::CrossCheck mode : {rules::CrossCheck::None, rules::CrossCheck::All}) {
                CAPTURE(num_keys, is_mixed, static_cast<int>(mode));
                rules::RunOptions options = with_candidates();
                options.cross_check = mode;
                const GpuRun run = run_on_gpu({}, text, keys, Replaceable::No, options);
                check_same(run.outcome, on_scalar(text, keys, options));
                CHECK(trial_calls(run) > 0);
            }
        }
    }
}

TEST_CASE("keys that are left out, keys that are one, and MACs that are cut are on the GPU what they are on the host") {
    std::vector<keys::Key> list;
    for (std::size_t i = 0; i < 12; ++i) {
        list.push_back(i % 3 == 0 ? make_kms_key(fmt::format("kms-{}", i), all_algorithms[i % all_algorithms.size()],
                                                 pattern(64, static_cast<std::uint8_t>(i)))
                                  : make_key(fmt::format("key-{}", i), to_vector(fmt::format("material {}", i))));
        list.back().state = i % 4 == 1 ? keys::KeyState::Disabled
                            : i == 6   ? keys::KeyState::PendingImport
                                       : keys::KeyState::Enabled;
    }
    list.push_back(make_key("same", to_vector("material 1")));
    list.push_back(make_key("signs", to_vector("signs")));
    list.back().key_usage = "SIGN_VERIFY";
    const keys::KeyStore keys = make_store(std::move(list));
    Random random(7);
    const std::string text = make_records(random, keys, 900);
    const std::vector<std::vector<std::string>> names{{},
                                                      {"key-1"},
                                                      {"key-2"},
                                                      {"kms-3", "key-1"},
                                                      {"same", "key-2", "key-1", "same"},
                                                      {"key-5", "key-1"},
                                                      {"kms-0", "kms-3", "kms-9"},
                                                      {"signs", "key-2"},
                                                      {"signs", "kms-6"}};
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (const rules::Limits limits : {rules::Limits::Auto, rules::Limits::Kms, rules::Limits::None}) {
            CAPTURE(i, static_cast<int>(limits));
            rules::RunOptions options = with_candidates(names[i]);
            options.limits = limits;
            options.ignore_key_state = i % 2 == 1;
            options.min_mac_bytes = i % 3 == 0 ? 1 : 0;
            options.cross_check = rules::CrossCheck::All;
            const GpuRun run = run_on_gpu({}, text, keys, Replaceable::No, options);
            check_same(run.outcome, on_scalar(text, keys, options));
        }
    }
}

TEST_CASE("records of a table that leave their key open are tried under the candidates on the GPU") {
    const keys::KeyStore keys = keys_named(70);
    std::string text = "Id,KeyId,MacAlgorithm,Message,Mac\n";
    for (std::size_t i = 0; i < 300; ++i) {
        const std::string body = fmt::format("row {}", i);
        const ByteVector mac = reference_hmac(
            Algorithm::HmacSha512, keys[static_cast<std::uint32_t>(i % 70)].material.bytes(), to_vector(body));
        text += fmt::format("{},{},HMAC_SHA_512,\"{}\",{}\n", i,
                            i % 5 == 0   ? "key-3"
                            : i % 7 == 0 ? "\"\""
                                         : "",
                            body, to_hex(mac));
    }
    rules::RunOptions options = with_candidates();
    options.shape.format = format::InputFormat::Csv;
    options.shape.message_encoding = Encoding::Text;
    options.shape.mac_encoding = Encoding::Hex;
    const GpuRun run = run_on_gpu({}, text, keys, Replaceable::No, options);
    check_same(run.outcome, on_scalar(text, keys, options));
    CHECK(run.outcome.report.counts.of(Verdict::Valid) > 200);
}

TEST_CASE("keys that are in use are found by few records, and the others try them first") {
    const keys::KeyStore keys = keys_named(1000);
    constexpr std::size_t count = 2000;
    const auto records = [&](auto&& key_of) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i) {
            const ByteVector message = to_vector(std::to_string(i));
            const ByteVector mac = reference_hmac(Algorithm::HmacSha256, key_of(i).material.bytes(), message);
            text += record_line({"", "", "HMAC_SHA_256", message, mac}) + "\n";
        }
        return text;
    };
    rules::RunOptions options = with_candidates();
    options.slab_bytes = std::size_t{2} << 20;    // one
    const std::string rotated = records(
        [&](std::size_t i) -> const keys::Key& { return keys[300 + static_cast<std::uint32_t>(i * 3 / count)]; });
    const GpuRun three = run_on_gpu({}, rotated, keys, Replaceable::No, options);
    CHECK(three.outcome.report.counts.of(Verdict::Valid) == count);
    // 32 records search as far as the round that has their key, and of the three keys that they find each is among the
    // first four.
    CHECK(three.outcome.report.num_hashed <= (32 * 512) + (4 * count));

    const std::string one = records([&](std::size_t) -> const keys::Key& { return keys[900]; });
    const GpuRun whole = run_on_gpu({}, one, keys, Replaceable::No, options);
    CHECK(whole.outcome.report.num_hashed <= (32 * 1000) + count);
    CHECK(whole.outcome.report.num_hashed >= (32 * 900) + count);
    // Few candidates are tried without scouts, and slab after slab those first that fitted in the one before.
    options.shape.candidates.is_any = false;
    for (int i = 0; i < 12; ++i) {
        options.shape.candidates.names.push_back(fmt::format("key-{}", 889 + i));
    }
    options.slab_bytes = 20'000;
    const GpuRun few = run_on_gpu({}, one, keys, Replaceable::No, options);
    CHECK(few.outcome.report.counts.of(Verdict::Valid) == count);
    CHECK(few.outcome.report.num_hashed >= count);
    CHECK(few.outcome.report.num_hashed <= count + (2 * 200 * 12));    // of two workers the first slabs
}

TEST_CASE("more candidate keys than a slot takes are tried by batches that the host packs") {
    const keys::KeyStore keys = keys_named(3000);
    Random random(3);
    const std::string text = make_records(random, keys, 6);
    const GpuRun run = run_on_gpu({}, text, keys, Replaceable::No, with_candidates());
    check_same(run.outcome, on_scalar(text, keys, with_candidates()));
    CHECK(run.gpu->num_calls(GpuCall::PackRecords) == 0);
}

TEST_CASE("a call that fails in a search among several keys gives the GPU up, and the results are the CPU's") {
    const keys::KeyStore keys = keys_named(200);
    Random random(9);
    const std::string text = make_records(random, keys, 150);
    const rules::RunOptions options = with_candidates();
    const RunOutcome expected = on_scalar(text, keys, options);
    const GpuRun whole = run_on_gpu({}, text, keys, Replaceable::No, options);
    for (const GpuCall call : {GpuCall::Try, GpuCall::Settle, GpuCall::Order, GpuCall::CopyToHost, GpuCall::Fill}) {
        const std::uint64_t calls = whole.gpu->num_calls(call);
        REQUIRE(calls > 2);
        for (const int code : {700, 1, 2}) {
            for (const std::uint64_t occurrence : {std::uint64_t{1}, (calls + 1) / 2, calls}) {
                INFO(call_name(call) << ", error " << code << ", call " << occurrence << " of " << calls);
                EmulatedGpuOptions gpu;
                gpu.faults = {{call, code, occurrence}};
                const GpuRun run = run_on_gpu(gpu, text, keys, Replaceable::Yes, options);
                check_same(run.outcome, expected);
                CHECK(run.gpu->num_forbidden_calls() == 0);
            }
        }
    }
}

TEST_CASE("a GPU that tries other keys than it says is given up") {
    const keys::KeyStore keys = keys_named(200);
    Random random(10);
    const std::string text = make_records(random, keys, 400);
    const rules::RunOptions options = with_candidates();
    const RunOutcome expected = on_scalar(text, keys, options);
    for (const GpuDamage damage :
         {GpuDamage::SkipsJudging, GpuDamage::KeepsOutput, GpuDamage::SendsZeros, GpuDamage::SendsOnes,
          GpuDamage::FlipsOutput, GpuDamage::SkipsRounds, GpuDamage::SkipsBlocks, GpuDamage::SkipsSettling,
          GpuDamage::RepeatsBlocks, GpuDamage::MissesFits, GpuDamage::NamesNone}) {
        INFO("damage " << static_cast<int>(damage));
        EmulatedGpuOptions gpu;
        gpu.damage = damage;
        const GpuRun run = run_on_gpu(gpu, text, keys, Replaceable::Yes, options);
        check_same(run.outcome, expected);
        REQUIRE_FALSE(run.outcome.report.shares.empty());
        CHECK(run.outcome.report.shares.back().is_replacement);
        const GpuRun alone = run_on_gpu(gpu, text, keys, Replaceable::No, options);
        CHECK(report::exit_status(alone.outcome.report, {}) == 5);
        CHECK(alone.gpu->num_owned() == 0);
    }
}

TEST_CASE("a GPU that names another key than the one that fits, or none, is caught by OpenSSL in every mode") {
    const keys::KeyStore keys = keys_named(8);    // of each misfit eight keys are checked
    Random random(12);
    const std::string text = make_records(random, keys, 100);
    for (const GpuDamage damage : {GpuDamage::NamesOthers, GpuDamage::SaysNone}) {
        for (const rules::CrossCheck mode :
             {rules::CrossCheck::None, rules::CrossCheck::Sample, rules::CrossCheck::All}) {
            INFO("damage " << static_cast<int>(damage) << ", mode " << static_cast<int>(mode));
            EmulatedGpuOptions gpu;
            gpu.damage = damage;
            rules::RunOptions options = with_candidates();
            options.cross_check = mode;
            const GpuRun run = run_on_gpu(gpu, text, keys, Replaceable::Yes, options);
            CHECK(run.outcome.report.num_disagreements > 10);
            CHECK(report::exit_status(run.outcome.report, {}) == 5);
        }
    }
}

TEST_CASE("a stop ends a search among many keys, and the GPU can be used again") {
    const keys::KeyStore keys = keys_named(500);
    Random random(13);
    const rules::RunOptions options = with_candidates();
    const keys::KeyTable table(keys);
    const Result<rules::Candidates> candidates = rules::Candidates::make(options, table);
    REQUIRE(candidates);
    const rules::Rules rules(options, keys, &*candidates);
    StopFlag stop;
    judge::TextTrials trials(rules, table, true, &stop);
    judge::PlainStep step(options, table, rules);
    input::Slab slab;
    const std::string text = make_records(random, keys, 60);
    slab.shape = std::make_shared<const format::Shape>(options.shape);
    slab.size = text.size();
    slab.buffer.assign(as_bytes(text));
    judge::Framing framing;
    format::frame_records(slab.data(), slab.size, *slab.shape,
                          [&](const core::Frame& frame) { framing.frames.push_back(frame); });
    const std::unique_ptr<backend::Backend> backend =
        backend::open_cuda_on(std::make_shared<EmulatedGpu>(EmulatedGpuOptions{}), table, small_engine());
    const auto judge = [&] {
        backend::TextResult result;
        backend::TextJob job = step.texts(slab, trials.candidates()).value();
        job.frames = framing.frames;
        const bool is_done = backend->judge(job, result);
        REQUIRE(is_done);
        return std::ranges::count(result.answers, Verdict::Valid, &core::TextAnswer::verdict);
    };
    const auto num_valid = judge();
    CHECK(num_valid > 20);
    stop.request(15);
    for (int i = 0; i < 5; ++i) {    // more often than there are slots
        CHECK_THROWS_AS(judge(), judge::Interrupted);
    }
    trials.candidates()->go_on = [] {};
    CHECK(judge() == num_valid);
}

TEST_CASE("a search goes through every rank once, in rounds that grow, and no turn is longer than it may be") {
    for (const std::size_t num_keys : {0U, 1U, 2U, 64U, 65U, 1000U, 100'000U}) {
        for (const std::uint64_t num_blocks : {std::uint64_t{1}, std::uint64_t{1} << 24, std::uint64_t{1} << 40}) {
            CAPTURE(num_keys, num_blocks);
            const std::vector<std::uint32_t> schedules(num_keys);
            core::TextCandidates candidates;
            candidates.schedules[1] = schedules;
            gpu::Search search(&candidates);
            std::uint32_t next = 0;
            for (std::uint32_t rounds = 0, turns = 0;; ++turns) {
                REQUIRE(search.rounds().count >= 1);
                CHECK(search.is_first_turn() == (turns == 0));
                CHECK(search.first_rank() == next);
                CHECK(search.rounds_before() == rounds);
                const std::uint64_t ranks = search.end() - next;
                CHECK((turns == 0 || ranks == 1 || ranks * num_blocks <= gpu::most_turn_blocks));
                for (std::uint32_t round = 0; round < search.rounds().count; ++round, ++rounds) {
                    REQUIRE(search.rounds().ends[round] > next);
                    CHECK(search.num_trials(Algorithm::HmacSha256, next) ==
                          std::min<std::size_t>(num_keys, search.rounds().ends[round]));
                    next = search.rounds().ends[round];
                }
                CHECK((turns != 0 || next <= gpu::first_turn_ranks));
                if (next >= num_keys || turns > 1000) {
                    break;
                }
                search.plan_next_turn(1000, num_blocks);
            }
            CHECK((next == std::max<std::size_t>(num_keys, 1) || num_blocks > (std::uint64_t{1} << 24)));
        }
    }
}

}    // namespace hmacsweep::tests
