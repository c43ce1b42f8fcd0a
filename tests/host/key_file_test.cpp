// Key files in the shape of KMS's KeyMetadata: what loads, what is refused, and that no message quotes one.
#include "host/keys/key_file.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temp_dir.hpp"

#include <chrono>
#include <cstdio>

#include <sys/stat.h>

namespace hmacsweep::tests {
namespace {

/// Stands in the material of every key here; no message may have any of its forms.
constexpr std::string_view marker = "SecretMarkerSecretMarkerSecretMk";

std::string material() {
    return base64(as_bytes(marker));
}

Result<keys::LoadedKeys> parse(std::string_view text, const keys::KeyFileOptions& options = {}) {
    keys::LoadedKeys keys;
    if (const Result<std::size_t> added = keys::parse_key_file(SecretBytes(as_bytes(text)), "keys.json", options, keys);
        !added) {
        return added.error();
    }
    return keys;
}

/// A file with one good key, then one with these members, then another good one.
std::string file_with(const std::string& members) {
    return R"({"Keys":[{"KeyId":"good","KeyMaterial":"AAAA"},{)" + members +
           R"(},{"KeyId":"last","KeyMaterial":"AAAA"}]})";
}

/// A multi-Region key as `aws kms describe-key` tells it, with its material, in this Region.
std::string multi_region_key(const std::string& region, const std::string& state) {
    const auto arn = [](const std::string& name) { return "arn:aws:kms:" + name + ":111122223333:key/mrk-1234"; };
    return R"({"KeyId":"mrk-1234","Arn":")" + arn(region) + R"(","KeyState":")" + state +
           R"(","MultiRegion":true,"MultiRegionConfiguration":{"MultiRegionKeyType":"PRIMARY","PrimaryKey":{"Arn":")" +
           arn("us-east-1") + R"(","Region":"us-east-1"},"ReplicaKeys":[{"Arn":")" + arn("eu-west-1") +
           R"(","Region":"eu-west-1"},{"Arn":")" + arn("ap-south-1") + R"(","Region":"ap-south-1"}]},"KeyMaterial":")" +
           material() + "\"}";
}

std::string key(const std::string& more) {
    return R"("KeyId":"bad-one","KeyMaterial":")" + material() + "\"" + (more.empty() ? "" : ",") + more;
}

void check_no_secret(const std::string& message) {
    CHECK(message.find(marker.substr(0, 12)) == std::string::npos);
    CHECK(message.find(material().substr(0, 12)) == std::string::npos);
}

/// The file is refused, with a message that names the key and quotes nothing of it.
void check_refused(const std::string& text, std::string_view reason, std::string_view name = "bad-one") {
    INFO(text);
    const Result<keys::LoadedKeys> keys = parse(text);
    REQUIRE_FALSE(keys.has_value());
    CHECK_THAT(keys.error().message, has_text("keys.json"));
    CHECK_THAT(keys.error().message, has_text(std::string(reason)));
    CHECK_THAT(keys.error().message, has_text(std::string(name)));
    check_no_secret(keys.error().message);
}

}    // namespace

TEST_CASE("a multi-Region key has the ARNs of its replicas, unless a replica is there itself") {
    const TempDir dir;
    const auto load = [&](const std::vector<std::string>& entries) {
        std::vector<std::string> paths;
        for (const std::string& entry : entries) {
            paths.push_back(dir.write(std::to_string(paths.size()), R"({"Keys":[)" + entry + "]}"));
        }
        return keys::load_key_files(paths);
    };
    const std::string replica = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234";
    const std::string other = "arn:aws:kms:ap-south-1:111122223333:key/mrk-1234";
    const auto alone = load({multi_region_key("us-east-1", "Enabled")});
    REQUIRE(alone.has_value());
    CHECK(alone->store.find("arn:aws:kms:us-east-1:111122223333:key/mrk-1234") == 0);
    CHECK(alone->store.find(replica) == 0);
    CHECK(alone->store.find(other) == 0);
    CHECK(alone->store.find("arn:aws:kms:us-west-2:111122223333:key/mrk-1234") == core::no_key);
    // The replica has a state of its own, whichever of the two is read first.
    for (const bool is_first : {false, true}) {
        const std::string primary = multi_region_key("us-east-1", "Enabled");
        const std::string second = multi_region_key("eu-west-1", "Disabled");
        const auto both = is_first ? load({second, primary}) : load({primary, second});
        REQUIRE(both.has_value());
        CHECK(both->store[both->store.find(replica)].state == keys::KeyState::Disabled);
        CHECK(both->store[both->store.find("arn:aws:kms:us-east-1:111122223333:key/mrk-1234")].state ==
              keys::KeyState::Enabled);
        CHECK(both->store.find(other) == 0);
    }
    const auto wrong =
        load({"{" + key(R"("MultiRegionConfiguration":{"PrimaryKey":{"Arn":")" + replica + "\"}}") + "}"});
    REQUIRE_FALSE(wrong.has_value());
}

TEST_CASE("a key file in the shape of KeyMetadata loads with everything that matters") {
    const Result<keys::LoadedKeys> keys = parse(R"({"Keys":[{"KeyId":"1234abcd-12ab-34cd-56ef-1234567890ab",
        "Arn":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "Aliases":["alias/audit"], "KeySpec":"HMAC_256", "KeyUsage":"GENERATE_VERIFY_MAC", "KeyState":"Disabled",
        "CreationDate":1.7e9, "Description":"d", "MultiRegion":false, "KeyMaterial":")" +
                                                material() + R"("},
        {"KeyId":"plain","KeyMaterial":"AA=="}]})");
    REQUIRE(keys.has_value());
    REQUIRE(keys->store.size() == 2);
    const keys::Key& first = keys->store[keys->store.find("alias/audit")];
    CHECK(first.key_spec == "HMAC_256");
    CHECK(first.state == keys::KeyState::Disabled);
    CHECK(first.algorithm == Algorithm::HmacSha256);
    CHECK(as_text(first.material.bytes()) == marker);
    CHECK(first.is_mac_key());
    CHECK(first.declares_spec());
    const keys::Key& second = keys->store[keys->store.find("plain")];
    CHECK(second.material.size() == 1);
    CHECK(second.state == keys::KeyState::Enabled);
    CHECK_FALSE(second.algorithm.has_value());
    CHECK(second.allows(Algorithm::HmacSha224));
}

TEST_CASE("a key with a KeySpec has at least the spec's length and at most 128 bytes of material") {
    for (const Algorithm algorithm : all_algorithms) {
        const std::size_t least = core::digest_bytes(algorithm);
        for (const std::size_t size :
             {std::size_t{1}, least - 1, least, least + 1, std::size_t{128}, std::size_t{129}}) {
            const std::string members = std::string(R"("KeyId":"k","KeySpec":")") + core::row_of(algorithm).key_spec +
                                        R"(","KeyMaterial":")" + base64(pattern(size)) + "\"";
            INFO(members);
            CHECK(parse(file_with(members)).has_value() == (size >= least && size <= 128));
        }
    }
    // Without one, any length.
    CHECK(parse(file_with(R"("KeyId":"k","KeyMaterial":")" + base64(pattern(1000)) + "\"")).has_value());
}

TEST_CASE("an unknown KeySpec, KeyUsage or KeyState refuses the file, naming the key") {
    check_refused(file_with(key(R"("KeySpec":"HMAC_1024")")), "KeySpec");
    check_refused(file_with(key(R"("KeySpec":"hmac_256")")), "KeySpec");
    check_refused(file_with(key(R"("KeyUsage":"GENERATE")")), "KeyUsage");
    check_refused(file_with(key(R"("KeyState":"enabled")")), "KeyState");
    check_refused(file_with(key(R"("KeyState":"")")), "KeyState");
}

TEST_CASE("every KeyState of KMS loads") {
    for (const std::string_view state : {"Creating", "Enabled", "Disabled", "PendingDeletion", "PendingImport",
                                         "PendingReplicaDeletion", "Unavailable", "Updating"}) {
        const Result<keys::LoadedKeys> keys =
            parse(file_with(key(std::string(R"("KeyState":")") + std::string(state) + "\"")));
        REQUIRE(keys.has_value());
        CHECK(keys::name_of(keys->store[keys->store.find("bad-one")].state) == state);
    }
}

TEST_CASE("a key that is not an HMAC key loads, and can make no MAC") {
    for (const std::string_view members : {R"("KeySpec":"RSA_2048","KeyUsage":"SIGN_VERIFY")",
                                           R"("KeySpec":"SYMMETRIC_DEFAULT","KeyUsage":"ENCRYPT_DECRYPT")",
                                           R"("KeySpec":"ECC_NIST_P256","KeyUsage":"KEY_AGREEMENT")",
                                           R"("KeySpec":"RSA_2048")", R"("KeyUsage":"ENCRYPT_DECRYPT")"}) {
        INFO(members);
        const Result<keys::LoadedKeys> keys = parse(file_with(key(std::string(members))));
        REQUIRE(keys.has_value());
        CHECK_FALSE(keys->store[keys->store.find("bad-one")].is_mac_key());
    }
}

TEST_CASE("only a key in PendingImport may lack material") {
    for (const std::string_view none : {"", R"(,"KeyMaterial":null)", R"(,"KeyMaterial":"")"}) {
        const std::string id = R"("KeyId":"bad-one")" + std::string(none);
        CHECK(parse(file_with(id + R"(,"KeyState":"PendingImport","KeySpec":"HMAC_256")")).has_value());
        check_refused(file_with(id), "KeyMaterial is missing");
        check_refused(file_with(id + R"(,"KeyState":"Disabled")"), "KeyMaterial is missing");
    }
}

TEST_CASE("a file with one bad key is refused whole, naming the key and quoting nothing") {
    check_refused(file_with(R"("KeyId":"bad-one","KeyMaterial":")" + material() + "!\""), "not valid base64");
    check_refused(file_with(R"("KeyId":"bad-one","KeyMaterial":")" + material().substr(0, 43) + "\""),
                  "not valid base64");
    check_refused(file_with(R"("KeyId":"bad-one","KeyMaterial":"AB==")"), "not canonical");
    check_refused(file_with(R"("KeyId":"bad-one","KeyMaterial":["SecretMarkerSecretMarker"])"), "must be a string");
    check_refused(file_with(key(R"("KeyMaterial":"AAAA")")), "twice");
    check_refused(file_with(key(R"("KeyId":"bad-one")")), "twice");
    check_refused(file_with(key(R"("Arn":17)")), "Arn must be a string");
    check_refused(file_with(key(R"("Aliases":"alias/x")")), "Aliases must be a list of strings");
    check_refused(file_with(key(R"("Aliases":["alias/x",{}])")), "Aliases must be a list of strings");
    check_refused(file_with(key(R"("Aliases":[""])")), "1 to 2048 bytes");
    check_refused(file_with(R"("KeyMaterial":")" + material() + "\""), "KeyId is missing", "key 2");
    check_refused(file_with(R"("KeyId":"","KeyMaterial":")" + material() + "\""), "1 to 2048 bytes", "key 2");
    check_refused(file_with(R"("KeyId":"good","KeyMaterial":")" + material() + "\""), "given twice", "key 2 (good)");
    check_refused(R"({"Keys":[17]})", "must be an object", "key 1");
}

TEST_CASE("names have up to 2048 bytes") {
    const auto with_id = [](std::size_t size) {
        return file_with(R"("KeyId":")" + std::string(size, 'k') + R"(","KeyMaterial":"AAAA")");
    };
    CHECK(parse(with_id(2048)).has_value());
    CHECK_FALSE(parse(with_id(2049)).has_value());
    CHECK(parse(file_with(R"("KeyId":"schl\u00fcssel \u0001","KeyMaterial":"AAAA")")).has_value());
}

TEST_CASE("what is no key file is refused without a word of what it holds") {
    const std::string secret = material();
    for (const std::string& text :
         {std::string(), std::string("{"), secret, "\"" + secret + "\"", "{\"Keys\":\"" + secret + "\"}",
          "{\"Keys\":[{\"KeyId\":\"k\",\"KeyMaterial\":\"" + secret, "{\"keyz\":[\"" + secret + "\"]}",
          "[\"" + secret + "\"]", "{\"Keys\":[]} " + secret, "KeyId,KeyMaterial\nk," + secret + "\n",
          "{\"Keys\":[{\"KeyId\":\"k\",\"KeyMaterial\":\"\xff" + secret + "\"}]}"}) {
        const Result<keys::LoadedKeys> keys = parse(text);
        REQUIRE_FALSE(keys.has_value());
        CHECK_THAT(keys.error().message, has_text("keys.json"));
        check_no_secret(keys.error().message);
    }
    CHECK(parse(R"({"Keys":[]})").has_value());
}

TEST_CASE("metadata is kept in KMS's order when asked for, and never the material") {
    const std::string text =
        file_with(key(R"("Description":"d","KeyUsage":"GENERATE_VERIFY_MAC","Arn":"a","Enabled":true)"));
    const Result<keys::LoadedKeys> keys = parse(text, {.keep_metadata = true});
    REQUIRE(keys.has_value());
    const keys::Key& loaded = keys->store[keys->store.find("bad-one")];
    CHECK(loaded.metadata ==
          R"({"KeyId":"bad-one","Arn":"a","Enabled":true,"Description":"d","KeyUsage":"GENERATE_VERIFY_MAC"})");
    check_no_secret(loaded.metadata);
    CHECK(parse(text)->store[0].metadata.empty());
}

TEST_CASE("key files load from disk, several at once, and one that others can read gets a notice") {
    const TempDir folder;
    const std::string open = folder.write("open.json", R"({"Keys":[{"KeyId":"a","KeyMaterial":"AAAA"}]})");
    const std::string closed = folder.write("closed.json", R"({"Keys":[{"KeyId":"b","KeyMaterial":"AAAA"}]})");
    REQUIRE(::chmod(open.c_str(), 0644) == 0);
    REQUIRE(::chmod(closed.c_str(), 0600) == 0);
    const std::vector<std::string> both{open, closed};
    const Result<keys::LoadedKeys> keys = keys::load_key_files(both);
    REQUIRE(keys.has_value());
    CHECK(keys->store.size() == 2);
    CHECK(keys->identities.size() == 2);
    REQUIRE(keys->notices.size() == 1);
    CHECK_THAT(keys->notices[0], has_text(open));
    const std::vector<std::string> missing{closed, folder.file("none.json")};
    const Result<keys::LoadedKeys> none = keys::load_key_files(missing);
    REQUIRE_FALSE(none.has_value());
    CHECK_THAT(none.error().message, has_text("none.json"));
    // A name that two files give is given twice.
    const std::vector<std::string> twice{closed, closed};
    CHECK_FALSE(keys::load_key_files(twice).has_value());
}

TEST_CASE("a key file that others can read or change gets a notice that says which") {
    const TempDir folder;
    const std::string path = folder.write("keys.json", R"({"Keys":[{"KeyId":"a","KeyMaterial":"AAAA"}]})");
    const auto notice = [&](mode_t mode) {
        REQUIRE(::chmod(path.c_str(), mode) == 0);
        const Result<keys::LoadedKeys> keys = keys::load_key_files(std::vector<std::string>{path});
        REQUIRE(keys.has_value());
        return keys->notices.empty() ? std::string() : keys->notices[0];
    };
    const std::string who = " key file " + path + "; chmod 600 " + path;
    for (const mode_t mode : {0600U, 0400U, 0700U, 0611U}) {
        CHECK(notice(mode).empty());
    }
    for (const mode_t mode : {0640U, 0604U, 0644U}) {
        CHECK(notice(mode) == "other users can read" + who);
    }
    for (const mode_t mode : {0620U, 0602U}) {
        CHECK(notice(mode) == "other users can change" + who);
    }
    for (const mode_t mode : {0660U, 0624U, 0666U}) {
        CHECK(notice(mode) == "other users can read and change" + who);
    }
}

TEST_CASE("100,000 keys load") {
    const TempDir folder;
    std::string text = "{\"Keys\":[\n";
    for (int i = 0; i < 100'000; ++i) {
        text += (i == 0 ? "" : ",\n") + std::string(R"({"KeyId":"key-)") + std::to_string(i) +
                R"(","Aliases":["alias/a)" + std::to_string(i) + R"("],"KeyMaterial":")" + material() + "\"}";
    }
    const std::vector<std::string> paths{folder.write("keys.json", text + "]}")};
    const auto started = std::chrono::steady_clock::now();
    const Result<keys::LoadedKeys> keys = keys::load_key_files(paths);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
    std::printf("100,000 keys loaded in %.3f s\n", seconds.count());
    REQUIRE(keys.has_value());
    CHECK(keys->store.size() == 100'000);
    CHECK(keys->store.find("alias/a99999") == 99'999);
}

}    // namespace hmacsweep::tests
