// How many members an archive may have. Each of them is held in memory as an input of the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace hmacsweep::input {

inline constexpr std::uint64_t most_members = 100'000;
inline constexpr std::size_t most_name_bytes = 4096;
/// Of a zip's directory: that of as many members, with names and extra fields of some length.
inline constexpr std::uint64_t most_directory_bytes = std::uint64_t{64} << 20;

/// Follows the archive's name in a sentence.
[[nodiscard]] inline std::string too_many_members() {
    return "has more than " + std::to_string(most_members) + " members, or names of more than " +
           std::to_string(most_name_bytes) + " bytes";
}

}    // namespace hmacsweep::input
