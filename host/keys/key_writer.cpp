#include "host/keys/key_writer.hpp"

#include "host/base/json_tokens.hpp"
#include "host/base/wiping_parser.hpp"
#include "host/keys/jwk.hpp"
#include "host/keys/key_derivation.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <openssl/rand.h>

namespace hmacsweep::keys {
namespace {

namespace dom = simdjson::dom;

/// A text that is wiped when it goes; reserve enough, since a string that grows leaves copies behind.
class SecretText {
public:
    explicit SecretText(std::size_t room) { text_.reserve(room); }
    ~SecretText() { wipe(text_.data(), text_.capacity()); }
    SecretText(const SecretText&) = delete;
    SecretText& operator=(const SecretText&) = delete;
    SecretText(SecretText&&) = delete;
    SecretText& operator=(SecretText&&) = delete;

    std::string& operator*() { return text_; }
    std::string* operator->() { return &text_; }

private:
    std::string text_;
};

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed_end(std::string_view text) {
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos ? std::string_view() : trimmed_end(text.substr(begin));
}

std::string_view without_line_end(std::string_view text) {
    if (text.ends_with('\n')) {
        text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
    }
    return text;
}

Result<SecretBytes> decoded(std::string_view text, Encoding encoding) {
    SecretBytes material(decoded_room(text.size()));
    const DecodeResult result = decode(encoding, text, material.data());
    if (!result.reason.empty()) {
        return Error{"the key material " + std::string(result.reason)};
    }
    material.shrink(result.bytes);
    if (material.empty()) {
        return Error{"the key material is empty"};
    }
    return material;
}

std::string text_member(dom::element object, std::string_view name) {
    std::string_view value;
    return object[name].get_string().get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

/// Of a set, keys that are none for MACs are passed over with a notice.
Result<std::vector<ImportedMaterial>> read_jwks(dom::element root, std::vector<std::string>& notices) {
    std::vector<ImportedMaterial> imported;
    std::vector<dom::element> keys;
    dom::array list;
    if (root["keys"].get_array().get(list) == simdjson::SUCCESS) {
        keys.assign(list.begin(), list.end());
    } else {
        keys.push_back(root);
    }
    for (const dom::element& key : keys) {
        dom::object object;
        if (key.get_object().get(object) != simdjson::SUCCESS) {
            return Error{"it is no JWK"};
        }
        if (const std::string_view misfit = jwk_misfit(object); !misfit.empty()) {
            notices.push_back("key " + std::to_string(&key - keys.data() + 1) + " is skipped: " + std::string(misfit));
            continue;
        }
        std::string_view k;
        if (object["k"].get_string().get(k) != simdjson::SUCCESS) {
            return Error{"it is no JWK of kty \"oct\" with a member k"};
        }
        Result<SecretBytes> material = decoded(k, Encoding::Base64Url);
        if (!material) {
            return material.error();
        }
        const std::string alg = text_member(key, "alg");
        imported.push_back({text_member(key, "kid"), std::move(*material), algorithm_of_jwk(alg), KeyState::Enabled});
    }
    if (imported.empty()) {
        return Error{notices.empty() ? "it has no key" : "it has no key for MACs: " + notices.front()};
    }
    return imported;
}

Result<std::vector<ImportedMaterial>> read_vault_export(dom::element root) {
    dom::element data;
    if (root["data"].get(data) != simdjson::SUCCESS) {
        data = root;    // without the API's envelope
    }
    dom::object versions;
    if (data["keys"].get_object().get(versions) != simdjson::SUCCESS) {
        return Error{"it is no answer of vault's transit/export/hmac-key (no member keys)"};
    }
    std::vector<ImportedMaterial> imported;
    for (const auto& [version, value] : versions) {
        std::string_view text;
        if (value.get_string().get(text) != simdjson::SUCCESS) {
            return Error{"version " + std::string(version) + " of the key is no string"};
        }
        if (trimmed(text).empty()) {
            return Error{"version " + std::string(version) +
                         " of the key is empty: Vault before 1.13.3 exports imported keys of type hmac so (issue 20804 "
                         "there)"};
        }
        Result<SecretBytes> material = decoded(trimmed(text), Encoding::Base64);
        if (!material) {
            return material.error();
        }
        imported.push_back(
            {text_member(data, "name") + ":v" + std::string(version), std::move(*material), {}, KeyState::Enabled});
    }
    return imported;
}

Result<std::vector<ImportedMaterial>> read_tink(dom::element root) {
    Result<std::vector<TinkKey>> keys = read_tink_keyset(root);
    if (!keys) {
        return keys.error();
    }
    std::vector<ImportedMaterial> imported;
    for (TinkKey& key : *keys) {
        imported.push_back({std::move(key.name), std::move(key.material), {}, key.state});
    }
    return imported;
}

KeyDerivation derivation_of(MaterialFormat format) {
    switch (format) {
        case MaterialFormat::DjangoCookie:
            return KeyDerivation::DjangoCookie;
        case MaterialFormat::Rails:
            return KeyDerivation::Rails;
        case MaterialFormat::RailsSha256:
            return KeyDerivation::RailsSha256;
        default:
            return KeyDerivation::Django;
    }
}

/// The key that an application makes of a secret text.
Result<std::vector<ImportedMaterial>> read_secret(std::string_view secret, MaterialFormat format,
                                                  std::string_view salt) {
    if (secret.empty()) {
        return Error{"the secret is empty"};
    }
    std::vector<ImportedMaterial> imported;
    if (is_derived(format)) {
        imported.push_back({{}, derive_key(derivation_of(format), secret, salt), {}, KeyState::Enabled});
        return imported;
    }
    constexpr std::string_view prefix = "whsec_";
    secret = trimmed(secret);
    Result<SecretBytes> material =
        decoded(secret.starts_with(prefix) ? secret.substr(prefix.size()) : secret, Encoding::Base64);
    if (!material) {
        return material.error();
    }
    imported.push_back({{}, std::move(*material), {}, KeyState::Enabled});
    return imported;
}

void append_member(std::string& json, std::string_view name, std::string_view value) {
    if (!value.empty()) {
        json += json.ends_with('{') ? "\"" : ", \"";
        json += name;
        json += "\": ";
        append_json_string(json, value);
    }
}

/// A key as an entry of the file, on a line of its own.
void append_entry(std::string& json, const Key& key) {
    json += '{';
    append_member(json, "KeyId", key.key_id);
    append_member(json, "Arn", key.arn);
    if (!key.aliases.empty()) {
        json += ", \"Aliases\": [";
        for (const std::string& alias : key.aliases) {
            json += json.ends_with('[') ? "" : ", ";
            append_json_string(json, alias);
        }
        json += ']';
    }
    if (!key.key_spec.empty()) {
        append_member(json, "KeySpec", key.key_spec);
        append_member(json, "KeyUsage", key.key_usage);
    }
    if (key.key_spec.empty() && key.algorithm) {
        json += ", \"MacAlgorithms\": [\"";
        json += hmacsweep::name_of(*key.algorithm);
        json += "\"]";
    }
    append_member(json, "KeyState", name_of(key.state));
    json += ", \"KeyMaterial\": \"";
    append_base64(json, key.material.bytes());
    json += "\"}";
}

std::size_t entry_room(const Key& key) {
    constexpr std::size_t members = 256;    // names and punctuation
    std::size_t room = members + (6 * (key.key_id.size() + key.arn.size())) + (2 * key.material.size());
    for (const std::string& alias : key.aliases) {
        room += 4 + (6 * alias.size());
    }
    return room;
}

}    // namespace

SecretBytes random_material(std::size_t bytes) {
    SecretBytes material(bytes);
    if (RAND_priv_bytes(material.data(), static_cast<int>(bytes)) != 1) {
        throw std::runtime_error("the system's random source failed");
    }
    return material;
}

Result<std::vector<ImportedMaterial>> read_material(SecretBytes text, MaterialFormat format, Encoding encoding,
                                                    bool is_raw, std::string_view salt,
                                                    std::vector<std::string>* notices) {
    if (format == MaterialFormat::Plain) {
        const std::string_view given = as_text(text.bytes());
        std::string_view material = given;
        if (!is_raw) {
            material = encoding == Encoding::Text ? without_line_end(given) : trimmed(given);
        }
        Result<SecretBytes> bytes = decoded(material, is_raw ? Encoding::Text : encoding);
        if (!bytes) {
            return bytes.error();
        }
        std::vector<ImportedMaterial> imported;
        imported.push_back({{}, std::move(*bytes), {}, KeyState::Enabled});
        return imported;
    }
    if (is_derived(format) || format == MaterialFormat::StandardWebhooks) {
        return read_secret(without_line_end(as_text(text.bytes())), format, salt);
    }
    WipingParser parser;
    dom::element root;
    if (parser.parse(text).get(root) != simdjson::SUCCESS) {
        return Error{"it is not valid JSON"};
    }
    std::vector<std::string> unwanted;
    switch (format) {
        case MaterialFormat::Jwk:
            return read_jwks(root, notices == nullptr ? unwanted : *notices);
        case MaterialFormat::Tink:
            return read_tink(root);
        default:
            return read_vault_export(root);
    }
}

Result<SecretBytes> write_key_file(SecretBytes existing, std::span<const Key> keys) {
    std::size_t room = existing.size() + 64;
    for (const Key& key : keys) {
        room += entry_room(key);
    }
    SecretText json(room);
    std::string_view head = "{\"Keys\": [";
    std::string_view tail = "]}\n";
    bool has_entries = false;
    SecretText kept(existing.size());
    if (!existing.empty()) {
        // What stands in the file stays as it is; the new entries go before the bracket that closes its list.
        *kept = as_text(existing.bytes());
        WipingParser parser;
        dom::object root;
        if (parser.parse(existing).get_object().get(root) != simdjson::SUCCESS) {
            return Error{"it is not a JSON object"};
        }
        std::size_t member = 0;
        for (const auto& [name, value] : root) {
            if (name == "Keys") {
                break;
            }
            ++member;
        }
        dom::array list;
        if (root["Keys"].get_array().get(list) != simdjson::SUCCESS) {
            return Error{"it has no list \"Keys\""};
        }
        has_entries = list.begin() != list.end();
        const std::string_view entries = member_text(*kept, member);
        tail = std::string_view(*kept).substr(static_cast<std::size_t>(entries.data() - kept->data()) + entries.size() -
                                              1);
        head = trimmed_end(std::string_view(*kept).substr(0, kept->size() - tail.size()));
    }
    *json = head;
    for (const Key& key : keys) {
        *json += has_entries ? ",\n" : "\n";
        append_entry(*json, key);
        has_entries = true;
    }
    *json += '\n';
    *json += tail;
    return SecretBytes(as_bytes(*json));
}

}    // namespace hmacsweep::keys
