#include "host/keys/key_material.hpp"

#include "host/base/json_tokens.hpp"
#include "host/base/wiping_parser.hpp"
#include "host/keys/jwk.hpp"
#include "host/keys/key_derivation.hpp"
#include "host/keys/secret_text.hpp"
#include "host/keys/tink.hpp"
#include "host/keys/vault.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <openssl/rand.h>

namespace hmacsweep::keys {
namespace {

namespace dom = simdjson::dom;

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
        Result<SecretBytes> material = decode_material(k, Encoding::Base64Url);
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

/// How the application derives its key.
std::vector<DerivationStep> steps_of(MaterialFormat format, std::string_view salt) {
    constexpr std::uint32_t rails_rounds = 1000;    // of ActiveSupport's KeyGenerator
    constexpr std::uint32_t rails_key_bytes = 64;
    std::vector<DerivationStep> steps;
    if (format == MaterialFormat::Rails || format == MaterialFormat::RailsSha256) {
        steps.push_back({.kind = DerivationStep::Kind::Pbkdf2,
                         .hash = format == MaterialFormat::Rails ? DerivationHash::Sha1 : DerivationHash::Sha256,
                         .text = SecretBytes(as_bytes(salt)),
                         .rounds = rails_rounds,
                         .num_bytes = rails_key_bytes});
        return steps;
    }
    const std::string prefix =
        std::string(salt) + "signer" + (format == MaterialFormat::DjangoCookie ? "django.http.cookies" : "");
    steps.push_back({.kind = DerivationStep::Kind::Prefix, .text = SecretBytes(as_bytes(prefix))});
    steps.push_back({.kind = DerivationStep::Kind::Digest});
    return steps;
}

/// The key that an application makes of a secret text.
Result<std::vector<ImportedMaterial>> read_secret(std::string_view secret, MaterialFormat format,
                                                  std::string_view salt) {
    if (secret.empty()) {
        return Error{"the secret is empty"};
    }
    std::vector<ImportedMaterial> imported;
    if (is_derived(format)) {
        Result<SecretBytes> key = derive_key(SecretBytes(as_bytes(secret)), steps_of(format, salt));
        if (!key) {
            return key.error();
        }
        imported.push_back({{}, std::move(*key), {}, KeyState::Enabled});
        return imported;
    }
    constexpr std::string_view prefix = "whsec_";
    secret = trim_blanks(secret);
    Result<SecretBytes> material =
        decode_material(secret.starts_with(prefix) ? secret.substr(prefix.size()) : secret, Encoding::Base64);
    if (!material) {
        return material.error();
    }
    imported.push_back({{}, std::move(*material), {}, KeyState::Enabled});
    return imported;
}

}    // namespace

Result<SecretBytes> decode_material(std::string_view text, Encoding encoding) {
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

bool is_like_hex_key(std::string_view text) {
    text = trim_blanks(text);
    return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos &&
           std::ranges::any_of(all_algorithms, [&](Algorithm algorithm) {
               return text.size() == 2 * std::size_t{core::digest_bytes(algorithm)};
           });
}

const MaterialEncoding* find_material_encoding(std::string_view name) {
    const auto* const found = std::ranges::find(material_encodings, name, &MaterialEncoding::name);
    return found == material_encodings.end() ? nullptr : found;
}

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
            material = encoding == Encoding::Text ? without_line_end(given) : trim_blanks(given);
        }
        Result<SecretBytes> bytes = decode_material(material, is_raw ? Encoding::Text : encoding);
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
            return read_tink_keyset(root);
        default:
            return read_vault_export(root);
    }
}

}    // namespace hmacsweep::keys
