// The names of keys: which there are, which may be shared, and what a key is to the rest.
#include "host/keys/key_store.hpp"

#include "host/keys/key_table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"

namespace hmacsweep::tests {
namespace {

constexpr std::string_view uuid = "1234abcd-12ab-34cd-56ef-1234567890ab";

std::string arn_of(std::string_view id, std::string_view region = "eu-west-1") {
    return std::string("arn:aws:kms:") + std::string(region) + ":444455556666:key/" + std::string(id);
}

keys::Key named(std::string id, std::string arn, std::vector<std::string> aliases, Bytes material = pattern(32)) {
    keys::Key key = make_key(std::move(id), material);
    key.arn = std::move(arn);
    key.aliases = std::move(aliases);
    return key;
}

}    // namespace

TEST_CASE("a key is found by its KeyId, its ARN, its aliases and their ARNs, and by nothing else") {
    keys::KeyStore store;
    REQUIRE(store.add(make_key("other", pattern(8))).has_value());
    REQUIRE(store.add(named(std::string(uuid), arn_of(uuid), {"alias/audit", "alias/old"})).has_value());
    for (const std::string& name :
         {std::string(uuid), arn_of(uuid), std::string("alias/audit"), std::string("alias/old"),
          std::string("arn:aws:kms:eu-west-1:444455556666:alias/audit"),
          std::string("arn:aws:kms:eu-west-1:444455556666:alias/old")}) {
        INFO(name);
        CHECK(store.find(name) == 1);
    }
    for (const std::string& name :
         {std::string("audit"), std::string("alias/"), std::string("ALIAS/AUDIT"), std::string("alias/audit "),
          arn_of(uuid, "eu-west-2"), std::string("arn:aws:kms:eu-west-1:444455556667:alias/audit"),
          std::string("arn:aws:kms:eu-west-2:444455556666:alias/audit"), std::string()}) {
        INFO(name);
        CHECK(store.find(name) == core::no_key);
    }
}

TEST_CASE("an alias given as an ARN is found by both of its forms") {
    keys::KeyStore store;
    REQUIRE(store.add(named("k", "", {"arn:aws-cn:kms:cn-north-1:444455556666:alias/x"})).has_value());
    CHECK(store.find("alias/x") == 0);
    CHECK(store.find("arn:aws-cn:kms:cn-north-1:444455556666:alias/x") == 0);
}

TEST_CASE("a name that another key has is refused, whether or not the material is equal") {
    const ByteVector same = pattern(32);
    const ByteVector other = pattern(32, 99);
    for (const ByteVector* material : {&same, &other}) {
        const auto refuse = [&](keys::Key first, keys::Key second) {
            keys::KeyStore store;
            REQUIRE(store.add(std::move(first)).has_value());
            const Result<std::uint32_t> added = store.add(std::move(second));
            REQUIRE_FALSE(added.has_value());
            CHECK_THAT(added.error().message, has_text("given twice"));
        };
        refuse(named("a", "", {}), named("a", "", {}, *material));
        refuse(named("a", "", {"alias/x"}), named("b", "", {"alias/x"}, *material));
        refuse(named("a", "", {"b"}), named("b", "", {}, *material));
        refuse(named("a", arn_of("a"), {}), named("b", arn_of("a"), {}, *material));
        // One alias in two Regions names two keys in KMS, and would name two here.
        refuse(named("a", arn_of("a", "eu-west-1"), {"alias/x"}),
               named("b", arn_of("b", "eu-west-2"), {"alias/x"}, *material));
    }
}

TEST_CASE("replicas of a multi-Region key are one key under several ARNs") {
    const std::string id = "mrk-1234abcd12ab34cd56ef1234567890ab";
    keys::KeyStore store;
    REQUIRE(store.add(named(id, arn_of(id, "eu-west-1"), {"alias/m"})).has_value());
    REQUIRE(store.add(named(id, arn_of(id, "us-east-1"), {"alias/m"})).has_value());
    REQUIRE(store.add(named(id, arn_of(id, "us-west-2"), {})).has_value());
    CHECK(store.find(id) == 0);
    CHECK(store.find("alias/m") == 0);
    CHECK(store.find(arn_of(id, "eu-west-1")) == 0);
    CHECK(store.find(arn_of(id, "us-east-1")) == 1);
    CHECK(store.find(arn_of(id, "us-west-2")) == 2);
    CHECK(store.find("arn:aws:kms:us-east-1:444455556666:alias/m") == 1);
}

TEST_CASE("what is nearly a replica is refused: other material, the same ARN, no ARN, or no mrk- name") {
    const std::string id = "mrk-1234abcd12ab34cd56ef1234567890ab";
    const auto is_refused = [](keys::Key first, keys::Key second) {
        keys::KeyStore store;
        REQUIRE(store.add(std::move(first)).has_value());
        return !store.add(std::move(second)).has_value();
    };
    CHECK(is_refused(named(id, arn_of(id, "eu-west-1"), {}), named(id, arn_of(id, "us-east-1"), {}, pattern(32, 9))));
    CHECK(is_refused(named(id, arn_of(id, "eu-west-1"), {}), named(id, arn_of(id, "us-east-1"), {}, pattern(31))));
    CHECK(is_refused(named(id, arn_of(id), {}), named(id, arn_of(id), {})));
    CHECK(is_refused(named(id, "", {}), named(id, arn_of(id), {})));
    CHECK(is_refused(named("k", arn_of("k", "eu-west-1"), {}), named("k", arn_of("k", "us-east-1"), {})));
}

TEST_CASE("the Region and account of texts are the first ARN's, else KMS's examples") {
    keys::KeyStore store;
    CHECK(store.region() == "us-east-1");
    CHECK(store.account() == "111122223333");
    REQUIRE(store.add(make_key("plain", pattern(4))).has_value());
    REQUIRE(store.add(named("a", arn_of("a", "eu-west-1"), {})).has_value());
    REQUIRE(store.add(named("b", arn_of("b", "ap-south-1"), {})).has_value());
    CHECK(store.region() == "eu-west-1");
    CHECK(store.account() == "444455556666");
    CHECK(store.has_region("ap-south-1"));
    CHECK_FALSE(store.has_region("us-east-1"));
}

TEST_CASE("an ARN of KMS has its parts, and nothing else is one") {
    const keys::ArnParts arn = keys::parse_kms_arn("arn:aws-us-gov:kms:us-gov-west-1:444455556666:alias/a:b");
    CHECK(arn.prefix == "arn:aws-us-gov:kms:us-gov-west-1:444455556666:");
    CHECK(arn.region == "us-gov-west-1");
    CHECK(arn.account == "444455556666");
    CHECK(arn.resource == "alias/a:b");
    for (const std::string_view text : {"", "arn", "arn:aws:s3:::bucket", "arn:aws:kms:us-east-1:1", "a:b:c:d:e:f"}) {
        INFO(text);
        CHECK(keys::parse_kms_arn(text).prefix.empty());
        CHECK(keys::parse_kms_arn(text).resource.empty());
    }
}

TEST_CASE("a fingerprint is the beginning of the key's HMAC over a fixed text, under its own algorithm") {
    // DESIGN section 2: anyone with access to the key in KMS can confirm it there with GenerateMac.
    constexpr std::string_view text = "hmacsweep key fingerprint v1";
    const ByteVector material = pattern(64);
    const auto expected = [&](Algorithm algorithm) {
        std::string hex;
        const ByteVector mac = reference_hmac(algorithm, material, as_bytes(text));
        for (std::size_t i = 0; i < 8; ++i) {
            constexpr std::string_view digits = "0123456789abcdef";
            hex += digits[mac[i] >> 4];
            hex += digits[mac[i] & 15];
        }
        return hex;
    };
    CHECK(keys::fingerprint(make_key("k", material)) == expected(Algorithm::HmacSha256));
    for (const Algorithm algorithm : all_algorithms) {
        CHECK(keys::fingerprint(make_kms_key("k", algorithm, material)) == expected(algorithm));
    }
}

TEST_CASE("a key table has schedules for what each key may do and knows whose they are") {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("any", pattern(200)));
    keys.push_back(make_kms_key("one", Algorithm::HmacSha384, pattern(48)));
    keys.push_back(make_key("empty", {}));
    keys.back().state = keys::KeyState::PendingImport;
    keys.push_back(make_key("rsa", pattern(10)));
    keys.back().key_usage = "SIGN_VERIFY";
    keys.push_back(make_key("last", pattern(3)));
    const keys::KeyStore store = make_store(std::move(keys));
    const keys::KeyTable table(store);
    for (const Algorithm algorithm : all_algorithms) {
        for (const std::uint32_t key : {0U, 4U}) {
            CHECK(table.key_of(algorithm, table.schedule(key, algorithm)) == key);
        }
        CHECK((table.schedule(1, algorithm) == core::no_key) == (algorithm != Algorithm::HmacSha384));
        CHECK(table.schedule(2, algorithm) == core::no_key);
        CHECK(table.schedule(3, algorithm) == core::no_key);
    }
    CHECK(table.key_of(Algorithm::HmacSha384, table.schedule(1, Algorithm::HmacSha384)) == 1);
}

}    // namespace hmacsweep::tests
