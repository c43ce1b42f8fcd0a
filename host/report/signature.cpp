#include "host/report/signature.hpp"

#include "host/base/encoding.hpp"
#include "reference/hmac.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::report {
namespace {

/// The ends of what is before the MAC, and of the file: to_json() writes them so.
constexpr std::string_view before_mac = "\"Mac\": \"";
constexpr std::string_view behind_mac = "\"\n  }\n}\n";

Algorithm algorithm_of(const keys::Key& key) {
    return key.algorithm.value_or(Algorithm::HmacSha256);
}

reference::Hmac hmac_of(const keys::Key& key) {
    return {name_of(algorithm_of(key)), key.material.bytes()};
}

}    // namespace

Result<std::uint32_t> find_signer(const keys::KeyStore& keys, const std::string& name) {
    const std::uint32_t index = keys.find(name);
    if (index == core::no_key) {
        return Error{fmt::format("no signing key has the name \"{}\"", printable(name, 200))};
    }
    const keys::Key& key = keys[index];
    if (key.material.bytes().empty() || key.state != keys::KeyState::Enabled || !key.is_mac_key()) {
        return Error{fmt::format("the key {} cannot sign: its state is {}, its usage {}", printable(name, 200),
                                 keys::name_of(key.state), printable(key.key_usage, 40))};
    }
    return index;
}

std::string to_signed_json(Summary summary, const keys::Key& key) {
    summary.signature = {key.result_name(), std::string(name_of(algorithm_of(key))), "", ""};
    std::string json = to_json(std::move(summary));
    json.resize(json.size() - behind_mac.size());
    reference::Hmac hmac = hmac_of(key);
    std::vector<std::uint8_t> mac(hmac.mac_bytes());
    hmac.compute(as_bytes(json), mac);
    append_base64(json, mac);
    json += behind_mac;
    return json;
}

std::optional<Error> check_signature(std::string_view json, const keys::KeyStore& keys, Summary& summary) {
    if (!summary.signature) {
        return Error{"is not signed"};
    }
    Summary::Signature& signature = *summary.signature;
    const Result<std::uint32_t> signer = find_signer(keys, signature.key);
    if (!signer) {
        return Error{"has a signature that cannot be checked: " + signer.error().message};
    }
    const keys::Key& key = keys[*signer];
    const std::string_view covered = json.substr(0, json.rfind(before_mac) + before_mac.size());
    std::vector<std::uint8_t> mac(decoded_room(signature.mac.size()));
    mac.resize(decode(Encoding::Base64, signature.mac, mac.data()).bytes);
    reference::Hmac hmac = hmac_of(key);
    if (json.substr(covered.size()) != signature.mac + std::string(behind_mac) || mac.size() != hmac.mac_bytes() ||
        !hmac.matches(as_bytes(covered), mac)) {
        return Error{
            fmt::format("has a wrong signature: it was changed after it was signed, or not signed with the key "
                        "{} that it names",
                        printable(signature.key, 200))};
    }
    signature.fingerprint = keys::fingerprint(key);
    return std::nullopt;
}

}    // namespace hmacsweep::report
