// The self-test lets every real backend pass and none of the broken ones; the registry chooses after it.
#include "host/backend/self_test.hpp"

#include "host/backend/cpu_backends.hpp"
#include "host/backend/fallback_backend.hpp"
#include "host/backend/known_answers.hpp"
#include "host/backend/packer.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lying_backends.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace hmacsweep::tests {
namespace {

/// Right but for one algorithm: what a self-test that leaves one out would let pass.
class WrongFor : public backend::Backend {
public:
    WrongFor(const keys::KeyTable& keys, Algorithm algorithm)
        : honest_(backend::open_scalar(keys, {})), algorithm_(algorithm) {}
    void verify(const core::BatchView& batch, std::span<Verdict> verdicts) override {
        honest_->verify(batch, verdicts);
        for (std::size_t i = 0; i < batch.num_items; ++i) {
            if (batch.items[i].algorithm == algorithm_) {
                verdicts[i] = Verdict::Valid;
            }
        }
    }
    void generate(const core::BatchView& batch, std::span<std::uint8_t> macs) override {
        honest_->generate(batch, macs);
    }

private:
    std::unique_ptr<backend::Backend> honest_;
    Algorithm algorithm_;
};

/// As a device that is lost.
class Lost : public backend::Backend {
public:
    void verify(const core::BatchView&, std::span<Verdict>) override { throw backend::BackendFailure("lost"); }
    void generate(const core::BatchView&, std::span<std::uint8_t>) override { throw backend::BackendFailure("lost"); }
};

/// Compares only the first `bytes` of a MAC, as a compare that stops early does.
class ComparesOnly : public backend::Backend {
public:
    ComparesOnly(const keys::KeyTable& keys, std::size_t bytes)
        : honest_(backend::open_scalar(keys, {})), bytes_(bytes) {}
    void verify(const core::BatchView& batch, std::span<Verdict> verdicts) override {
        ByteVector macs(batch.num_items * core::max_digest_bytes);
        honest_->generate(batch, macs);
        for (std::size_t i = 0; i < batch.num_items; ++i) {
            const std::uint8_t* const computed = macs.data() + (i * core::max_digest_bytes);
            const bool is_same =
                std::equal(computed, computed + std::min<std::size_t>(bytes_, batch.items[i].mac_bytes),
                           batch.macs + (i * core::max_digest_bytes));
            verdicts[i] = is_same ? Verdict::Valid : Verdict::Invalid;
        }
    }
    void generate(const core::BatchView& batch, std::span<std::uint8_t> macs) override {
        honest_->generate(batch, macs);
    }

private:
    std::unique_ptr<backend::Backend> honest_;
    std::size_t bytes_;
};

}    // namespace

TEST_CASE("every available backend passes its self-test") {
    for (const backend::BackendInfo* info : available_backends()) {
        INFO("backend " << info->name);
        CHECK(backend::self_test(*info).empty());
    }
}

TEST_CASE("a backend that is broken fails its self-test, and the failure says how") {
    const auto failure = [](std::string_view name) { return backend::self_test(lying_backend(name)); };
    CHECK_THAT(failure("always valid"), has_text("a wrong MAC is not invalid"));
    CHECK_THAT(failure("always invalid"), has_text("a right MAC is not valid"));
    CHECK_THAT(failure("silent"), has_text("a right MAC is not valid"));
    CHECK_THAT(failure("all ones"), has_text("a right MAC is not valid"));
    CHECK_FALSE(failure("flips one in 97").empty());
    CHECK_THAT(failure("throws"), has_text("the device is lost"));
}

TEST_CASE("a backend that makes one wrong bit in the last MAC, or is wrong for one algorithm, fails its self-test") {
    for (const Algorithm algorithm : all_algorithms) {
        const auto open = [&](const keys::KeyTable& keys) { return std::make_unique<WrongFor>(keys, algorithm); };
        CHECK_THAT(backend::self_test(open), has_text(std::string(name_of(algorithm))));
    }
    CHECK_FALSE(backend::self_test(lying_backend("flips one MAC bit")).empty());
}

TEST_CASE("a backend that compares only the beginning of a MAC fails its self-test") {
    const auto failure = [](std::size_t bytes) {
        return backend::self_test(
            [&](const keys::KeyTable& keys) { return std::make_unique<ComparesOnly>(keys, bytes); });
    };
    for (const std::size_t bytes : {0U, 1U, 4U, 16U, 27U}) {
        INFO(bytes << " bytes");
        CHECK_FALSE(failure(bytes).empty());
    }
    CHECK(failure(core::max_digest_bytes).empty());
}

TEST_CASE("the known answers are OpenSSL's, and reach every block boundary under each algorithm") {
    for (const Algorithm algorithm : all_algorithms) {
        std::set<std::size_t> messages;
        std::set<std::size_t> keys;
        for (const backend::KnownAnswer& answer : backend::known_answers) {
            if (answer.algorithm != algorithm) {
                continue;
            }
            messages.insert(answer.message_bytes);
            keys.insert(answer.key_bytes);
            // The patterns as KnownAnswer's own comment has them.
            ByteVector key(answer.key_bytes);
            ByteVector message(answer.message_bytes);
            for (std::size_t i = 0; i < key.size(); ++i) {
                key[i] = static_cast<std::uint8_t>((i * 7) + 1);
            }
            for (std::size_t i = 0; i < message.size(); ++i) {
                message[i] = static_cast<std::uint8_t>((i * 11) + 1);
            }
            CHECK(reference_hmac(algorithm, key, message) == from_hex(answer.mac));
        }
        for (const std::size_t size : {0U, 1U, 55U, 56U, 63U, 64U, 65U, 111U, 112U, 119U, 120U, 127U, 128U, 129U}) {
            CHECK(messages.contains(size));
        }
        for (const std::size_t size : {63U, 64U, 65U, 127U, 128U, 129U}) {
            CHECK(keys.contains(size));
        }
    }
}

TEST_CASE("a backend is chosen by name, or the best there is, and only after its self-test") {
    const Result<backend::ChosenBackend> best = backend::choose_backend({});
    REQUIRE(best.has_value());
    CHECK(best->info->name == "simd");
    CHECK_FALSE(best->detail.empty());
    for (const backend::BackendInfo* info : available_backends()) {
        const Result<backend::ChosenBackend> chosen = backend::choose_backend({.name = info->name});
        REQUIRE(chosen.has_value());
        CHECK(chosen->info->name == info->name);
        CHECK(backend::is_backend_name(info->name));
        CHECK_THAT(backend::backend_names(), has_text(std::string(info->name)));
    }
    for (const std::string_view name : {"", "SIMD", "simd:", "gpu", "auto "}) {
        CHECK_FALSE(backend::is_backend_name(name));
        CHECK_FALSE(backend::choose_backend({.name = name}).has_value());
    }
}

TEST_CASE("auto takes the GPU only for an input that is known to be large, and may replace it then") {
    const auto chosen_for = [](std::optional<std::uint64_t> bytes) {
        return backend::choose_backend({.name = "auto", .devices = {}, .input_bytes = bytes});
    };
    constexpr std::uint64_t gigabyte = std::uint64_t{1} << 30;
    const Result<backend::ChosenBackend> large = chosen_for(gigabyte);
    REQUIRE(large.has_value());
    CHECK(large->info->name == "cuda");    // emulated
    CHECK(large->may_be_replaced);
    for (const std::optional<std::uint64_t> bytes : {std::optional<std::uint64_t>{}, {0}, {1'000'000}}) {
        const Result<backend::ChosenBackend> small = chosen_for(bytes);
        REQUIRE(small.has_value());
        CHECK(small->info->name == "simd");
        CHECK_FALSE(small->may_be_replaced);
        CHECK(small->warnings.empty());
    }
    CHECK_FALSE(backend::choose_backend({.name = "cuda"})->may_be_replaced);
}

TEST_CASE("every backend has a description, and those of the CPU are always there") {
    for (const backend::BackendInfo& info : backend::backends()) {
        CHECK_FALSE(info.description.empty());
    }
    CHECK(backend_named("openssl").probe({}).is_available);
    CHECK(backend_named("scalar").probe({}).is_available);
    CHECK(backend_named("simd").probe({}).is_available);
    CHECK(backend_named("simd:128").probe({}).is_available);
}

TEST_CASE("a backend knows whether OpenSSL does its hashing, and so does one that OpenSSL has taken over from") {
    const keys::KeyStore no_keys;
    const keys::KeyTable table(no_keys);
    for (const backend::BackendInfo* const info : available_backends()) {
        INFO(info->name);
        CHECK(info->open(table, {})->is_openssl() == (info->name == "openssl"));
    }
    const auto fail = []() -> std::unique_ptr<backend::Backend> { throw backend::BackendFailure("lost"); };
    for (const std::string_view name : {"scalar", "openssl"}) {
        const backend::BackendInfo& info = backend_named(name);
        CHECK(backend::FallbackBackend([&] { return info.open(table, {}); }, [] { return backend::Replacement(); })
                  .is_openssl() == (name == "openssl"));
        CHECK(backend::FallbackBackend(fail, [&] {
                  return backend::Replacement{"", "", info.open(table, {})};
              }).is_openssl() == (name == "openssl"));
    }
}

TEST_CASE("a replacement that fails is not made again: each batch fails as the first did") {
    const keys::KeyStore no_keys;
    const keys::KeyTable table(no_keys);
    int num_made = 0;
    backend::FallbackBackend backend([] { return std::make_unique<Lost>(); },
                                     [&]() -> backend::Replacement {
                                         ++num_made;
                                         throw backend::BackendFailure("no replacement");
                                     });
    const backend::Batch batch;
    for (int attempt = 0; attempt < 2; ++attempt) {
        CHECK_THROWS_WITH(backend.verify(batch.view(), {}), "no replacement");
    }
    CHECK(num_made == 1);
}

}    // namespace hmacsweep::tests
