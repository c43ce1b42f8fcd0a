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
    std::optional<std::uint64_t> offset;    ///< the Offset of the result line: the record's first byte
};

/// The records that result lines of verify or generate name, in the order of the lines. When `input` is not empty, it
/// is the source of all records, even when lines name another source. An error names the line that is no result line.
Result<std::vector<WantedRecord>> parse_result_lines(std::string_view text, const std::string& input);

}    // namespace hmacsweep::cli
