#include "host/keys/tink.hpp"

#include <cstdint>
#include <optional>
#include <utility>

namespace hmacsweep::keys {
namespace {

namespace dom = simdjson::dom;

/// A varint of a protocol buffer at `i`, which is passed over.
std::optional<std::uint64_t> read_varint(Bytes bytes, std::size_t& i) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && i < bytes.size(); shift += 7) {
        const std::uint8_t byte = bytes[i++];
        value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if (byte < 0x80) {
            return value;
        }
    }
    return std::nullopt;
}

/// The key_value, field 3, of a serialised google.crypto.tink.HmacKey.
std::optional<Bytes> tink_key_value(Bytes message) {
    constexpr std::uint64_t varint = 0;
    constexpr std::uint64_t delimited = 2;
    constexpr std::uint64_t key_value = 3;
    std::optional<Bytes> found;
    for (std::size_t i = 0; i < message.size();) {
        const std::optional<std::uint64_t> tag = read_varint(message, i);
        const std::optional<std::uint64_t> number = tag ? read_varint(message, i) : std::nullopt;
        if (!number || ((*tag & 7) != varint && (*tag & 7) != delimited)) {
            return std::nullopt;
        }
        if ((*tag & 7) == delimited) {
            if (*number > message.size() - i) {
                return std::nullopt;
            }
            if ((*tag >> 3) == key_value) {
                found = message.subspan(i, *number);
            }
            i += *number;
        }
    }
    return found;
}

Result<SecretBytes> read_tink_material(dom::element key, const std::string& name) {
    std::string_view type;
    std::string_view value;
    if (key["keyData"]["typeUrl"].get_string().get(type) != simdjson::SUCCESS ||
        key["keyData"]["value"].get_string().get(value) != simdjson::SUCCESS) {
        return Error{"key " + name + " has no keyData in it; an encrypted keyset is decrypted by Tink's own tool"};
    }
    if (type != "type.googleapis.com/google.crypto.tink.HmacKey") {
        return Error{"key " + name + " is no HmacKey"};
    }
    SecretBytes message(decoded_room(value.size()));
    const DecodeResult decoded = decode(Encoding::Base64, value, message.data());
    const std::optional<Bytes> material =
        decoded.reason.empty() ? tink_key_value(message.bytes().first(decoded.bytes)) : std::nullopt;
    if (!material || material->empty()) {
        return Error{"key " + name + " has a value that is no serialised HmacKey"};
    }
    return SecretBytes(*material);
}

}    // namespace

Result<std::vector<ImportedMaterial>> read_tink_keyset(dom::element root) {
    dom::array list;
    if (root["key"].get_array().get(list) != simdjson::SUCCESS) {
        return Error{"it is no Tink keyset in JSON (no list key)"};
    }
    std::vector<ImportedMaterial> keys;
    for (const dom::element& key : list) {
        std::uint64_t id = 0;
        if (key["keyId"].get_uint64().get(id) != simdjson::SUCCESS) {
            return Error{"it has a key without a keyId"};
        }
        std::string_view status;
        if (key["status"].get_string().get(status) == simdjson::SUCCESS && status == "DESTROYED") {
            continue;
        }
        ImportedMaterial made;
        made.name = std::to_string(id);
        made.state = status == "ENABLED" ? KeyState::Enabled : KeyState::Disabled;
        Result<SecretBytes> material = read_tink_material(key, made.name);
        if (!material) {
            return material.error();
        }
        made.material = std::move(*material);
        keys.push_back(std::move(made));
    }
    if (keys.empty()) {
        return Error{"it has no key that could be used"};
    }
    return keys;
}

}    // namespace hmacsweep::keys
