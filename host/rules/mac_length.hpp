// Which of a record's MACs can be right by their length alone.
#pragma once

#include "host/base/algorithm_names.hpp"
#include "host/reader/record.hpp"

#include <algorithm>
#include <cstdint>

namespace hmacsweep::rules {

/// Calls use(mac) for each of a record's MACs that can be right by its length.
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

/// Whether one of a record's MACs can be right by its length.
[[nodiscard]] inline bool has_mac_length(const reader::Record& record, std::uint32_t min_mac_bytes) {
    bool has = false;
    for_each_mac(record, min_mac_bytes, [&](Bytes) { has = true; });
    return has;
}

}    // namespace hmacsweep::rules
