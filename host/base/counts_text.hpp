// Counts in words, for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hmacsweep {

/// `number` with a comma between each three digits.
[[nodiscard]] std::string grouped(std::uint64_t number);

/// `1 record`, `2 records`.
[[nodiscard]] std::string plural(std::uint64_t count, std::string_view noun);

/// `1 record has`, `2 records have`.
[[nodiscard]] std::string plural(std::uint64_t count, std::string_view noun, std::string_view verb_of_one,
                                 std::string_view verb);

}    // namespace hmacsweep
