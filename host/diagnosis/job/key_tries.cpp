#include "host/diagnosis/job/key_tries.hpp"

#include "host/base/algorithm_names.hpp"
#include "host/diagnosis/mistakes.hpp"
#include "host/diagnosis/rewriting.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace hmacsweep::diagnosis {
namespace {

/// Of many keys none is tried with everything.
constexpr std::size_t most_keys = 256;
constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";

/// Wipes a buffer for key material. A decoding that fails has written key bytes, and left none.
void forget(ByteBuffer& material) {
    material.resize(material.capacity());
    wipe(material.data(), material.size());
}

/// Whether the material is text of so many hex digits that it is hardly base64.
bool is_hex_text(Bytes material) {
    constexpr std::size_t least_digits = 32;
    const auto is_digit = [](std::uint8_t c) {
        return hex_digits.find(static_cast<char>(c)) != std::string_view::npos;
    };
    return material.size() >= least_digits && std::ranges::all_of(material, is_digit);
}

/// Adds a reading of a key, unless it is one that is there already: a likely one behind the other likely ones.
void add(std::vector<KeyTry>& tries, KeyTry added) {
    const bool is_there = std::ranges::any_of(tries, [&](const KeyTry& other) {
        return other.key == added.key && std::ranges::equal(other.material.bytes(), added.material.bytes());
    });
    if (!is_there) {
        const auto behind = added.is_likely ? std::ranges::find(tries, false, &KeyTry::is_likely) : tries.end();
        tries.insert(behind, std::move(added));
    }
}

}    // namespace

std::vector<KeyTry> key_tries(const keys::KeyStore& keys, std::uint32_t preferred) {
    std::vector<KeyTry> tries;
    const auto is_possible = [&](std::uint32_t k) { return keys[k].is_mac_key() && !keys[k].material.empty(); };
    if (preferred != core::no_key && is_possible(preferred)) {
        tries.push_back({preferred, "", SecretBytes(keys[preferred].material.bytes())});
    }
    for (std::uint32_t k = 0; k < keys.size() && tries.size() < most_keys; ++k) {
        if (k != preferred && is_possible(k)) {
            tries.push_back({k, "", SecretBytes(keys[k].material.bytes())});
        }
    }
    const std::size_t num_plain = std::min<std::size_t>(tries.size(), 16);
    for (std::size_t i = 0; i < num_plain; ++i) {
        const bool is_hex = is_hex_text(tries[i].material.bytes());
        for (const Mistake& mistake : mistakes()) {
            ByteBuffer changed;
            if (mistake.part == Part::Key && mistake.change != nullptr &&
                !(is_hex && mistake.advice.starts_with("base64")) &&
                mistake.change(tries[i].material.bytes(), changed) && !changed.empty()) {
                add(tries, {tries[i].key, std::string(mistake.advice), SecretBytes(Bytes(changed)),
                            is_hex && mistake.advice == "hex"});
            }
            forget(changed);
        }
        // A key whose text was read as base64, or hex, though it is the other.
        for (const auto& [encode, encoding] :
             {std::pair(&encode_base64, Encoding::Hex), std::pair(&encode_hex, Encoding::Base64)}) {
            ByteBuffer text;
            ByteBuffer material;
            if (encode(tries[i].material.bytes(), text) && decode_text(encoding, text, material) && !material.empty()) {
                add(tries, {tries[i].key, std::string(name_of(encoding)), SecretBytes(Bytes(material)), false});
            }
            forget(text);
            forget(material);
        }
    }
    return tries;
}

}    // namespace hmacsweep::diagnosis
