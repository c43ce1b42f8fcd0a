#include "tests/support/records.hpp"

#include "reference/hmac.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace hmacsweep::tests {
namespace {

constexpr std::string_view arn_prefix = "arn:aws:kms:us-east-1:111122223333:";

std::string in_quotes(std::string_view text) {
    return std::string("\"") + std::string(text) + "\"";
}

}    // namespace

Random::Random(std::string_view purpose) {
    const char* const given = std::getenv("HMACSWEEP_TEST_SEED");
    const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
    std::printf("%.*s: HMACSWEEP_TEST_SEED=%llu\n", static_cast<int>(purpose.size()), purpose.data(),
                static_cast<unsigned long long>(seed));
    std::fflush(stdout);
    engine_.seed(seed);
}

ByteVector Random::bytes(std::size_t size) {
    ByteVector bytes(size);
    std::ranges::generate(bytes, [&] { return static_cast<std::uint8_t>(engine_()); });
    return bytes;
}

keys::Key make_key(std::string key_id, Bytes material) {
    keys::Key key;
    key.key_id = std::move(key_id);
    key.material = SecretBytes(material);
    return key;
}

keys::Key make_kms_key(std::string key_id, Algorithm algorithm, Bytes material) {
    keys::Key key = make_key(std::move(key_id), material);
    key.arn = std::string(arn_prefix) + "key/" + key.key_id;
    key.aliases = {std::string("alias/") + key.key_id};
    key.key_spec = core::row_of(algorithm).key_spec;
    key.algorithm = algorithm;
    return key;
}

keys::KeyStore make_store(std::vector<keys::Key> keys) {
    keys::KeyStore store;
    for (keys::Key& key : keys) {
        if (const Result<std::uint32_t> added = store.add(std::move(key)); !added) {
            throw std::runtime_error(added.error().message);
        }
    }
    return store;
}

std::string key_file_text(const keys::KeyStore& keys) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const keys::Key& key : keys.keys()) {
        nlohmann::ordered_json row{{"KeyId", key.key_id}};
        if (!key.arn.empty()) {
            row["Arn"] = key.arn;
        }
        if (!key.aliases.empty()) {
            row["Aliases"] = key.aliases;
        }
        if (!key.key_spec.empty()) {
            row["KeySpec"] = key.key_spec;
        }
        row["KeyUsage"] = key.key_usage;
        row["KeyState"] = std::string(keys::name_of(key.state));
        if (!key.material.empty()) {
            row["KeyMaterial"] = base64(key.material.bytes());
        }
        list.push_back(std::move(row));
    }
    return nlohmann::ordered_json{{"Keys", std::move(list)}}.dump(1) + "\n";
}

ByteVector reference_hmac(Algorithm algorithm, Bytes key, Bytes message) {
    reference::Hmac hmac(name_of(algorithm), key);
    ByteVector mac(hmac.mac_bytes());
    hmac.compute(message, mac);
    return mac;
}

std::string record_line(const Fields& fields) {
    std::string line = "{";
    const auto add = [&](std::string_view name, const std::string& json) {
        line += line.size() > 1 ? "," : "";
        line += in_quotes(name) + ":" + json;
    };
    if (!fields.id.empty()) {
        add("Id", fields.id);
    }
    if (!fields.key_id.empty()) {
        add("KeyId", in_quotes(fields.key_id));
    }
    if (!fields.algorithm.empty()) {
        add("MacAlgorithm", in_quotes(fields.algorithm));
    }
    add("Message", in_quotes(base64(fields.message)));
    if (fields.mac) {
        add("Mac", in_quotes(base64(*fields.mac)));
    }
    return line + "}";
}

}    // namespace hmacsweep::tests
