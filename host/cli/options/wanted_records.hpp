// Which records `show` is to find: one by its number, or those that result lines name.
#pragma once

#include "host/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::cli {

struct WantedRecord {
    std::string source;
    std::uint64_t record = 0;               ///< 1-based
    std::optional<std::uint64_t> offset;    ///< where a result line says that it begins
};

/// The records that result lines of verify or generate name, in their order. `input`, unless empty, is the source of
/// them all, whatever the lines say. An error names the line that is not one of ours.
Result<std::vector<WantedRecord>> parse_result_lines(std::string_view text, const std::string& input);

}    // namespace hmacsweep::cli
