// RFC 4231's test cases, on the reference, on the core's key schedules and on every backend.
#include "tests/vectors/rfc4231.hpp"

#include "host/backend/packer.hpp"
#include "reference/hmac.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <algorithm>

namespace hmacsweep::tests {
namespace {

constexpr std::uint32_t truncated_bytes = 16;    // case 5

std::string name_of_case(const vectors::Rfc4231Case& test) {
    return std::string("case ") + std::to_string(test.number) + ", " + std::string(name_of(test.algorithm));
}

}    // namespace

TEST_CASE("the reference computes the MACs of RFC 4231") {
    for (const vectors::Rfc4231Case& test : vectors::rfc4231) {
        INFO(name_of_case(test));
        const ByteVector expected = from_hex(test.mac);
        ByteVector mac = reference_hmac(test.algorithm, from_hex(test.key), from_hex(test.message));
        REQUIRE(mac.size() == core::digest_bytes(test.algorithm));
        mac.resize(expected.size());
        CHECK(mac == expected);
    }
}

TEST_CASE("the reference tells a MAC of RFC 4231 from a damaged one") {
    for (const vectors::Rfc4231Case& test : vectors::rfc4231) {
        INFO(name_of_case(test));
        reference::Hmac hmac(name_of(test.algorithm), from_hex(test.key));
        const ByteVector message = from_hex(test.message);
        ByteVector mac = from_hex(test.mac);
        CHECK(hmac.matches(message, mac));
        CHECK_FALSE(hmac.matches(from_hex("00"), mac));
        mac.back() ^= 1;
        CHECK_FALSE(hmac.matches(message, mac));
        CHECK_FALSE(hmac.matches(message, {}));
        CHECK_FALSE(hmac.matches(message, ByteVector(65)));
        // One context serves any number of messages.
        mac.back() ^= 1;
        CHECK(hmac.matches(message, mac));
    }
}

TEST_CASE("the reference refuses an algorithm that it does not have") {
    for (const std::string_view name : {"HMAC_SHA_1", "", "hmac_sha_256", "SHA2-256"}) {
        CHECK_THROWS_AS(reference::Hmac(name, from_hex("00")), std::invalid_argument);
    }
}

TEST_CASE("every backend verifies and computes the MACs of RFC 4231") {
    std::vector<keys::Key> keys;
    for (const vectors::Rfc4231Case& test : vectors::rfc4231) {
        keys.push_back(make_key(name_of_case(test), from_hex(test.key)));
    }
    const keys::KeyStore store = make_store(std::move(keys));
    const keys::KeyTable table(store);
    backend::Batch batch;
    for (const vectors::Rfc4231Case& test : vectors::rfc4231) {
        batch.add(test.algorithm, table.schedule(store.find(name_of_case(test)), test.algorithm),
                  from_hex(test.message), from_hex(test.mac), truncated_bytes);
    }
    batch.schedule();
    for (const backend::BackendInfo* info : available_backends()) {
        INFO("backend " << info->name);
        const std::unique_ptr<backend::Backend> backend = info->open(table, {});
        std::vector<Verdict> verdicts(batch.size(), Verdict::NotJudged);
        backend->verify(batch.view(), verdicts);
        ByteVector macs(batch.size() * core::max_digest_bytes);
        backend->generate(batch.view(), macs);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            INFO(name_of_case(vectors::rfc4231[i]));
            const ByteVector expected = from_hex(vectors::rfc4231[i].mac);
            CHECK(verdicts[i] == Verdict::Valid);
            CHECK(std::equal(expected.begin(), expected.end(),
                             macs.begin() + static_cast<std::ptrdiff_t>(i * core::max_digest_bytes)));
        }
    }
}

TEST_CASE("case 5 of RFC 4231, truncated to 128 bits, is invalid where truncated MACs are not accepted") {
    for (const vectors::Rfc4231Case& test : vectors::rfc4231) {
        if (test.number != 5) {
            continue;
        }
        const keys::KeyStore store = make_store([&] {
            std::vector<keys::Key> keys;
            keys.push_back(make_key("k", from_hex(test.key)));
            return keys;
        }());
        const std::string line =
            record_line({"", "k", std::string(name_of(test.algorithm)), from_hex(test.message), from_hex(test.mac)});
        for (const backend::BackendInfo* info : available_backends()) {
            INFO(name_of_case(test) << ", backend " << info->name);
            rules::RunOptions options;
            CHECK(codes_of(run_text(line, store, options, *info)) ==
                  std::vector<std::string>{"KMSInvalidMacException"});
            options.min_mac_bytes = truncated_bytes;
            CHECK(codes_of(run_text(line, store, options, *info)) == std::vector<std::string>{"valid"});
            options.min_mac_bytes = truncated_bytes + 1;
            CHECK(codes_of(run_text(line, store, options, *info)) ==
                  std::vector<std::string>{"KMSInvalidMacException"});
        }
    }
}

}    // namespace hmacsweep::tests
