// Which of a record's MACs have a length that can be valid, and which have the length of another HMAC. `min_mac_bytes`
// is the least length of a truncated MAC; 0: full length only.
#pragma once

#include "host/base/algorithm_names.hpp"
#include "host/reader/record.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace hmacsweep::rules {

/// Calls use(mac) for each of a record's MACs whose length can be valid. The record must have an algorithm.
template <class Use>
void for_each_mac(const reader::Record& record, std::uint32_t min_mac_bytes, Use&& use) {
    const auto use_if = [&](Bytes mac) {
        if (is_mac_length(*record.algorithm, mac.size(), min_mac_bytes)) {
            use(mac);
        }
    };
    use_if(record.mac);
    std::ranges::for_each(record.more_macs, use_if);
}

/// Whether one of a record's MACs has a length that can be valid.
[[nodiscard]] inline bool has_mac_length(const reader::Record& record, std::uint32_t min_mac_bytes) {
    bool has = false;
    for_each_mac(record, min_mac_bytes, [&](Bytes) { has = true; });
    return has;
}

/// An HMAC that this program does not verify, and its length.
struct ForeignMac {
    std::string_view name;
    std::size_t bytes;
};
inline constexpr std::array<ForeignMac, 2> foreign_macs{{{"HMAC-MD5", 16}, {"HMAC-SHA-1", 20}}};

/// The HMAC of that length; null for none.
[[nodiscard]] constexpr const ForeignMac* foreign_mac(std::size_t mac_bytes) {
    const auto* const found = std::ranges::find(foreign_macs, mac_bytes, &ForeignMac::bytes);
    return found == foreign_macs.end() ? nullptr : found;
}

/// The first HMAC that foreign_mac() finds for a record's MACs; null for none. Only for a record in which no MAC has a
/// length that can be valid.
[[nodiscard]] inline const ForeignMac* foreign_mac(const reader::Record& record) {
    const ForeignMac* found = foreign_mac(record.mac.size());
    for (const Bytes mac : record.more_macs) {
        found = found != nullptr ? found : foreign_mac(mac.size());
    }
    return found;
}

}    // namespace hmacsweep::rules
