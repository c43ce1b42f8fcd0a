// Whether a 7z archive ends where its first header says. libarchive does not check that.
#pragma once

#include <cstdint>
#include <string>

namespace hmacsweep::input {

/// Checks a file of `bytes` bytes. Returns what is wrong, as "has ..."; empty: nothing. `fd` stays the caller's.
[[nodiscard]] std::string check_seven_zip(int fd, std::uint64_t bytes);

}    // namespace hmacsweep::input
