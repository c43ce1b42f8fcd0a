#include "host/base/meant_algorithm.hpp"

#include <string>

namespace hmacsweep {

std::optional<Algorithm> meant_algorithm(std::string_view name) {
    std::string plain;
    for (const char c : name) {
        const bool is_upper = c >= 'A' && c <= 'Z';
        if (is_upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            plain += static_cast<char>(is_upper ? c - 'A' + 'a' : c);
        }
    }
    for (const Algorithm algorithm : all_algorithms) {
        const std::string bits = std::to_string(8 * core::digest_bytes(algorithm));
        for (const std::string_view before : {"", "sha", "sha2", "hs", "hmac", "hmacsha", "hmacsha2", "hmacwithsha"}) {
            if (plain == std::string(before) + bits || plain == std::string(before) + bits + "hmac") {
                return algorithm;
            }
        }
    }
    return std::nullopt;
}

}    // namespace hmacsweep
