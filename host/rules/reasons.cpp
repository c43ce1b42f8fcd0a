#include "host/rules/reasons.hpp"

#include "host/base/encoding.hpp"
#include "host/keys/kms_text.hpp"
#include "host/rules/mac_length.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::rules {
namespace {

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

std::string_view state_words(keys::KeyState state) {
    switch (state) {
        case keys::KeyState::Disabled:
            return "disabled";
        case keys::KeyState::PendingDeletion:
            return "pending deletion";
        case keys::KeyState::PendingReplicaDeletion:
            return "pending replica deletion";
        case keys::KeyState::PendingImport:
            return "pending import";
        case keys::KeyState::Creating:
            return "creating";
        case keys::KeyState::Unavailable:
            return "unavailable";
        case keys::KeyState::Enabled:
        case keys::KeyState::Updating:
            break;
    }
    return "enabled";
}

std::string wrong_length(Algorithm algorithm, std::size_t mac_bytes) {
    const ForeignMac* const foreign = foreign_mac(mac_bytes);
    return fmt::format("The MAC has {}{} bytes; an {} has {}.",
                       foreign != nullptr ? fmt::format("the length of an {}, ", foreign->name) : "", mac_bytes,
                       name_of(algorithm), core::digest_bytes(algorithm));
}

}    // namespace

std::string too_long(std::uint64_t max_record_bytes) {
    return "the record is longer than --max-record-bytes (" + std::to_string(max_record_bytes) + ")";
}

std::string wrong_lengths(const reader::Record& record, std::uint32_t min_mac_bytes) {
    if (has_mac_length(record, min_mac_bytes)) {
        return {};
    }
    if (record.more_macs.empty()) {
        return wrong_length(*record.algorithm, record.mac.size());
    }
    const ForeignMac* const foreign = foreign_mac(record);
    return fmt::format("None of the {} MACs has the length of an {}, {} bytes{}.", 1 + record.more_macs.size(),
                       name_of(*record.algorithm), core::digest_bytes(*record.algorithm),
                       foreign != nullptr ? fmt::format("; one has the length of an {}", foreign->name) : "");
}

std::string no_match(std::size_t num_macs, std::size_t num_keys) {
    if (num_keys == 1 && num_macs == 1) {
        return {};
    }
    return fmt::format(
        "{} the message under {}.",
        num_macs == 1 ? std::string("The MAC does not match") : fmt::format("None of the {} MACs matches", num_macs),
        num_keys == 1 ? std::string("this key and algorithm") : fmt::format("any of the {} candidate keys", num_keys));
}

std::string key_not_found(std::string_view name, const keys::KeyStore& keys, std::string_view region) {
    const auto arn_for = [&](std::string_view resource) {
        return "arn:aws:kms:" + std::string(region) + ":" + std::string(keys.account()) + ":" + std::string(resource);
    };
    const keys::ArnParts arn = keys::parse_kms_arn(name);
    const std::string shown = printable(name, keys::max_key_name_bytes);
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

std::string bad_key_state(const keys::Key& key) {
    return key.result_name() + " is " + std::string(state_words(key.state)) + ".";
}

std::string bad_key_usage(const keys::Key& key, Algorithm algorithm, std::string_view operation) {
    if (key.key_usage != keys::mac_key_usage) {
        return key.result_name() + " key usage is " + key.key_usage + " which is not valid for " +
               std::string(operation) + ".";
    }
    const std::string spec =
        key.key_spec.empty() && key.algorithm ? std::string(core::row_of(*key.algorithm).key_spec) : key.key_spec;
    return "Algorithm " + std::string(name_of(algorithm)) + " is incompatible with key spec " + spec + ".";
}

}    // namespace hmacsweep::rules
