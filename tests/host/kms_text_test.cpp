// The exceptions' texts, as recorded from KMS (KMS.md).
#include "host/keys/kms_text.hpp"

#include "host/rules/reasons.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"

namespace hmacsweep::tests {

TEST_CASE("each verdict but valid has KMS's exception, and an unjudged record has none of them") {
    CHECK(keys::code_of(Verdict::Valid).empty());
    CHECK(keys::code_of(Verdict::Invalid) == "KMSInvalidMacException");
    CHECK(keys::code_of(Verdict::KeyNotFound) == "NotFoundException");
    CHECK(keys::code_of(Verdict::KeyDisabled) == "DisabledException");
    CHECK(keys::code_of(Verdict::InvalidKeyState) == "KMSInvalidStateException");
    CHECK(keys::code_of(Verdict::InvalidKeyUsage) == "InvalidKeyUsageException");
    CHECK(keys::code_of(Verdict::Untagged) == "MissingMacException");
    CHECK(keys::code_of(Verdict::Malformed) == "ValidationException");
    CHECK_FALSE(keys::code_of(Verdict::NotJudged).empty());
}

TEST_CASE("a key that is not found is worded by the form of its name") {
    std::vector<keys::Key> keys;
    keys.push_back(make_kms_key("a", Algorithm::HmacSha256, pattern(32)));    // in us-east-1, account 111122223333
    const keys::KeyStore store = make_store(std::move(keys));
    const auto text = [&](std::string_view name) { return rules::key_not_found(name, store, "us-east-1"); };
    constexpr std::string_view uuid = "1234abcd-12ab-34cd-56ef-1234567890ab";
    const std::string arn = "arn:aws:kms:us-east-1:111122223333:";
    CHECK(text("key_id") == "Invalid keyId 'key_id'");
    CHECK(text(uuid) == "Key '" + arn + "key/" + std::string(uuid) + "' does not exist");
    CHECK(text("mrk-1234abcd12ab34cd56ef1234567890ab") ==
          "Key '" + arn + "key/mrk-1234abcd12ab34cd56ef1234567890ab' does not exist");
    CHECK(text(arn + "key/" + std::string(uuid)) == "Key '" + arn + "key/" + std::string(uuid) + "' does not exist");
    CHECK(text("arn:aws:kms:us-west-2:111122223333:key/x") == "Invalid arn us-west-2");
    CHECK(text("alias/none") == "Alias " + arn + "alias/none is not found.");
    CHECK(text(arn + "alias/none") == "Alias " + arn + "alias/none is not found.");
    for (const std::string_view id :
         {"mrk-1234", "1234abcd-12ab-34cd-56ef-1234567890aZ", "1234abcd12ab-34cd-56ef-1234567890abcd",
          "1234ABCD-12ab-34cd-56ef-1234567890ab"}) {
        CHECK(text(id) == "Invalid keyId '" + std::string(id) + "'");
    }
}

TEST_CASE("names in texts cannot steer a terminal") {
    const keys::KeyStore store;
    const std::string text = rules::key_not_found("\x1b[31mred\n\xff", store, "us-east-1");
    CHECK(text ==
          "Invalid keyId '?[31mred?"
          "?'");
    CHECK(keys::enum_violation("\x1b]0;x\x07").find('\x1b') == std::string::npos);
}

}    // namespace hmacsweep::tests
