// The second opinions, each against the other and against single calls of OpenSSL.
#include "host/judge/checker.hpp"

#include "host/backend/packer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"

namespace hmacsweep::tests {
namespace {

/// More keys than the OpenSSL checker keeps contexts for, so that they are thrown out and made again.
keys::KeyStore many_keys() {
    std::vector<keys::Key> keys;
    for (std::size_t i = 0; i < 50; ++i) {
        keys.push_back(make_key("key-" + std::to_string(i), pattern(1 + (i * 7), static_cast<unsigned>(i))));
    }
    return make_store(std::move(keys));
}

}    // namespace

TEST_CASE("both checkers agree with OpenSSL on keys in any order, and on messages longer than any batch's") {
    const keys::KeyStore keys = many_keys();
    const keys::KeyTable table(keys);
    const std::unique_ptr<judge::Checker> checkers[] = {judge::make_openssl_checker(table),
                                                        judge::make_core_checker(table)};
    Random random("checkers");
    for (int i = 0; i < 400; ++i) {
        const auto key = static_cast<std::uint32_t>(random.below(keys.size()));
        const Algorithm algorithm = all_algorithms[random.below(all_algorithms.size())];
        const std::size_t size = random.one_in(40) ? 60'000 + random.below(150'000) : random.below(400);
        const ByteVector message = random.bytes(size);
        ByteVector mac = reference_hmac(algorithm, table.material(key), message);
        for (const std::unique_ptr<judge::Checker>& checker : checkers) {
            ByteVector computed(mac.size());
            checker->compute(key, algorithm, message, computed);
            CHECK(computed == mac);
            CHECK(checker->matches(key, algorithm, message, mac));
            CHECK(checker->matches(key, algorithm, message, Bytes(mac).first(1 + random.below(mac.size()))));
            CHECK_FALSE(checker->matches((key + 1) % 50, algorithm, message, mac));
        }
        const std::size_t bit = random.below(mac.size() * 8);
        mac[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        for (const std::unique_ptr<judge::Checker>& checker : checkers) {
            CHECK_FALSE(checker->matches(key, algorithm, message, mac));
            mac.push_back(0);
            CHECK_FALSE(checker->matches(key, algorithm, message, mac));
            mac.pop_back();
        }
    }
}

}    // namespace hmacsweep::tests
