#include "host/keys/vault.hpp"

#include "host/base/json_tokens.hpp"
#include "host/base/wiping_parser.hpp"
#include "host/keys/secret_text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace hmacsweep::keys {
namespace {

namespace dom = simdjson::dom;

/// KeyType_HMAC of Vault's keysutil: HMACs are made with `key`. Those of all other types are made with `hmac_key`.
constexpr std::int64_t hmac_type = 11;

std::string_view name_in(dom::element object) {
    std::string_view name;
    return object["name"].get_string().get(name) == simdjson::SUCCESS ? name : std::string_view();
}

std::int64_t number_in(dom::element object, std::string_view member) {
    std::int64_t number = 0;
    return object[member].get_int64().get(number) == simdjson::SUCCESS ? number : 0;
}

/// Adds a version with material in base64.
std::optional<Error> add_version(std::string_view name, const std::string& version, std::string_view base64,
                                 std::vector<ImportedMaterial>& imported) {
    Result<SecretBytes> material = decode_material(trim_blanks(base64), Encoding::Base64);
    if (!material) {
        return Error{"version " + version + ": " + material.error().message};
    }
    imported.push_back({std::string(name) + ":v" + version, std::move(*material), {}, KeyState::Enabled});
    return std::nullopt;
}

/// Reads `policy` and `archived_keys` of a backup. `has_numbers`: whether numbers are as Vault wrote them.
Result<std::vector<ImportedMaterial>> read_policy(dom::element root, bool has_numbers) {
    dom::element policy;
    dom::object versions;
    if (root["policy"].get(policy) != simdjson::SUCCESS ||
        policy["keys"].get_object().get(versions) != simdjson::SUCCESS) {
        return Error{"it is no backup of Vault's transit engine (no policy with keys)"};
    }
    const std::string_view member = number_in(policy, "type") == hmac_type ? "key" : "hmac_key";
    const std::string_view name = name_in(policy);
    std::vector<ImportedMaterial> imported;
    std::string_view base64;
    dom::array archived;
    if (has_numbers && root["archived_keys"]["keys"].get_array().get(archived) == simdjson::SUCCESS) {
        // Versions below min_decryption_version are there alone; the others are there, too.
        std::int64_t number = number_in(policy, "min_available_version");
        for (const dom::element key : archived) {
            const std::string version = std::to_string(number++);
            if (versions[version].error() == simdjson::SUCCESS ||
                key[member].get_string().get(base64) != simdjson::SUCCESS) {
                continue;
            }
            if (const std::optional<Error> error = add_version(name, version, base64, imported)) {
                return *error;
            }
        }
    }
    for (const auto& [version, key] : versions) {
        if (key[member].get_string().get(base64) != simdjson::SUCCESS) {
            return Error{"version " + std::string(version) + " has no key for HMACs"};
        }
        if (const std::optional<Error> error = add_version(name, std::string(version), base64, imported)) {
            return *error;
        }
    }
    return imported;
}

/// Reads the answer of transit/backup: JSON in base64.
Result<std::vector<ImportedMaterial>> read_backup(std::string_view base64) {
    Result<SecretBytes> json = decode_material(trim_blanks(base64), Encoding::Base64);
    if (!json) {
        return Error{"its backup is no base64"};
    }
    SecretText copy(json->size());
    *copy = as_text(json->bytes());
    WipingParser parser;
    dom::element root;
    if (parser.parse(*json).get(root) == simdjson::SUCCESS) {
        return read_policy(root, true);
    }
    // The numbers of RSA and ECDSA keys are longer than simdjson reads. Their HMAC keys do not depend on numbers.
    if (blank_numbers(*copy)) {
        SecretBytes blanked(as_bytes(*copy));
        if (parser.parse(blanked).get(root) == simdjson::SUCCESS) {
            return read_policy(root, false);
        }
    }
    return Error{"its backup is not valid JSON"};
}

}    // namespace

Result<std::vector<ImportedMaterial>> read_vault_export(dom::element root) {
    dom::element data;
    if (root["data"].get(data) != simdjson::SUCCESS) {
        data = root;    // without the API's envelope
    }
    std::string_view backup;
    if (data["backup"].get_string().get(backup) == simdjson::SUCCESS) {
        return read_backup(backup);
    }
    if (data["policy"].error() == simdjson::SUCCESS) {
        return read_policy(data, true);
    }
    dom::object versions;
    if (data["keys"].get_object().get(versions) != simdjson::SUCCESS) {
        return Error{"it is no answer of vault's transit/export/hmac-key or transit/backup (no member keys or backup)"};
    }
    const std::string_view name = name_in(data);
    std::vector<ImportedMaterial> imported;
    for (const auto& [version, value] : versions) {
        std::string_view text;
        if (value.get_string().get(text) != simdjson::SUCCESS) {
            return Error{"version " + std::string(version) + " of the key is no string"};
        }
        if (trim_blanks(text).empty()) {
            return Error{"version " + std::string(version) +
                         " of the key is empty: Vault before 1.13.3 exports imported keys of type hmac so (issue 20804 "
                         "there)"};
        }
        if (const std::optional<Error> error = add_version(name, std::string(version), text, imported)) {
            return *error;
        }
    }
    return imported;
}

}    // namespace hmacsweep::keys
