// The conformance suite: every backend of the registry must judge and compute as OpenSSL does, over all block
// boundaries, key lengths and batch sizes. A new backend is tested by standing in the registry.
#include "host/backend/packer.hpp"
#include "reference/hmac.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <algorithm>

namespace hmacsweep::tests {
namespace {

constexpr std::size_t message_sizes[] = {0,   1,   47,  48,  55,  56,  63,  64,  65,  111,  112,  119,  120,
                                         127, 128, 129, 191, 192, 239, 240, 255, 256, 1023, 1024, 4095, 4096};

/// Keys around each algorithm's block: 1, block - 1, block, block + 1 and 200 bytes.
std::vector<std::size_t> key_sizes(Algorithm algorithm) {
    const std::size_t block = core::block_bytes(algorithm);
    return {1, block - 1, block, block + 1, 200};
}

keys::KeyStore make_keys() {
    std::vector<keys::Key> keys;
    for (const std::size_t size : {1U, 63U, 64U, 65U, 127U, 128U, 129U, 200U}) {
        keys.push_back(make_key(std::to_string(size), pattern(size, 5)));
    }
    return make_store(std::move(keys));
}

/// A batch with what OpenSSL says of each item.
struct Judged {
    backend::Batch batch;
    std::vector<Verdict> verdicts;
    std::vector<ByteVector> macs;

    /// `mac_bytes`: what is kept of the MAC, any of which counts but nothing.
    void add(const keys::KeyTable& table, std::uint32_t key, Algorithm algorithm, Bytes message, bool is_damaged,
             std::size_t mac_bytes = core::max_digest_bytes) {
        ByteVector mac = reference_hmac(algorithm, table.material(key), message);
        macs.push_back(mac);
        mac.resize(std::min(mac.size(), mac_bytes));
        if (is_damaged && mac_bytes > 0) {
            const std::size_t bit = (macs.size() * 37) % (mac.size() * 8);
            mac[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        }
        verdicts.push_back(is_damaged || mac_bytes == 0 ? Verdict::Invalid : Verdict::Valid);
        batch.add(algorithm, table.schedule(key, algorithm), message, mac, 1);
    }
};

void check(const Judged& judged, const keys::KeyTable& table, const backend::BackendInfo& info) {
    INFO("backend " << info.name);
    constexpr std::size_t guard = 64;
    const std::unique_ptr<backend::Backend> backend = info.open(table, {});
    // Twice, so that nothing is left over from the call before.
    for (int round = 0; round < 2; ++round) {
        std::vector<Verdict> verdicts(judged.batch.size() + guard, Verdict::NotJudged);
        backend->verify(judged.batch.view(), std::span(verdicts).first(judged.batch.size()));
        CHECK(std::equal(judged.verdicts.begin(), judged.verdicts.end(), verdicts.begin()));
        CHECK(std::all_of(verdicts.end() - guard, verdicts.end(), [](Verdict v) { return v == Verdict::NotJudged; }));

        ByteVector macs((judged.batch.size() + 1) * core::max_digest_bytes, 0xee);
        backend->generate(judged.batch.view(), std::span(macs).first(macs.size() - core::max_digest_bytes));
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < judged.macs.size(); ++i) {
            const auto at = macs.begin() + static_cast<std::ptrdiff_t>(i * core::max_digest_bytes);
            wrong += std::equal(judged.macs[i].begin(), judged.macs[i].end(), at) ? 0 : 1;
        }
        CHECK(wrong == 0);
        CHECK(std::all_of(macs.end() - core::max_digest_bytes, macs.end(), [](std::uint8_t b) { return b == 0xee; }));
    }
}

}    // namespace

TEST_CASE("every backend judges every message and key length around the block boundaries as OpenSSL does") {
    const keys::KeyStore store = make_keys();
    const keys::KeyTable table(store);
    Judged judged;
    for (const Algorithm algorithm : all_algorithms) {
        for (const std::size_t key_size : key_sizes(algorithm)) {
            const std::uint32_t key = store.find(std::to_string(key_size));
            REQUIRE(key != core::no_key);
            for (const std::size_t size : message_sizes) {
                const ByteVector message = pattern(size, static_cast<unsigned>(key_size));
                judged.add(table, key, algorithm, message, false);
                judged.add(table, key, algorithm, message, true);
            }
        }
    }
    judged.batch.schedule();
    for (const backend::BackendInfo* info : available_backends()) {
        check(judged, table, *info);
    }
}

TEST_CASE("every backend judges batches of every size around its lanes and warps, all algorithms and lengths mixed") {
    const keys::KeyStore store = make_keys();
    const keys::KeyTable table(store);
    const std::vector<const backend::BackendInfo*> available = available_backends();
    for (const std::size_t num_items : {0U, 1U, 2U, 3U, 7U, 8U, 9U, 31U, 32U, 33U, 127U, 128U, 129U, 65537U}) {
        INFO(num_items << " items");
        Random random(num_items + 1);
        Judged judged;
        for (std::size_t i = 0; i < num_items; ++i) {
            const auto key = static_cast<std::uint32_t>(random.below(store.size()));
            const Algorithm algorithm = all_algorithms[random.below(all_algorithms.size())];
            judged.add(table, key, algorithm, random.bytes(random.below(num_items > 1000 ? 24 : 300)),
                       random.one_in(3));
        }
        judged.batch.schedule();
        for (const backend::BackendInfo* info : available) {
            check(judged, table, *info);
        }
    }
}

TEST_CASE("every backend judges an item that differs from its neighbours in key, length or MAC by itself") {
    const keys::KeyStore store = make_keys();
    const keys::KeyTable table(store);
    struct Item {
        std::uint32_t key = 0;
        std::size_t message_bytes = 100;
        std::size_t mac_bytes = core::max_digest_bytes;
    };
    const Item odd_items[] = {{1}, {0, 500}, {0, 5}, {0, 100, 20}, {0, 100, 1}, {0, 100, 0}, {1, 500, 17}};
    for (const Algorithm algorithm : all_algorithms) {
        for (const Item& odd : odd_items) {
            INFO(core::row_of(algorithm).name << ": key " << odd.key << ", " << odd.message_bytes << " bytes, "
                                              << odd.mac_bytes << " of the MAC");
            // One in 17, so that each lane has it once, whatever their number.
            Judged judged;
            for (std::size_t i = 0; i < 17 * 17; ++i) {
                const Item item = i % 17 == 0 ? odd : Item{};
                judged.add(table, item.key, algorithm, pattern(item.message_bytes, static_cast<unsigned>(i)),
                           i % 5 == 3, item.mac_bytes);
            }
            judged.batch.schedule();
            for (const backend::BackendInfo* info : available_backends()) {
                check(judged, table, *info);
            }
        }
    }
}

TEST_CASE("every backend compares truncated MACs of all lengths as far as they go") {
    const keys::KeyStore store = make_keys();
    const keys::KeyTable table(store);
    for (const bool is_mixed : {true, false}) {
        for (const Algorithm algorithm : all_algorithms) {
            Judged judged;
            for (std::size_t mac_bytes = 0; mac_bytes <= core::digest_bytes(algorithm); ++mac_bytes) {
                // Registers of one length, or of two by turns.
                for (std::size_t i = 0; i < 32; ++i) {
                    const std::size_t kept =
                        is_mixed && i % 3 == 0 ? core::digest_bytes(algorithm) - mac_bytes : mac_bytes;
                    judged.add(table, 0, algorithm, pattern(10, static_cast<unsigned>(i)), i % 4 == 1, kept);
                }
            }
            judged.batch.schedule();
            INFO(core::row_of(algorithm).name << (is_mixed ? ", mixed" : ""));
            for (const backend::BackendInfo* info : available_backends()) {
                check(judged, table, *info);
            }
        }
    }
}

TEST_CASE("every backend judges a message of the greatest batch length among short ones") {
    const keys::KeyStore store = make_keys();
    const keys::KeyTable table(store);
    Judged judged;
    for (const Algorithm algorithm : all_algorithms) {
        judged.add(table, 0, algorithm, pattern(3), false);
        judged.add(table, 1, algorithm, pattern(core::max_batch_message_bytes), false);
        judged.add(table, 2, algorithm, pattern(core::max_batch_message_bytes - 1), true);
        judged.add(table, 3, algorithm, {}, false);
    }
    judged.batch.schedule();
    for (const backend::BackendInfo* info : available_backends()) {
        check(judged, table, *info);
    }
}

TEST_CASE("a batch that is cleared is as good as a new one") {
    const keys::KeyStore store = make_keys();
    const keys::KeyTable table(store);
    Judged first;
    for (std::size_t i = 0; i < 50; ++i) {
        first.add(table, 0, Algorithm::HmacSha512, pattern(500, 3), false);
    }
    first.batch.schedule();
    first.batch.clear();
    first.verdicts.clear();
    first.macs.clear();
    for (std::size_t size = 0; size < 20; ++size) {
        first.add(table, 1, Algorithm::HmacSha224, pattern(size), size % 2 == 0);
    }
    first.batch.schedule();
    CHECK(first.batch.size() == 20);
    for (const backend::BackendInfo* info : available_backends()) {
        check(first, table, *info);
    }
}

TEST_CASE("the schedule leaves items of one algorithm and length as they came, whatever came before") {
    backend::Batch batch;
    const auto add = [&](Algorithm algorithm, std::size_t size) { batch.add(algorithm, 0, pattern(size), {}, 0); };
    const auto order = [&] {
        batch.schedule();
        return std::vector<std::uint32_t>(batch.view().order, batch.view().order + batch.size());
    };
    CHECK(order().empty());
    for (const std::size_t size : {600U, 10U, 600U, 11U, 65U}) {
        add(Algorithm::HmacSha256, size);
    }
    add(Algorithm::HmacSha224, 20);
    CHECK(order() == std::vector<std::uint32_t>{5, 0, 2, 4, 1, 3});
    CHECK(order() == std::vector<std::uint32_t>{5, 0, 2, 4, 1, 3});
    batch.clear();
    for (const std::size_t size : {300U, 20U, 10U}) {
        add(Algorithm::HmacSha512, size);
    }
    CHECK(order() == std::vector<std::uint32_t>{0, 1, 2});
    add(Algorithm::HmacSha512, 4000);
    CHECK(order() == std::vector<std::uint32_t>{3, 0, 1, 2});
}

TEST_CASE("the schedule is a permutation in which neighbours share an algorithm and lengths fall") {
    const keys::KeyStore store = make_keys();
    const keys::KeyTable table(store);
    Random random(5);
    backend::Batch batch;
    for (std::size_t i = 0; i < 1000; ++i) {
        const Algorithm algorithm = all_algorithms[random.below(all_algorithms.size())];
        batch.add(algorithm, table.schedule(0, algorithm), random.bytes(random.below(700)), {}, 0);
    }
    batch.schedule();
    const core::BatchView view = batch.view();
    std::vector<bool> seen(view.num_items);
    std::size_t changes = 0;
    for (std::size_t i = 0; i < view.num_items; ++i) {
        CHECK_FALSE(seen[view.order[i]]);
        seen[view.order[i]] = true;
        if (i == 0) {
            continue;
        }
        const core::BatchItem& before = view.items[view.order[i - 1]];
        const core::BatchItem& item = view.items[view.order[i]];
        if (before.algorithm != item.algorithm) {
            ++changes;
        } else {
            CHECK(before.num_blocks >= item.num_blocks);
        }
    }
    CHECK(changes == all_algorithms.size() - 1);
}

}    // namespace hmacsweep::tests
