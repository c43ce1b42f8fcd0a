#include "host/keys/vault.hpp"

#include "host/base/json_tokens.hpp"

#include <utility>

namespace hmacsweep::keys {

namespace dom = simdjson::dom;

Result<std::vector<ImportedMaterial>> read_vault_export(dom::element root) {
    dom::element data;
    if (root["data"].get(data) != simdjson::SUCCESS) {
        data = root;    // without the API's envelope
    }
    dom::object versions;
    if (data["keys"].get_object().get(versions) != simdjson::SUCCESS) {
        return Error{"it is no answer of vault's transit/export/hmac-key (no member keys)"};
    }
    std::string_view name;
    if (data["name"].get_string().get(name) != simdjson::SUCCESS) {
        name = {};
    }
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
        Result<SecretBytes> material = decode_material(trim_blanks(text), Encoding::Base64);
        if (!material) {
            return material.error();
        }
        imported.push_back(
            {std::string(name) + ":v" + std::string(version), std::move(*material), {}, KeyState::Enabled});
    }
    return imported;
}

}    // namespace hmacsweep::keys
