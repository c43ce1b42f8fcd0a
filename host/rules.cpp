#include "host/rules.hpp"

#include "host/kms_text.hpp"

namespace hmacsweep {

bool Rules::has_kms_limits(std::uint32_t key) const {
    return options_.limits == Limits::Kms ||
           (options_.limits == Limits::Auto && key != core::no_key && keys_[key].declares_spec());
}

bool Rules::is_usable(KeyState state) const {
    switch (state) {
        case KeyState::Enabled:
        case KeyState::Updating:
            return true;
        case KeyState::Disabled:
        case KeyState::PendingDeletion:
        case KeyState::PendingReplicaDeletion:
            return options_.ignore_key_state;
        case KeyState::Creating:
        case KeyState::PendingImport:
        case KeyState::Unavailable:
            break;
    }
    return false;
}

Ruling Rules::rule(const Record& record) const {
    Ruling ruling;
    if (!record.key_id.empty()) {
        ruling.key = keys_.find(record.key_id);
    }
    const auto decide = [&](Verdict verdict, std::string reason) {
        ruling.verdict = verdict;
        ruling.reason = std::move(reason);
        return ruling;
    };

    if (record.is_malformed()) {
        return decide(Verdict::Malformed, std::string(record.malformed));
    }
    if (has_kms_limits(ruling.key)) {
        if (record.message.empty() || record.message.size() > kms::max_message_bytes) {
            return decide(Verdict::Malformed,
                          kms::length_violation("message", record.message.size(), kms::max_message_bytes));
        }
        if (record.mac.size() > kms::max_mac_bytes) {
            return decide(Verdict::Malformed, kms::length_violation("mac", record.mac.size(), kms::max_mac_bytes));
        }
    }
    if (options_.operation == Operation::Verify && !record.has_mac) {
        return decide(Verdict::Untagged, "The record has no MAC.");
    }
    if (ruling.key == core::no_key) {
        return decide(Verdict::KeyNotFound, kms::key_not_found(record.key_id, keys_, keys_.region()));
    }
    const Key& key = keys_[ruling.key];
    if (!is_usable(key.state)) {
        return decide(key.state == KeyState::Disabled ? Verdict::KeyDisabled : Verdict::InvalidKeyState,
                      kms::bad_key_state(key));
    }
    if (!key.is_mac_key() || !key.allows(*record.algorithm)) {
        return decide(
            Verdict::InvalidKeyUsage,
            kms::bad_key_usage(key, *record.algorithm,
                               options_.operation == Operation::Verify ? kms::verify_mac : kms::generate_mac));
    }
    return ruling;
}

}    // namespace hmacsweep
