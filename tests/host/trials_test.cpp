// Several MACs and several candidate keys for one record: what is valid, which key is named, and what it costs.
#include "host/judge/trials.hpp"

#include "host/backend/cpu_backends.hpp"
#include "host/judge/checker.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lying_backends.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>

namespace hmacsweep::tests {
namespace {

keys::KeyStore numbered_keys(std::size_t count) {
    std::vector<keys::Key> keys;
    for (std::size_t i = 0; i < count; ++i) {
        keys.push_back(make_key("key-" + std::to_string(i), to_vector("material " + std::to_string(i))));
    }
    return make_store(std::move(keys));
}

rules::CandidateList all_keys(const keys::KeyStore& keys) {
    rules::CandidateList list;
    list.keys.resize(keys.size());
    std::iota(list.keys.begin(), list.keys.end(), 0U);
    return list;
}

/// A record and the bytes that it views.
struct Made {
    Algorithm algorithm = Algorithm::HmacSha256;
    ByteVector message;
    std::vector<ByteVector> macs;
    std::vector<Bytes> more;

    reader::Record record() {
        more.assign(macs.begin() + 1, macs.end());
        reader::Record record;
        record.algorithm = algorithm;
        record.message = message;
        record.mac = macs[0];
        record.more_macs = more;
        record.has_mac = true;
        return record;
    }
};

bool is_right(const keys::KeyStore& keys, std::uint32_t key, const Made& made, std::uint32_t min_mac_bytes) {
    const ByteVector right = reference_hmac(made.algorithm, keys[key].material.bytes(), made.message);
    return std::ranges::any_of(made.macs, [&](const ByteVector& mac) {
        const bool is_long_enough = mac.size() == right.size() || (min_mac_bytes != 0 && mac.size() >= min_mac_bytes);
        return is_long_enough && mac.size() <= right.size() && std::equal(mac.begin(), mac.end(), right.begin());
    });
}

/// The first key that fits, by OpenSSL one by one.
std::optional<std::uint32_t> first_that_fits(const keys::KeyStore& keys, const Made& made,
                                             std::uint32_t min_mac_bytes) {
    for (std::uint32_t key = 0; key < keys.size(); ++key) {
        if (is_right(keys, key, made, min_mac_bytes)) {
            return key;
        }
    }
    return std::nullopt;
}

/// A record as rotations, truncation and damage leave them: MACs under one key or two, or none of them, some cut.
Made random_record(Random& random, const keys::KeyStore& keys, std::uint32_t min_mac_bytes) {
    Made made;
    made.algorithm = all_algorithms[random.below(all_algorithms.size())];
    made.message = random.bytes(random.one_in(50) ? random.below(5000) : random.below(200));
    const std::size_t num_macs = random.one_in(4) ? 1 + random.below(4) : 1;
    for (std::size_t m = 0; m < num_macs; ++m) {
        const auto key = static_cast<std::uint32_t>(random.below(keys.size()));
        ByteVector mac = reference_hmac(made.algorithm, keys[key].material.bytes(), made.message);
        if (random.one_in(3)) {
            mac[random.below(mac.size())] ^= static_cast<std::uint8_t>(1U << random.below(8));
        }
        if (random.one_in(5)) {
            mac.resize(1 + random.below(mac.size()));
        }
        if (min_mac_bytes == 1 && random.one_in(5)) {
            mac.resize(1);    // which several of many keys fit
        }
        made.macs.push_back(std::move(mac));
    }
    return made;
}

/// Counts what an honest backend is given.
class Watcher : public backend::Backend {
public:
    explicit Watcher(const keys::KeyTable& keys) : honest_(backend::open_scalar(keys, {})) {}
    void verify(const core::BatchView& batch, std::span<Verdict> verdicts) override {
        largest = std::max(largest, batch.num_items);
        ++rounds;
        for (std::size_t i = 0; i < batch.num_items; ++i) {
            blocks.insert(batch.items[i].blocks_offset);
            CHECK((i == 0 || batch.items[i].blocks_offset >= batch.items[i - 1].blocks_offset));
        }
        honest_->verify(batch, verdicts);
    }
    void generate(const core::BatchView& batch, std::span<std::uint8_t> macs) override {
        honest_->generate(batch, macs);
    }
    std::size_t largest = 0;
    std::size_t rounds = 0;
    std::set<std::uint64_t> blocks;    ///< offsets that items had

private:
    std::unique_ptr<backend::Backend> honest_;
};

/// Finds every MAC wrong, at once.
class Refuser : public backend::Backend {
public:
    void verify(const core::BatchView& /*batch*/, std::span<Verdict> verdicts) override {
        ++rounds;
        std::ranges::fill(verdicts, Verdict::Invalid);
    }
    void generate(const core::BatchView& /*batch*/, std::span<std::uint8_t> /*macs*/) override {}
    std::size_t rounds = 0;
};

/// `count` records of one MAC, each under the key that `key_of(i)` says.
template <class KeyOf>
std::vector<Made> records_under(const keys::KeyStore& keys, std::size_t count, KeyOf&& key_of) {
    std::vector<Made> records;
    for (std::size_t i = 0; i < count; ++i) {
        Made made;
        made.message = to_vector("record " + std::to_string(i));
        made.macs = {reference_hmac(made.algorithm, keys[key_of(i)].material.bytes(), made.message)};
        records.push_back(std::move(made));
    }
    return records;
}

void add_all(judge::Trials& trials, std::vector<Made>& records, const rules::CandidateList& list) {
    trials.clear();
    for (std::uint32_t i = 0; i < records.size(); ++i) {
        trials.add(i, records[i].record(), core::no_key, &list);
    }
}

}    // namespace

TEST_CASE("a record is valid when any of its MACs is right, wherever it stands, and invalid only when all are wrong") {
    const keys::KeyStore keys = numbered_keys(2);
    const keys::KeyTable table(keys);
    const std::unique_ptr<judge::Checker> checkers[] = {judge::make_openssl_checker(table),
                                                        judge::make_core_checker(table)};
    std::vector<Made> records;
    std::vector<bool> are_valid;
    for (std::size_t num_macs = 1; num_macs <= 4; ++num_macs) {
        for (std::size_t right = 0; right <= num_macs; ++right) {    // at num_macs: none
            Made made;
            made.message = pattern(40 * num_macs);
            for (std::size_t m = 0; m < num_macs; ++m) {
                // Others are under the wrong key, one byte short, or one too long.
                ByteVector mac =
                    reference_hmac(made.algorithm, keys[m == right ? 1 : 0].material.bytes(), made.message);
                mac.resize(m == right ? 32 : 31 + (m % 3));
                made.macs.push_back(std::move(mac));
            }
            records.push_back(std::move(made));
            are_valid.push_back(right < num_macs);
        }
    }
    for (const backend::BackendInfo* info : available_backends()) {
        INFO("backend " << info->name);
        const std::unique_ptr<backend::Backend> backend = info->open(table, {});
        judge::Trials trials(table, 0);
        for (std::uint32_t i = 0; i < records.size(); ++i) {
            trials.add(i, records[i].record(), 1, nullptr);
        }
        trials.judge(*backend);
        for (const judge::TriedRecord& tried : trials.records()) {
            INFO("record " << tried.record);
            CHECK(tried.verdict == (are_valid[tried.record] ? Verdict::Valid : Verdict::Invalid));
        }
    }
    for (std::size_t i = 0; i < records.size(); ++i) {
        for (const std::unique_ptr<judge::Checker>& checker : checkers) {
            CHECK(judge::any_mac_matches(*checker, 1, records[i].record(), 0) == are_valid[i]);
        }
    }
}

TEST_CASE("random records with many keys and MACs get the key that OpenSSL finds first, on every backend") {
    Random random("trials");
    for (const std::size_t num_keys : {2U, 3U, 17U, 150U}) {
        for (const std::uint32_t min_mac_bytes : {0U, 1U, 16U}) {
            const keys::KeyStore keys = numbered_keys(num_keys);
            const keys::KeyTable table(keys);
            const rules::CandidateList list = all_keys(keys);
            std::vector<Made> records;
            for (int i = 0; i < 150; ++i) {
                records.push_back(random_record(random, keys, min_mac_bytes));
            }
            std::vector<std::optional<std::uint32_t>> expected;
            for (const Made& made : records) {
                expected.push_back(first_that_fits(keys, made, min_mac_bytes));
            }
            for (const backend::BackendInfo* info : available_backends()) {
                const std::unique_ptr<backend::Backend> backend = info->open(table, {});
                judge::Trials trials(table, min_mac_bytes);
                for (int slab = 0; slab < 2; ++slab) {    // what was learnt from the first must not change the second
                    add_all(trials, records, list);
                    trials.judge(*backend);
                    for (const judge::TriedRecord& tried : trials.records()) {
                        INFO(info->name << ", " << num_keys << " keys, record " << tried.record);
                        REQUIRE(tried.verdict == (expected[tried.record] ? Verdict::Valid : Verdict::Invalid));
                        if (expected[tried.record]) {
                            CHECK(tried.key_at(tried.position) == *expected[tried.record]);
                        }
                    }
                }
            }
        }
    }
}

TEST_CASE("records under keys that were rotated cost little more than records under one key") {
    const keys::KeyStore keys = numbered_keys(1000);
    const keys::KeyTable table(keys);
    const rules::CandidateList list = all_keys(keys);
    std::vector<Made> records = records_under(keys, 3000, [](std::size_t i) { return i < 1000 ? 700U : 701U; });
    Watcher watcher(table);
    judge::Trials trials(table, 0);
    add_all(trials, records, list);
    trials.judge(watcher);
    // All records under the guess and under each key that is found, five of them under all keys, to find these.
    CHECK(trials.num_trials() < (3 * 3000) + (5 * 1000));
    CHECK(watcher.blocks.size() == 3000);

    std::vector<Made> later = records_under(keys, 3000, [](std::size_t) { return 701U; });
    add_all(trials, later, list);
    trials.judge(watcher);
    CHECK(trials.num_trials() == 3000);
    CHECK(std::ranges::all_of(trials.records(), [](const judge::TriedRecord& tried) { return tried.position == 701; }));
}

TEST_CASE(
    "records under any of a few keys are tried under no key behind the one that fits, and first under those in use") {
    const keys::KeyStore keys = numbered_keys(5);
    const keys::KeyTable table(keys);
    const rules::CandidateList list = all_keys(keys);
    std::vector<Made> records =
        records_under(keys, 3000, [](std::size_t i) { return static_cast<std::uint32_t>(2 + (i % 3)); });
    Watcher watcher(table);
    judge::Trials trials(table, 0);
    add_all(trials, records, list);
    trials.judge(watcher);
    CHECK(trials.num_trials() == 1000 * (3 + 4 + 5));
    for (int slab = 0; slab < 3; ++slab) {
        add_all(trials, records, list);
        trials.judge(watcher);
        CHECK(trials.num_trials() == 1000 * (1 + 2 + 3));
    }
    std::vector<Made> rotated = records_under(keys, 3000, [](std::size_t i) { return i < 2000 ? 2U : 0U; });
    add_all(trials, rotated, list);
    trials.judge(watcher);
    std::vector<Made> later = records_under(keys, 3000, [](std::size_t) { return 0U; });
    add_all(trials, later, list);
    trials.judge(watcher);
    CHECK(trials.num_trials() == 3000);
}

TEST_CASE("rounds stay small, whatever the number of keys, and no record is tried under a key twice") {
    const keys::KeyStore keys = numbered_keys(70'000);
    const keys::KeyTable table(keys);
    const rules::CandidateList list = all_keys(keys);
    std::vector<Made> records = records_under(keys, 4, [](std::size_t) { return 0U; });
    records[1].macs[0][5] ^= 1;
    records[2].macs = {reference_hmac(Algorithm::HmacSha256, keys[69'999].material.bytes(), records[2].message)};
    records[3].macs.push_back(records[3].macs[0]);    // two MACs, neither under any key
    records[3].macs[0][0] ^= 1;
    records[3].macs[1][1] ^= 1;
    Watcher watcher(table);
    judge::Trials trials(table, 0);
    add_all(trials, records, list);
    trials.judge(watcher);
    CHECK(trials.records()[0].verdict == Verdict::Valid);
    CHECK(trials.records()[1].verdict == Verdict::Invalid);
    CHECK(trials.records()[2].position == 69'999);
    CHECK(trials.records()[3].verdict == Verdict::Invalid);
    CHECK(watcher.largest <= 2 * 65'536);
    CHECK(watcher.rounds < 60);
    CHECK(trials.num_trials() == 1 + 70'000 + 70'000 + (2 * 70'000));
}

TEST_CASE("a search of very many rounds ends, whether the first key that fits is wanted or any") {
    const keys::KeyStore keys = numbered_keys(4500);
    const keys::KeyTable table(keys);
    const rules::CandidateList list = all_keys(keys);
    for (const std::size_t mac_bytes : {32U, 8U}) {
        std::vector<Made> records = records_under(keys, 1400, [](std::size_t) { return 0U; });
        for (Made& made : records) {
            made.macs[0].resize(mac_bytes);
        }
        Refuser refuser;
        judge::Trials trials(table, 4);
        add_all(trials, records, list);
        trials.judge(refuser);
        CHECK(refuser.rounds > 64);
        CHECK(trials.num_trials() == 1400 * 4500);
        CHECK(std::ranges::all_of(trials.records(),
                                  [](const judge::TriedRecord& tried) { return tried.verdict == Verdict::Invalid; }));
    }
}

TEST_CASE("a record under the first keys of many does not wait for the others") {
    const keys::KeyStore keys = numbered_keys(70'000);
    const keys::KeyTable table(keys);
    const rules::CandidateList list = all_keys(keys);
    std::vector<Made> records = records_under(keys, 1, [](std::size_t) { return 1500U; });
    Watcher watcher(table);
    judge::Trials trials(table, 0);
    add_all(trials, records, list);
    trials.judge(watcher);
    CHECK(trials.records()[0].position == 1500);
    CHECK(trials.num_trials() < 4000);
}

TEST_CASE("a record whose MACs all have a wrong length is tried once and is invalid") {
    const keys::KeyStore keys = numbered_keys(500);
    const keys::KeyTable table(keys);
    const rules::CandidateList list = all_keys(keys);
    std::vector<Made> records = records_under(keys, 1, [](std::size_t) { return 3U; });
    records[0].macs[0].resize(31);
    records[0].macs.emplace_back();
    Watcher watcher(table);
    judge::Trials trials(table, 0);
    add_all(trials, records, list);
    trials.judge(watcher);
    CHECK(trials.records()[0].verdict == Verdict::Invalid);
    CHECK(trials.num_trials() == 1);
}

TEST_CASE("trials that a backend leaves unjudged make no record invalid") {
    const keys::KeyStore keys = numbered_keys(20);
    const keys::KeyTable table(keys);
    const rules::CandidateList list = all_keys(keys);
    for (const std::string_view name : {"silent", "all ones"}) {
        const std::unique_ptr<backend::Backend> backend = lying_backend(name).open(table, {});
        std::vector<Made> records =
            records_under(keys, 50, [](std::size_t i) { return static_cast<unsigned>(i % 20); });
        judge::Trials trials(table, 0);
        add_all(trials, records, list);
        trials.judge(*backend);
        CHECK(std::ranges::all_of(trials.records(),
                                  [](const judge::TriedRecord& tried) { return tried.verdict == Verdict::NotJudged; }));
    }
}

}    // namespace hmacsweep::tests
