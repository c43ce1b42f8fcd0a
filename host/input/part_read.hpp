// Reads parts of a file at given offsets, from any thread. The file's own position is not used or changed.
#pragma once

#include "host/base/stop_flag.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace hmacsweep::input {

/// How much of a part was read.
struct PartRead {
    std::size_t bytes = 0;
    int error = 0;    ///< errno of a failed read; 0: no failure, or the file ends there
};

/// Reads `bytes` bytes from offset `place` into `to`. Checks `stop` every few MiB and ends early when a stop was
/// requested. `stop` may be null.
[[nodiscard]] PartRead read_part(int fd, std::uint8_t* to, std::size_t bytes, std::uint64_t place,
                                 const StopFlag* stop = nullptr);

/// The offset behind the last line feed of a file between the offsets `begin` and `end`. nullopt if no line feed is
/// within 256 KiB before `end`, or the file cannot be read.
[[nodiscard]] std::optional<std::uint64_t> find_last_line_end(int fd, std::uint64_t begin, std::uint64_t end);

}    // namespace hmacsweep::input
