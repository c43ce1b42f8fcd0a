// Chained records: each record's message contains the MAC of the record before, or a field of each record repeats that
// MAC. The input stores all MACs, so the links of a chain are verified in parallel.
#pragma once

#include "host/base/encoding.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep::format {

/// What a run is told of its chains. The recipe says the rest.
struct Chain {
    std::optional<std::string> start;     ///< used as the MAC before a chain's first record, as inputs write MACs
    std::optional<std::string> end;       ///< the MAC of a chain's last record, as inputs write MACs; none: not checked
    bool is_one = false;                  ///< one chain runs through all sources; else each source has its own chain
    bool is_reversed = false;             ///< the newest record is first: each is linked to the record behind it
    std::optional<std::uint32_t> link;    ///< index in Recipe::names: the field that repeats the MAC before

    bool operator==(const Chain&) const = default;
};

/// What is known of the record before.
enum class PreviousState : std::uint8_t {
    Start,       ///< there is no record before
    Stored,      ///< the record before has a MAC
    Untagged,    ///< the record before has no MAC
    Lost         ///< the record before could not be read
};

/// The MAC of the record before.
struct PreviousMac {
    PreviousState state = PreviousState::Start;
    std::string_view text;    ///< of Stored: the MAC as the input writes it
};

/// Whether two texts are the same MAC: equal texts, or texts that `encoding` decodes to equal bytes. Without
/// `encoding`, find_mac() reads both texts, and both must be MACs of one algorithm's length.
[[nodiscard]] bool is_same_mac(std::string_view a, std::string_view b, std::optional<Encoding> encoding);

}    // namespace hmacsweep::format
