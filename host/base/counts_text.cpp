#include "host/base/counts_text.hpp"

#include <fmt/format.h>

namespace hmacsweep {

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t i = digits.size(); i > 3; i -= 3) {
        digits.insert(i - 3, 1, ',');
    }
    return digits;
}

std::string plural(std::uint64_t count, std::string_view noun) {
    return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

std::string plural(std::uint64_t count, std::string_view noun, std::string_view verb_of_one, std::string_view verb) {
    return fmt::format("{} {}", plural(count, noun), count == 1 ? verb_of_one : verb);
}

}    // namespace hmacsweep
