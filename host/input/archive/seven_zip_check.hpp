// Whether a 7z archive ends where its first header says. libarchive does not check that.
#pragma once

#include <cstdint>
#include <string>

namespace hmacsweep::input {

/// Checks a file of `bytes` bytes. Returns what is wrong: a text that follows the archive's name in a sentence; empty:
/// nothing is wrong. The caller keeps `fd`, and the file's position does not change.
[[nodiscard]] std::string check_seven_zip(int fd, std::uint64_t bytes);

}    // namespace hmacsweep::input
