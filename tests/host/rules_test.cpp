// KMS's rules and their order: parameters, MAC there at all, key, state, usage and algorithm.
#include "host/rules/rules.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"

namespace hmacsweep::tests {
namespace {

struct World {
    keys::KeyStore keys;
    rules::RunOptions options;

    explicit World(std::vector<keys::Key> list) : keys(make_store(std::move(list))) {}
    [[nodiscard]] rules::Ruling rule(const reader::Record& record) const {
        return rules::Rules(options, keys).rule(record);
    }
};

constexpr std::uint8_t some_bytes[8192] = {};

reader::Record record_for(std::string_view key_id, Algorithm algorithm = Algorithm::HmacSha256,
                          std::size_t message_bytes = 8, std::size_t mac_bytes = 32) {
    reader::Record record;
    record.key_id = key_id;
    record.algorithm = algorithm;
    record.message = Bytes(some_bytes).first(message_bytes);
    record.mac = Bytes(some_bytes).first(mac_bytes);
    record.has_mac = mac_bytes != 0;
    return record;
}

/// One key of each kind, all for HMAC-SHA-256 where they have a KeySpec.
std::vector<keys::Key> all_kinds() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("plain", pattern(5)));
    for (const keys::KeyState state :
         {keys::KeyState::Creating, keys::KeyState::Enabled, keys::KeyState::Disabled, keys::KeyState::PendingDeletion,
          keys::KeyState::PendingImport, keys::KeyState::PendingReplicaDeletion, keys::KeyState::Unavailable,
          keys::KeyState::Updating}) {
        keys.push_back(make_kms_key(std::string(keys::name_of(state)), Algorithm::HmacSha256, pattern(32)));
        keys.back().state = state;
    }
    keys.push_back(make_key("signs", pattern(32)));
    keys.back().key_usage = "SIGN_VERIFY";
    keys.push_back(make_key("rsa", pattern(32)));
    keys.back().key_spec = "RSA_2048";
    keys.push_back(make_key("jwk", pattern(32)));
    keys.back().algorithm = Algorithm::HmacSha384;
    return keys;
}

constexpr std::string_view arn = "arn:aws:kms:us-east-1:111122223333:key/";

}    // namespace

TEST_CASE("a key that is Enabled or Updating may be used, under any of its names") {
    const World world(all_kinds());
    for (const std::string& name :
         {std::string("plain"), std::string("Enabled"), std::string("alias/Updating"), std::string(arn) + "Enabled"}) {
        const rules::Ruling ruling = world.rule(record_for(name));
        CHECK(ruling.verdict == Verdict::NotJudged);
        CHECK(ruling.key == world.keys.find(name));
        CHECK(ruling.reason.empty());
    }
}

TEST_CASE("each KeyState has its exception and KMS's text") {
    // KMS.md: which exception, with which text.
    struct Row {
        std::string_view state;
        Verdict verdict;
        std::string_view words;
        bool is_ignorable;    // DESIGN: --ignore-key-state
    };
    constexpr Row rows[] = {
        {"Disabled", Verdict::KeyDisabled, "is disabled.", true},
        {"PendingDeletion", Verdict::InvalidKeyState, "is pending deletion.", true},
        {"PendingReplicaDeletion", Verdict::InvalidKeyState, "is pending replica deletion.", true},
        {"PendingImport", Verdict::InvalidKeyState, "is pending import.", false},
        {"Creating", Verdict::InvalidKeyState, "is creating.", false},
        {"Unavailable", Verdict::InvalidKeyState, "is unavailable.", false},
    };
    World world(all_kinds());
    for (const Row& row : rows) {
        world.options.ignore_key_state = false;
        const rules::Ruling ruling = world.rule(record_for(row.state));
        CHECK(ruling.verdict == row.verdict);
        CHECK(ruling.reason == std::string(arn) + std::string(row.state) + " " + std::string(row.words));
        CHECK(ruling.key == world.keys.find(row.state));
        world.options.ignore_key_state = true;
        CHECK(world.rule(record_for(row.state)).verdict == (row.is_ignorable ? Verdict::NotJudged : row.verdict));
    }
}

TEST_CASE("a key that is no HMAC key, or an algorithm that it does not allow, is InvalidKeyUsage") {
    World world(all_kinds());
    const rules::Ruling signs = world.rule(record_for("signs"));
    CHECK(signs.verdict == Verdict::InvalidKeyUsage);
    CHECK(signs.reason == "signs key usage is SIGN_VERIFY which is not valid for VerifyMac.");
    world.options.operation = rules::Operation::Generate;
    CHECK(world.rule(record_for("signs")).reason ==
          "signs key usage is SIGN_VERIFY which is not valid for GenerateMac.");
    world.options.operation = rules::Operation::Verify;
    CHECK(world.rule(record_for("rsa")).verdict == Verdict::InvalidKeyUsage);
    for (const Algorithm algorithm : all_algorithms) {
        const rules::Ruling enabled = world.rule(record_for("Enabled", algorithm));
        const bool is_own = algorithm == Algorithm::HmacSha256;
        CHECK(enabled.verdict == (is_own ? Verdict::NotJudged : Verdict::InvalidKeyUsage));
        if (!is_own) {
            CHECK(enabled.reason ==
                  "Algorithm " + std::string(name_of(algorithm)) + " is incompatible with key spec HMAC_256.");
        }
        CHECK(world.rule(record_for("plain", algorithm)).verdict == Verdict::NotJudged);
        CHECK((world.rule(record_for("jwk", algorithm)).verdict == Verdict::NotJudged) ==
              (algorithm == Algorithm::HmacSha384));
    }
}

TEST_CASE("KMS's limits on messages and MACs hold for keys with a KeySpec, for all, or for none") {
    World world(all_kinds());
    const auto verdict = [&](std::string_view key, std::size_t message_bytes, std::size_t mac_bytes) {
        return world.rule(record_for(key, Algorithm::HmacSha256, message_bytes, mac_bytes)).verdict;
    };
    for (const rules::Limits limits : {rules::Limits::Auto, rules::Limits::Kms, rules::Limits::None}) {
        world.options.limits = limits;
        for (const std::string_view key : {"plain", "Enabled"}) {
            const bool holds = limits == rules::Limits::Kms || (limits == rules::Limits::Auto && key == "Enabled");
            INFO(key << ", limits " << static_cast<int>(limits));
            CHECK(verdict(key, 1, 32) == Verdict::NotJudged);
            CHECK(verdict(key, 4096, 32) == Verdict::NotJudged);
            CHECK(verdict(key, 0, 32) == (holds ? Verdict::Malformed : Verdict::NotJudged));
            CHECK(verdict(key, 4097, 32) == (holds ? Verdict::Malformed : Verdict::NotJudged));
            CHECK(verdict(key, 1, 6144) == Verdict::NotJudged);
            CHECK(verdict(key, 1, 6145) == (holds ? Verdict::Malformed : Verdict::NotJudged));
        }
    }
    world.options.limits = rules::Limits::Kms;
    // Of several MACs the longest counts, wherever it stands.
    const std::vector<Bytes> more_macs{Bytes(some_bytes).first(32), Bytes(some_bytes).first(6145)};
    reader::Record record = record_for("plain");
    record.more_macs = more_macs;
    CHECK(world.rule(record).verdict == Verdict::Malformed);
    record.more_macs = std::span(more_macs).first(1);
    CHECK(world.rule(record).verdict == Verdict::NotJudged);
    record.mac = more_macs[1];
    CHECK(world.rule(record).verdict == Verdict::Malformed);
    CHECK(world.rule(record_for("plain", Algorithm::HmacSha256, 4097)).reason ==
          "1 validation error detected: Value at 'message' failed to satisfy constraint: "
          "Member must have length less than or equal to 4096");
    CHECK(world.rule(record_for("plain", Algorithm::HmacSha256, 0)).reason ==
          "1 validation error detected: Value at 'message' failed to satisfy constraint: "
          "Member must have length greater than or equal to 1");
    CHECK(world.rule(record_for("plain", Algorithm::HmacSha256, 1, 6145)).reason ==
          "1 validation error detected: Value at 'mac' failed to satisfy constraint: "
          "Member must have length less than or equal to 6144");
}

TEST_CASE("checks run in KMS's order: malformed, untagged, key, state, usage, and only then the compare") {
    World world(all_kinds());
    world.options.limits = rules::Limits::Kms;
    const auto with_no_mac = [](reader::Record record) {
        record.mac = {};
        record.has_mac = false;
        return record;
    };
    reader::Record broken = with_no_mac(record_for("nobody", Algorithm::HmacSha512, 0));
    broken.malformed = "broken";
    CHECK(world.rule(broken).verdict == Verdict::Malformed);
    CHECK(world.rule(broken).reason == "broken");
    CHECK(world.rule(with_no_mac(record_for("nobody", Algorithm::HmacSha256, 0))).verdict == Verdict::Malformed);
    CHECK(world.rule(with_no_mac(record_for("nobody"))).verdict == Verdict::Untagged);
    CHECK(world.rule(with_no_mac(record_for("Disabled"))).verdict == Verdict::Untagged);
    CHECK(world.rule(record_for("nobody")).verdict == Verdict::KeyNotFound);
    // State before usage and algorithm.
    CHECK(world.rule(record_for("Disabled", Algorithm::HmacSha512)).verdict == Verdict::KeyDisabled);
    CHECK(world.rule(record_for("PendingImport", Algorithm::HmacSha512)).verdict == Verdict::InvalidKeyState);
    CHECK(world.rule(record_for("signs")).verdict == Verdict::InvalidKeyUsage);
}

TEST_CASE("a record whose message cannot be known without a MAC is untagged, not malformed") {
    World world(all_kinds());
    reader::Record record = record_for("Enabled", Algorithm::HmacSha256, 0, 0);
    CHECK(world.rule(record).verdict == Verdict::Malformed);    // a message of no bytes
    record.is_message_known = false;
    CHECK(world.rule(record).verdict == Verdict::Untagged);
}

TEST_CASE("a record without a MAC is untagged only where a MAC is to be verified") {
    World world(all_kinds());
    const reader::Record record = record_for("plain", Algorithm::HmacSha256, 8, 0);
    CHECK(world.rule(record).verdict == Verdict::Untagged);
    world.options.operation = rules::Operation::Generate;
    CHECK(world.rule(record).verdict == Verdict::NotJudged);
}

}    // namespace hmacsweep::tests
