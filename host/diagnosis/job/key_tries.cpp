#include "host/diagnosis/job/key_tries.hpp"

#include "host/base/algorithm_names.hpp"
#include "host/diagnosis/mistakes.hpp"
#include "host/diagnosis/rewriting.hpp"

#include <algorithm>
#include <utility>

namespace hmacsweep::diagnosis {
namespace {

/// Of many keys none is tried with everything.
constexpr std::size_t most_keys = 256;

/// Wipes a buffer for key material. A decoding that fails has written key bytes, and left none.
void forget(ByteBuffer& material) {
    material.resize(material.capacity());
    wipe(material.data(), material.size());
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
        for (const Mistake& mistake : mistakes()) {
            ByteBuffer changed;
            if (mistake.part == Part::Key && mistake.change != nullptr &&
                mistake.change(tries[i].material.bytes(), changed) && !changed.empty()) {
                tries.push_back({tries[i].key, std::string(mistake.advice), SecretBytes(Bytes(changed))});
            }
            forget(changed);
        }
        // A key whose text was read as base64, or hex, though it is the other.
        for (const auto& [encode, encoding] :
             {std::pair(&encode_base64, Encoding::Hex), std::pair(&encode_hex, Encoding::Base64)}) {
            ByteBuffer text;
            ByteBuffer material;
            if (encode(tries[i].material.bytes(), text) && decode_text(encoding, text, material) && !material.empty()) {
                tries.push_back({tries[i].key, std::string(name_of(encoding)), SecretBytes(Bytes(material))});
            }
            forget(text);
            forget(material);
        }
    }
    return tries;
}

}    // namespace hmacsweep::diagnosis
