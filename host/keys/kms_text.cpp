#include "host/keys/kms_text.hpp"

#include "host/base/encoding.hpp"

#include <string>

namespace hmacsweep::keys {
namespace {

constexpr std::string_view one_error = "1 validation error detected: ";

}    // namespace

std::string_view code_of(Verdict verdict) {
    return core::row_of(verdict).code;
}

std::string length_violation(std::string_view member, std::size_t size, std::size_t max) {
    return std::string(one_error) + "Value at '" + std::string(member) +
           "' failed to satisfy constraint: Member must have length " +
           (size == 0 ? "greater than or equal to 1" : "less than or equal to " + std::to_string(max));
}

std::string enum_violation(std::string_view value) {
    return std::string(one_error) + "Value '" + printable(value) +
           "' at 'macAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: "
           "[HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]";
}

}    // namespace hmacsweep::keys
