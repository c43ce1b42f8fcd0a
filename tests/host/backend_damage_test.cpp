// Damaged MACs on every backend: each single bit, every truncation, and lengths that no MAC has. (Tink flips every bit
// and tries every truncation of a tag; so does this.)
#include "host/backend/packer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <algorithm>

namespace hmacsweep::tests {
namespace {

keys::KeyStore one_key() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", pattern(40)));
    return make_store(std::move(keys));
}

std::vector<Verdict> verdicts_of(const backend::BackendInfo& info, const backend::Batch& batch,
                                 const keys::KeyTable& table) {
    std::vector<Verdict> verdicts(batch.size(), Verdict::NotJudged);
    info.open(table, {})->verify(batch.view(), verdicts);
    return verdicts;
}

}    // namespace

TEST_CASE("a MAC with any bit flipped is invalid under every algorithm and backend") {
    const keys::KeyStore store = one_key();
    const keys::KeyTable table(store);
    const ByteVector message = pattern(77);
    backend::Batch batch;
    std::size_t num_bits = 0;
    for (const Algorithm algorithm : all_algorithms) {
        const ByteVector mac = reference_hmac(algorithm, table.material(0), message);
        for (std::size_t bit = 0; bit < mac.size() * 8; ++bit) {
            ByteVector flipped = mac;
            flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            batch.add(algorithm, table.schedule(0, algorithm), message, flipped, 0);
            ++num_bits;
        }
    }
    REQUIRE(num_bits == 224 + 256 + 384 + 512);
    batch.schedule();
    for (const backend::BackendInfo* info : available_backends()) {
        INFO("backend " << info->name);
        const std::vector<Verdict> verdicts = verdicts_of(*info, batch, table);
        CHECK(std::ranges::count(verdicts, Verdict::Invalid) == static_cast<std::ptrdiff_t>(num_bits));
    }
}

TEST_CASE("a truncated MAC is valid exactly where it is long enough and truncation is accepted") {
    const keys::KeyStore store = one_key();
    const keys::KeyTable table(store);
    const ByteVector message = pattern(130);
    const std::vector<const backend::BackendInfo*> available = available_backends();
    for (const std::uint32_t min_mac_bytes : {0U, 1U, 2U, 10U, 16U, 27U, 28U, 29U, 32U, 47U, 63U, 64U}) {
        backend::Batch batch;
        std::vector<Verdict> expected;
        for (const Algorithm algorithm : all_algorithms) {
            const ByteVector mac = reference_hmac(algorithm, table.material(0), message);
            for (std::size_t size = 0; size <= mac.size(); ++size) {
                ByteVector part(mac.begin(), mac.begin() + static_cast<std::ptrdiff_t>(size));
                const std::uint32_t schedule = table.schedule(0, algorithm);
                batch.add(algorithm, schedule, message, part, min_mac_bytes);
                // The whole MAC always counts; a beginning of it only when asked for, and never an empty one.
                const bool is_valid = size == mac.size() || (min_mac_bytes > 0 && size >= min_mac_bytes);
                expected.push_back(is_valid ? Verdict::Valid : Verdict::Invalid);
                if (size != 0) {
                    part.back() ^= 0x80;
                    batch.add(algorithm, schedule, message, part, min_mac_bytes);
                    expected.push_back(Verdict::Invalid);
                }
            }
        }
        batch.schedule();
        for (const backend::BackendInfo* info : available) {
            INFO("backend " << info->name << ", at least " << min_mac_bytes << " bytes");
            CHECK(verdicts_of(*info, batch, table) == expected);
        }
    }
}

TEST_CASE("a MAC longer than the digest is invalid, even when it begins with the right one") {
    const keys::KeyStore store = one_key();
    const keys::KeyTable table(store);
    const ByteVector message = pattern(20);
    backend::Batch batch;
    for (const Algorithm algorithm : all_algorithms) {
        ByteVector mac = reference_hmac(algorithm, table.material(0), message);
        for (const std::size_t size :
             {mac.size() + 1, std::size_t{64}, std::size_t{65}, std::size_t{256 + mac.size()}, std::size_t{6144}}) {
            if (size > mac.size()) {
                ByteVector longer = mac;
                longer.resize(size);
                for (const std::uint32_t min_mac_bytes : {0U, 1U, 64U}) {
                    batch.add(algorithm, table.schedule(0, algorithm), message, longer, min_mac_bytes);
                }
            }
        }
    }
    batch.schedule();
    for (const backend::BackendInfo* info : available_backends()) {
        INFO("backend " << info->name);
        const std::vector<Verdict> verdicts = verdicts_of(*info, batch, table);
        CHECK(std::ranges::count(verdicts, Verdict::Invalid) == std::ssize(verdicts));
    }
}

TEST_CASE("the MAC of another message, key or algorithm is invalid") {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("a", pattern(32, 3)));
    keys.push_back(make_key("b", pattern(32, 7)));
    const keys::KeyStore store = make_store(std::move(keys));
    const keys::KeyTable table(store);
    const ByteVector message = pattern(64);
    backend::Batch batch;
    for (const Algorithm algorithm : all_algorithms) {
        const std::uint32_t schedule = table.schedule(0, algorithm);
        batch.add(algorithm, schedule, message, reference_hmac(algorithm, table.material(1), message), 0);
        batch.add(algorithm, schedule, message, reference_hmac(algorithm, table.material(0), pattern(63)), 0);
        // SHA-224 and SHA-384 are not the beginnings of SHA-256 and SHA-512: other initial values.
        for (const Algorithm other : all_algorithms) {
            if (other != algorithm) {
                ByteVector mac = reference_hmac(other, table.material(0), message);
                mac.resize(std::min<std::size_t>(mac.size(), core::digest_bytes(algorithm)));
                batch.add(algorithm, schedule, message, mac, 1);
            }
        }
    }
    batch.schedule();
    for (const backend::BackendInfo* info : available_backends()) {
        INFO("backend " << info->name);
        const std::vector<Verdict> verdicts = verdicts_of(*info, batch, table);
        CHECK(std::ranges::count(verdicts, Verdict::Invalid) == std::ssize(verdicts));
    }
}

TEST_CASE("only full length, or from the least length on, is a MAC's length") {
    // DESIGN section 1: --min-mac-bytes accepts MACs truncated to at least N bytes (full length only by default).
    for (const Algorithm algorithm : all_algorithms) {
        const std::size_t full = core::digest_bytes(algorithm);
        for (std::size_t size = 0; size <= 70; ++size) {
            CHECK(is_mac_length(algorithm, size, 0) == (size == full));
            CHECK(is_mac_length(algorithm, size, 14) == (size >= 14 && size <= full));
            CHECK(is_mac_length(algorithm, size, 64) == (size == full));
        }
    }
}

}    // namespace hmacsweep::tests
