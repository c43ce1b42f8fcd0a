// How many members an archive may have. Each of them is held in memory as an input of the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace hmacsweep::input {

/// The most members, folders included.
inline constexpr std::uint64_t most_members = 100'000;
/// The longest name of a member, in bytes.
inline constexpr std::size_t most_name_bytes = 4096;
/// The largest directory of a zip archive, in bytes: enough for most_members members with names of a usual length.
inline constexpr std::uint64_t most_directory_bytes = std::uint64_t{64} << 20;

/// The error text for an archive over one of the first two limits. It follows the archive's name in a sentence.
[[nodiscard]] inline std::string too_many_members() {
    return "has more than " + std::to_string(most_members) + " members, or names of more than " +
           std::to_string(most_name_bytes) + " bytes";
}

}    // namespace hmacsweep::input
