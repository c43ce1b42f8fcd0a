#include "host/diagnosis/key_guesses.hpp"

#include <string>

#include <fmt/format.h>

namespace hmacsweep::diagnosis {

std::vector<GuessedKey> keys_for(std::uint32_t key, const keys::KeyStore& keys, const SearchLimits& limits) {
    std::vector<GuessedKey> guessed;
    const auto add = [&](Bytes material, const Way& way) { guessed.push_back({SecretBytes(material), way}); };
    const auto add_variants = [&](Bytes material, const Way& way) {
        if (way.cost >= limits.max_together) {
            return;
        }
        for (std::size_t i = 0; i < mistakes().size(); ++i) {
            const Mistake& mistake = mistakes()[i];
            ByteBuffer changed;
            if (mistake.part == Part::Key && mistake.change != nullptr && mistake.change(material, changed) &&
                !changed.empty()) {
                add(changed, way.with(static_cast<std::uint8_t>(i)));
            }
            changed.resize(changed.capacity());    // a decoding that fails has written key bytes, and left none
            wipe(changed.data(), changed.size());
        }
    };
    const auto is_possible = [&](std::uint32_t k) { return keys[k].is_mac_key() && !keys[k].material.empty(); };
    if (key != core::no_key && is_possible(key)) {
        add(keys[key].material.bytes(), {});
        add_variants(keys[key].material.bytes(), {});
    }
    // A record that names no key, or none that is known, has made no mistake in it when there is only one to choose.
    // Of many keys each is less likely, and they are too many to be tried together with everything else.
    constexpr std::size_t few_keys = 16;
    const unsigned cost = (keys.size() > few_keys ? 2U : 1U) - (key == core::no_key && keys.size() == 1 ? 1U : 0U);
    for (std::uint32_t k = 0; k < keys.size() && guessed.size() < limits.max_other_keys; ++k) {
        if (k != key && is_possible(k)) {
            const Way other = Way().with("key-other", keys[k].result_name(), cost);
            add(keys[k].material.bytes(), other);
            if (cost == 0) {
                add_variants(keys[k].material.bytes(), other);
            }
        }
    }
    return guessed;
}

std::vector<Formula> formulas_for(std::size_t mac_bytes, std::optional<Algorithm> wanted, std::uint32_t min_mac_bytes) {
    std::vector<Formula> formulas;
    for (const Algorithm algorithm : all_algorithms) {
        Way way;
        if (algorithm != wanted) {
            // A record that names no algorithm has made no mistake in it.
            way = way.with("algorithm", std::string(name_of(algorithm)), wanted ? 1 : 0);
        }
        if (!is_mac_length(algorithm, mac_bytes, min_mac_bytes)) {
            if (mac_bytes > core::digest_bytes(algorithm)) {
                continue;
            }
            way = way.with("mac-truncated", fmt::format("{}", mac_bytes));
        }
        formulas.push_back({algorithm, nullptr, way});
    }
    for (const reference::Lookalike& lookalike : reference::lookalikes()) {
        if (lookalike.bytes == mac_bytes) {
            formulas.push_back({{}, &lookalike, Way().with("lookalike", std::string(lookalike.name))});
        }
    }
    return formulas;
}

}    // namespace hmacsweep::diagnosis
