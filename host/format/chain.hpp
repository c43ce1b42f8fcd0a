// Chained records: the message of each has the MAC that is stored in the record before, or a field of each repeats it.
// All MACs are stored, so the links of a chain are verified side by side.
#pragma once

#include "host/base/encoding.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep::format {

/// What a run is told of its chains, besides what the recipe says.
struct Chain {
    std::optional<std::string> start;     ///< what stands for the MAC before a chain's first record
    std::optional<std::string> end;       ///< the MAC of a chain's last record, as inputs write MACs
    bool is_one = false;                  ///< one chain goes through all sources; else each has its own
    std::optional<std::uint32_t> link;    ///< of Recipe::names: the field that repeats the MAC of the record before
};

/// What is known of the record before.
enum class PreviousState : std::uint8_t {
    Start,       ///< there is none
    Stored,      ///< its MAC
    Untagged,    ///< that it has no MAC
    Lost         ///< nothing: it could not be read
};

struct PreviousMac {
    PreviousState state = PreviousState::Start;
    std::string_view text;    ///< the MAC as the input has it, of Stored
};

/// Whether two texts write one MAC: the same text, or the same bytes in that encoding;
/// without one, in forms that find_mac() knows, as MACs of one algorithm.
[[nodiscard]] bool is_same_mac(std::string_view a, std::string_view b, std::optional<Encoding> encoding);

}    // namespace hmacsweep::format
