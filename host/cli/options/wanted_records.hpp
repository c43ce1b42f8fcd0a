// Which records `show` looks for: one by its number, or the records that result lines name.
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

/// The records that result lines of verify or generate name, in the order of the lines. Where `input` is not empty, it
/// is the source of all records, also where lines name another. An error tells which line is no result line.
Result<std::vector<WantedRecord>> parse_result_lines(std::string_view text, const std::string& input);

}    // namespace hmacsweep::cli
