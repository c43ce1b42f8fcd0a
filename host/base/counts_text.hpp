// Counts in words, for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hmacsweep {

/// `number` with a comma between groups of three digits: `1,234,567`.
[[nodiscard]] std::string grouped(std::uint64_t number);

/// The count, grouped(), with the noun: `1 record`, `2 records`. The plural of the noun must end in `s`.
[[nodiscard]] std::string plural(std::uint64_t count, std::string_view noun);

/// As above, with a verb: `1 record has`, `2 records have`.
[[nodiscard]] std::string plural(std::uint64_t count, std::string_view noun, std::string_view verb_of_one,
                                 std::string_view verb);

}    // namespace hmacsweep
