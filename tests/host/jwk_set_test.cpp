// JWK Sets (RFC 7517) as key files.
#include "host/keys/key_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"

namespace hmacsweep::tests {
namespace {

/// RFC 7515, A.1: the key of its HS256 example, whose first bytes are 03 23 35 4b.
constexpr std::string_view rfc7515_key =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

Result<keys::LoadedKeys> parse(const std::string& text) {
    keys::LoadedKeys keys;
    if (const Result<std::size_t> added = keys::parse_key_file(SecretBytes(as_bytes(text)), "set.json", {}, keys);
        !added) {
        return added.error();
    }
    return keys;
}

std::string jwk(const std::string& members) {
    return R"({"keys":[{)" + members + "}]}";
}

std::string oct(const std::string& members) {
    return jwk(R"("kty":"oct","k":")" + std::string(rfc7515_key) + "\"," + members);
}

}    // namespace

TEST_CASE("the key of RFC 7515's first example verifies that example") {
    const Result<keys::LoadedKeys> keys =
        parse(oct(R"("kid":"rfc7515","alg":"HS256","use":"sig","key_ops":["verify"])"));
    REQUIRE(keys.has_value());
    REQUIRE(keys->store.size() == 1);
    const keys::Key& key = keys->store[0];
    CHECK(key.key_id == "rfc7515");
    CHECK(key.material.size() == 64);
    CHECK(key.material.bytes()[0] == 3);
    CHECK(key.algorithm == Algorithm::HmacSha256);
    CHECK_FALSE(key.declares_spec());
    // RFC 7515, A.1.1: the JWS signing input and its MAC, in base64url.
    constexpr std::string_view input =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const ByteVector mac = reference_hmac(Algorithm::HmacSha256, key.material.bytes(), as_bytes(input));
    CHECK(base64(mac) == "dBjftJeZ4CVP+mB92K27uhbUJU1p1r/wW1gFWFOEjXk=");
}

TEST_CASE("alg fixes the algorithm; without it any may be used") {
    CHECK(parse(oct(R"("kid":"k","alg":"HS384")"))->store[0].algorithm == Algorithm::HmacSha384);
    CHECK(parse(oct(R"("kid":"k","alg":"HS512")"))->store[0].algorithm == Algorithm::HmacSha512);
    CHECK_FALSE(parse(oct(R"("kid":"k")"))->store[0].algorithm.has_value());
}

TEST_CASE("keys of another kty or alg are skipped with a notice that names them by position") {
    const Result<keys::LoadedKeys> keys = parse(
        R"({"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"r"},{"kty":"oct","k":"AAAA","kid":"a128","alg":"A128KW"},)"
        R"({"kty":"oct","k":"AAAA","kid":"mine"}]})");
    REQUIRE(keys.has_value());
    CHECK(keys->store.size() == 1);
    CHECK(keys->store.find("mine") == 0);
    REQUIRE(keys->notices.size() == 2);
    CHECK_THAT(keys->notices[0], has_text("key 1") && has_text("kty"));
    CHECK_THAT(keys->notices[1], has_text("a128") && has_text("alg"));
}

TEST_CASE("keys for encryption alone are skipped with a notice, and those for MACs are not") {
    const auto skipped = [](const std::string& members) {
        const Result<keys::LoadedKeys> keys = parse(R"({"keys":[{"kty":"oct","k":"AAAA","kid":"x",)" + members + "}]}");
        REQUIRE(keys.has_value());
        CHECK(keys->store.size() + keys->notices.size() == 1);
        return keys->notices.empty() ? std::string() : keys->notices[0];
    };
    CHECK_THAT(skipped(R"("use":"enc")"), has_text("(x)") && has_text("its use"));
    CHECK_THAT(skipped(R"("use":"")"), has_text("its use"));
    CHECK_THAT(skipped(R"("key_ops":["encrypt","decrypt"])"), has_text("its key_ops"));
    CHECK_THAT(skipped(R"("key_ops":[])"), has_text("its key_ops"));
    CHECK(skipped(R"("use":"sig","key_ops":["verify"],"alg":"HS256")") == "");
    CHECK(skipped(R"("key_ops":["encrypt","sign"])") == "");
    CHECK(skipped(R"("use":null,"key_ops":null)") == "");
}

TEST_CASE("a JWK without kid, without k, or with a broken k refuses the set") {
    const auto error_of = [](const std::string& text) {
        const Result<keys::LoadedKeys> keys = parse(text);
        return keys.has_value() ? std::string() : keys.error().message;
    };
    CHECK_THAT(error_of(oct(R"("alg":"HS256")")), has_text("kid is missing"));
    CHECK_THAT(error_of(jwk(R"("kty":"oct","kid":"x")")), has_text("k is missing") && has_text("(x)"));
    CHECK_THAT(error_of(jwk(R"("kty":"oct","kid":"x","k":"")")), has_text("k is missing"));
    CHECK_THAT(error_of(jwk(R"("kty":"oct","kid":"x","k":"AA+A")")), has_text("k is not valid base64"));
    CHECK_THAT(error_of(jwk(R"("kty":"oct","kid":"x","k":"AAAA","k":"BBBB")")), has_text("twice"));
    CHECK_THAT(error_of(R"({"keys":[{"kty":"oct","kid":"x","k":"AAAA"},{"kty":"oct","kid":"x","k":"AAAA"}]})"),
               has_text("given twice"));
    for (const std::string& text : {oct(R"("alg":"HS256")"), oct(R"("kid":5)")}) {
        CHECK(error_of(text).find("AyM1") == std::string::npos);
    }
}

TEST_CASE("base64url material may be padded or not") {
    CHECK(parse(jwk(R"("kty":"oct","kid":"x","k":"_-8")"))->store[0].material.size() == 2);
    CHECK(parse(jwk(R"("kty":"oct","kid":"x","k":"_-8=")"))->store[0].material.size() == 2);
}

}    // namespace hmacsweep::tests
