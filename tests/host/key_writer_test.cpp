// Key files, written: what is written loads, what was there stays, and imported material is what it was elsewhere.
#include "host/keys/key_writer.hpp"

#include "host/keys/key_file.hpp"
#include "host/keys/key_material.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"

#include <set>

#include <nlohmann/json.hpp>

namespace hmacsweep::tests {
namespace {

keys::KeyStore load(const SecretBytes& text) {
    keys::LoadedKeys keys;
    const Result<std::size_t> added = keys::parse_key_file(SecretBytes(text.bytes()), "written", {}, keys);
    if (!added) {
        FAIL(added.error().message);
    }
    return std::move(keys.store);
}

SecretBytes written(std::string_view existing, std::vector<keys::Key> keys) {
    Result<SecretBytes> text = keys::write_key_file(SecretBytes(as_bytes(existing)), keys);
    if (!text) {
        FAIL(text.error().message);
    }
    return std::move(*text);
}

Result<std::vector<keys::ImportedMaterial>> read(std::string_view text, keys::MaterialFormat format,
                                                 Encoding encoding = Encoding::Base64, bool is_raw = false) {
    return keys::read_material(SecretBytes(as_bytes(text)), format, encoding, is_raw);
}

}    // namespace

TEST_CASE("keys that are written load as they were") {
    std::vector<keys::Key> keys;
    keys.push_back(make_kms_key("kms \"quoted\" \xc3\xa4\n", Algorithm::HmacSha512, pattern(64)));
    keys.back().state = keys::KeyState::Disabled;
    keys.back().aliases.emplace_back("alias/second");
    keys.push_back(make_key("plain", pattern(200)));
    std::vector<keys::Key> copies;
    copies.push_back(make_kms_key("kms \"quoted\" \xc3\xa4\n", Algorithm::HmacSha512, pattern(64)));
    const keys::KeyStore store = load(written("", std::move(keys)));
    REQUIRE(store.size() == 2);
    CHECK(store[0].key_id == copies[0].key_id);
    CHECK(store[0].arn == copies[0].arn);
    CHECK(store[0].aliases.size() == 2);
    CHECK(store[0].key_spec == "HMAC_512");
    CHECK(store[0].state == keys::KeyState::Disabled);
    CHECK(as_text(store[0].material.bytes()) == as_text(pattern(64)));
    CHECK(as_text(store[1].material.bytes()) == as_text(pattern(200)));
    CHECK(store[1].key_spec.empty());
}

TEST_CASE("keys are added after those of a file, and what else it holds stays") {
    for (const std::string_view existing :
         {R"({"Keys":[{"KeyId":"old","KeyMaterial":"AAAA"}]})",
          R"({"Note":["]}",{"Keys":[1]}],"Keys":[ ],"After":1E+5})",
          "{ \"Keys\" : [\n {\"KeyId\":\"old\",\"KeyMaterial\":\"AAAA\"}\n ]\n, \"After\": \"x\" }\n"}) {
        INFO(existing);
        std::vector<keys::Key> keys;
        keys.push_back(make_key("new", pattern(5)));
        keys.push_back(make_key("newer", pattern(6)));
        const SecretBytes text = written(existing, std::move(keys));
        const nlohmann::json before = nlohmann::json::parse(existing);
        nlohmann::json after = nlohmann::json::parse(as_text(text.bytes()));
        CHECK(after["Keys"].size() == before["Keys"].size() + 2);
        CHECK(load(text).find("newer") == before["Keys"].size() + 1);
        after["Keys"].erase(after["Keys"].size() - 1);
        after["Keys"].erase(after["Keys"].size() - 1);
        CHECK(after == before);
    }
    for (const std::string_view broken : {"{", "[]", R"({"keys":[]})", R"({"Keys":{}})", "x"}) {
        const std::vector<keys::Key> none;
        CHECK_FALSE(keys::write_key_file(SecretBytes(as_bytes(broken)), none).has_value());
    }
}

TEST_CASE("material is imported from text in each encoding") {
    const auto bytes_of = [](const Result<std::vector<keys::ImportedMaterial>>& result) {
        return result && result->size() == 1 ? std::string(as_text(result->front().material.bytes()))
                                             : std::string("-");
    };
    CHECK(bytes_of(read(" Zm9v\r\n", keys::MaterialFormat::Plain)) == "foo");
    CHECK(bytes_of(read("666F6f\n", keys::MaterialFormat::Plain, Encoding::Hex)) == "foo");
    CHECK(bytes_of(read(" foo \n", keys::MaterialFormat::Plain, Encoding::Text)) == " foo ");
    CHECK(bytes_of(read(" foo \n", keys::MaterialFormat::Plain, Encoding::Text, true)) == " foo \n");
    for (const std::string_view bad : {"", "\n", "Zm9", "secret!"}) {
        const Result<std::vector<keys::ImportedMaterial>> result = read(bad, keys::MaterialFormat::Plain);
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().message.find("secret") == std::string::npos);
    }
}

TEST_CASE("material is imported from a JWK, a JWK Set and Vault's export") {
    const auto jwk = read(R"({"kty":"oct","kid":"j","k":"_-8","alg":"HS384"})", keys::MaterialFormat::Jwk);
    REQUIRE(jwk.has_value());
    CHECK(jwk->at(0).name == "j");
    CHECK(jwk->at(0).material.size() == 2);
    CHECK(jwk->at(0).algorithm == Algorithm::HmacSha384);
    CHECK(read(R"({"keys":[{"kty":"oct","k":"AAAA"},{"kty":"oct","k":"BBBB"}]})", keys::MaterialFormat::Jwk)->size() ==
          2);
    CHECK_FALSE(read(R"({"kty":"RSA","n":"AQAB"})", keys::MaterialFormat::Jwk).has_value());
    CHECK_FALSE(read(R"({"kty":"oct","k":"AAAA","alg":"A128KW"})", keys::MaterialFormat::Jwk).has_value());
    const auto vault =
        read(R"({"data":{"name":"app","keys":{"1":"Zm9v","2":"YmFy"},"type":"hmac"}})", keys::MaterialFormat::Vault);
    REQUIRE(vault.has_value());
    REQUIRE(vault->size() == 2);
    CHECK(vault->at(1).name == "app:v2");
    CHECK(as_text(vault->at(1).material.bytes()) == "bar");
    CHECK_FALSE(read(R"({"data":{"keys":{"1":17}}})", keys::MaterialFormat::Vault).has_value());
    CHECK_FALSE(read("{}", keys::MaterialFormat::Vault).has_value());
}

TEST_CASE("a backup of Vault's has the bytes that it uses, of keys of every type") {
    // The shape of Vault's keysutil: KeyData with a Policy, whose `type` is 11 for keys of type hmac, and archived
    // keys, of which the first has the number min_available_version.
    const auto backup = [](const std::string& type, const std::string& more) {
        const std::string json =
            R"({"policy":{"name":"app","keys":{"2":{"key":"a2V5Mg==","hmac_key":"aG1hYzI=","ec_x":null},)"
            R"("3":{"key":"a2V5Mw==","hmac_key":"aG1hYzM="}},"min_available_version":1,"type":)" +
            type +
            R"(},"archived_keys":{"keys":[{"key":"a2V5MQ==","hmac_key":"aG1hYzE="},{"key":"bm8=","hmac_key":"bm8="}]})" +
            more + "}";
        return R"({"data":{"backup":")" + base64(as_bytes(json)) + "\"}}";
    };
    const auto material_of = [](const std::string& text) {
        const auto read_keys = read(text, keys::MaterialFormat::Vault);
        std::string all = read_keys ? "" : read_keys.error().message;
        for (std::size_t i = 0; read_keys && i < read_keys->size(); ++i) {
            all += (*read_keys)[i].name + "=" + std::string(as_text((*read_keys)[i].material.bytes())) + " ";
        }
        return all;
    };
    CHECK(material_of(backup("11", "")) == "app:v1=key1 app:v2=key2 app:v3=key3 ");
    CHECK(material_of(backup("0", "")) == "app:v1=hmac1 app:v2=hmac2 app:v3=hmac3 ");
    // Numbers of RSA keys, which are longer than any machine's; archived keys, whose numbers are then unknown, are left
    // out.
    CHECK(material_of(backup("3", R"(,"n":)" + std::string(700, '7'))) == "app:v2=hmac2 app:v3=hmac3 ");
    CHECK(material_of(R"({"policy":{"name":"p","type":11,"keys":{"1":{"key":"YQ=="}}}})") == "p:v1=a ");
    CHECK(material_of(R"({"policy":{"name":"p","type":13,"keys":{"1":{"key":"YQ==","hmac_key":null}}}})") ==
          "version 1 has no key for HMACs");
    CHECK(material_of(R"({"data":{"backup":"e30="}})") ==
          "it is no backup of Vault's transit engine (no policy with keys)");
    CHECK(material_of(R"({"data":{"backup":"Zm9v"}})") == "its backup is not valid JSON");
    CHECK(material_of(R"({"data":{"backup":"secret!"}})") == "its backup is no base64");
}

TEST_CASE("of a JWK Set only keys for MACs are imported, and the others are told") {
    std::vector<std::string> notices;
    const auto imported = keys::read_material(
        SecretBytes(as_bytes(R"({"keys":[{"kty":"RSA","n":"AQAB"},{"kty":"oct","kid":"e","k":"AAAA",)"
                             R"("use":"enc"},{"kty":"oct","kid":"m","k":"BBBB"}]})")),
        keys::MaterialFormat::Jwk, Encoding::Base64, false, {}, &notices);
    REQUIRE(imported.has_value());
    REQUIRE(imported->size() == 1);
    CHECK(imported->at(0).name == "m");
    REQUIRE(notices.size() == 2);
    CHECK_THAT(notices[0], has_text("key 1") && has_text("kty"));
    CHECK_THAT(notices[1], has_text("key 2") && has_text("use"));
    CHECK_FALSE(read(R"({"kty":"oct","k":"AAAA","key_ops":["encrypt"]})", keys::MaterialFormat::Jwk).has_value());
    CHECK_FALSE(read(R"({"keys":[]})", keys::MaterialFormat::Jwk).has_value());
}

TEST_CASE("new material is as long as asked for, and never twice the same") {
    std::set<std::string> seen;
    for (int i = 0; i < 50; ++i) {
        const SecretBytes material = keys::random_material(32);
        CHECK(material.size() == 32);
        CHECK(seen.insert(std::string(as_text(material.bytes()))).second);
    }
}

}    // namespace hmacsweep::tests
