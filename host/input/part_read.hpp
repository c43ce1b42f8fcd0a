// Reading parts of a file by their place, whichever thread does it and wherever the file's own position stands.
#pragma once

#include "host/base/stop_flag.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace hmacsweep::input {

/// How far a part was read.
struct PartRead {
    std::size_t bytes = 0;
    int error = 0;    ///< errno where it could not be read on; 0 where it was read, or the file ends there
};

/// Reads `bytes` from `place` on to `to`. Looks at the flag, where there is one, every few MiB, and ends when a stop
/// was requested.
[[nodiscard]] PartRead read_part(int fd, std::uint8_t* to, std::size_t bytes, std::uint64_t place,
                                 const StopFlag* stop = nullptr);

/// The place behind the last line feed of a file between `begin` and `end`. Nothing when there is none close to the
/// end, and when it cannot be read.
[[nodiscard]] std::optional<std::uint64_t> find_last_line_end(int fd, std::uint64_t begin, std::uint64_t end);

}    // namespace hmacsweep::input
