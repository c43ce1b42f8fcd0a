#include "host/keys/kms_text.hpp"

#include "host/base/encoding.hpp"

#include <algorithm>
#include <string>

namespace hmacsweep::kms {
namespace {

constexpr std::string_view one_error = "1 validation error detected: ";

bool is_hex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// Whether `id` has the form of a key ID: a UUID, or `mrk-` and 32 hex digits.
bool is_key_id_form(std::string_view id) {
    if (id.starts_with("mrk-")) {
        return id.size() == 36 && is_hex(id.substr(4));
    }
    constexpr std::string_view form = "00000000-0000-0000-0000-000000000000";
    return id.size() == form.size() && std::ranges::equal(id, form, [](char c, char f) {
               return f == '-' ? c == '-' : is_hex(std::string_view(&c, 1));
           });
}

std::string_view state_words(KeyState state) {
    switch (state) {
        case KeyState::Disabled:
            return "disabled";
        case KeyState::PendingDeletion:
            return "pending deletion";
        case KeyState::PendingReplicaDeletion:
            return "pending replica deletion";
        case KeyState::PendingImport:
            return "pending import";
        case KeyState::Creating:
            return "creating";
        case KeyState::Unavailable:
            return "unavailable";
        case KeyState::Enabled:
        case KeyState::Updating:
            break;
    }
    return "enabled";
}

}    // namespace

std::string_view code_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::Valid:
            return {};
        case Verdict::Invalid:
            return "KMSInvalidMacException";
        case Verdict::KeyNotFound:
            return "NotFoundException";
        case Verdict::KeyDisabled:
            return "DisabledException";
        case Verdict::InvalidKeyState:
            return "KMSInvalidStateException";
        case Verdict::InvalidKeyUsage:
            return "InvalidKeyUsageException";
        case Verdict::Untagged:
            return "MissingMacException";
        case Verdict::Malformed:
            return "ValidationException";
        case Verdict::NotJudged:
            break;
    }
    return "KMSInternalException";
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

std::string null_violation(std::string_view member) {
    return std::string(one_error) + "Value null at '" + std::string(member) +
           "' failed to satisfy constraint: Member must not be null";
}

std::string key_not_found(std::string_view name, const KeyStore& keys, std::string_view region) {
    const auto arn_for = [&](std::string_view resource) {
        return "arn:aws:kms:" + std::string(region) + ":" + std::string(keys.account()) + ":" + std::string(resource);
    };
    const ArnParts arn = parse_kms_arn(name);
    const std::string shown = printable(name, max_key_name_bytes);
    if (!arn.region.empty() && arn.region != region && !keys.has_region(arn.region)) {
        return "Invalid arn " + printable(arn.region);
    }
    if (name.starts_with("alias/")) {
        return "Alias " + arn_for(shown) + " is not found.";
    }
    if (arn.resource.starts_with("alias/")) {
        return "Alias " + shown + " is not found.";
    }
    if (!arn.resource.empty()) {
        return "Key '" + shown + "' does not exist";
    }
    if (is_key_id_form(name)) {
        return "Key '" + arn_for("key/" + shown) + "' does not exist";
    }
    return "Invalid keyId '" + shown + "'";
}

std::string bad_key_state(const Key& key) {
    return key.result_name() + " is " + std::string(state_words(key.state)) + ".";
}

std::string bad_key_usage(const Key& key, Algorithm algorithm, std::string_view operation) {
    if (key.key_usage != mac_key_usage) {
        return key.result_name() + " key usage is " + key.key_usage + " which is not valid for " +
               std::string(operation) + ".";
    }
    const std::string spec =
        key.key_spec.empty() && key.algorithm ? std::string(core::row_of(*key.algorithm).key_spec) : key.key_spec;
    return "Algorithm " + std::string(name_of(algorithm)) + " is incompatible with key spec " + spec + ".";
}

}    // namespace hmacsweep::kms
