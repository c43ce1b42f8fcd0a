#include "host/report/key_remarks.hpp"

#include "host/base/encoding.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::report {
namespace {

constexpr std::size_t max_named = 5;

/// Whether the algorithms have the names of JSON Web Algorithms (RFC 7518, 3.1).
bool has_jose_names(const format::Shape& shape) {
    return std::ranges::any_of(shape.algorithm_names,
                               [](const auto& row) { return algorithm_of_jwk(row.first).has_value(); });
}

/// The shortest hash that the key was used with, as far as is known.
std::size_t least_bytes(const keys::Key& key, const Report& report) {
    if (key.algorithm) {
        return core::digest_bytes(*key.algorithm);
    }
    const auto* const used = std::ranges::find_if(all_algorithms, [&](Algorithm algorithm) {
        return report.by_algorithm[static_cast<std::size_t>(algorithm)].total() != 0;
    });
    return used == all_algorithms.end() ? 0 : core::digest_bytes(*used);
}

/// The names of the keys that records named and `is_meant` picks; empty for none.
template <class IsMeant>
std::string names_of(const Report& report, const keys::KeyStore& keys, IsMeant&& is_meant) {
    std::string names;
    std::size_t count = 0;
    for (std::uint32_t k = 0; k < keys.size(); ++k) {
        if (report.by_key[k].total() == 0 || !is_meant(keys[k])) {
            continue;
        }
        if (++count <= max_named) {
            names += fmt::format("{}{}", names.empty() ? "" : ", ", printable(keys[k].result_name()));
        }
    }
    return count > max_named ? fmt::format("{} and {} more", names, count - max_named) : names;
}

}    // namespace

std::vector<std::string> key_remarks(const Report& report, const rules::RunOptions& options,
                                     const keys::KeyStore& keys) {
    std::vector<std::string> remarks;
    if (has_jose_names(options.shape)) {
        const std::string names = names_of(report, keys, [&](const keys::Key& key) {
            return !key.material.empty() && key.material.size() < least_bytes(key, report);
        });
        if (!names.empty()) {
            remarks.push_back(
                fmt::format("shorter than the hash that they are used with, which RFC 7518 (3.2) forbids: {}", names));
        }
    }
    if (options.shape.mac_prefix) {
        const std::string names =
            names_of(report, keys, [](const keys::Key& key) { return !key.number().has_value(); });
        if (!names.empty()) {
            remarks.push_back(fmt::format(
                "of the MACs' prefix only the bytes before the key's ID are checked, since the KeyId is no number: {}",
                names));
        }
    }
    return remarks;
}

}    // namespace hmacsweep::report
