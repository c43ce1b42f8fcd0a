#include "host/rules/rules.hpp"

#include "host/keys/kms_text.hpp"
#include "host/rules/reasons.hpp"

#include <algorithm>

namespace hmacsweep::rules {
namespace {

bool is_message_within_limits(const reader::Record& record) {
    const std::uint64_t bytes = record.message_bytes();
    return !record.files.empty() || (bytes != 0 && bytes <= keys::max_message_bytes);
}

/// The longest of a record's MACs, in bytes.
std::size_t longest_mac(const reader::Record& record) {
    std::size_t longest = record.mac.size();
    for (const Bytes mac : record.more_macs) {
        longest = std::max(longest, mac.size());
    }
    return longest;
}

Verdict verdict_of(keys::KeyState unusable) {
    return unusable == keys::KeyState::Disabled ? Verdict::KeyDisabled : Verdict::InvalidKeyState;
}

}    // namespace

bool Rules::has_kms_limits(std::uint32_t key) const {
    return options_.limits == Limits::Kms ||
           (options_.limits == Limits::Auto && key != core::no_key && keys_[key].declares_spec());
}

bool Rules::is_usable(keys::KeyState state) const {
    switch (state) {
        case keys::KeyState::Enabled:
        case keys::KeyState::Updating:
            return true;
        case keys::KeyState::Disabled:
        case keys::KeyState::PendingDeletion:
        case keys::KeyState::PendingReplicaDeletion:
            return options_.ignore_key_state;
        case keys::KeyState::Creating:
        case keys::KeyState::PendingImport:
        case keys::KeyState::Unavailable:
            break;
    }
    return false;
}

Ruling Rules::rule(const reader::Record& record) const {
    if (record.key_id.empty() && candidates_ != nullptr && !record.is_malformed()) {
        return rule_for_candidates(record);
    }
    return rule_under(record.key_id.empty() ? core::no_key : keys_.find(record.key_id), record);
}

Ruling Rules::rule_misfit(const CandidateList& candidates) const {
    Ruling ruling;
    ruling.verdict = Verdict::Invalid;
    if (candidates.left_out != core::no_key) {
        const keys::Key& key = keys_[candidates.left_out];
        ruling.verdict = verdict_of(key.state);
        ruling.reason = "No candidate key that may be used fits, and " + bad_key_state(key);
    }
    return ruling;
}

Ruling Rules::rule_for_candidates(const reader::Record& record) const {
    const bool is_within_limits = is_message_within_limits(record) && longest_mac(record) <= keys::max_mac_bytes;
    const CandidateList& list = candidates_->list(*record.algorithm, !is_within_limits);
    if (std::optional<Ruling> ruling = rule_by_prefix(list, record)) {
        return *std::move(ruling);
    }
    const std::uint32_t first = list.keys.empty() ? candidates_->first() : list.keys[0];
    const bool is_only = list.keys.size() == 1 && list.left_out == core::no_key;
    if (is_only || candidates_->num_named() == 1) {
        return rule_under(first, record);
    }
    // What holds for the first key holds for all: there is no other that could be used, or what is asked is not
    // about the key.
    Ruling ruling = rule_under(first, record);
    ruling.key = core::no_key;
    ruling.candidates = ruling.verdict == Verdict::NotJudged ? &list : nullptr;
    return ruling;
}

/// Of candidates with numbers for IDs only the one that the MAC's prefix names is meant.
std::optional<Ruling> Rules::rule_by_prefix(const CandidateList& list, const reader::Record& record) const {
    const auto has_number = [&](std::uint32_t key) { return keys_[key].number().has_value(); };
    if (!record.mac_key_number || std::ranges::none_of(list.keys, has_number)) {
        return std::nullopt;
    }
    const std::string name = std::to_string(*record.mac_key_number);
    const std::uint32_t key = keys_.find(name);
    if (key != core::no_key &&
        (options_.shape.candidates.is_any || std::ranges::find(list.keys, key) != list.keys.end())) {
        return rule_under(key, record);
    }
    Ruling ruling;
    ruling.verdict = Verdict::KeyNotFound;
    ruling.reason = key_not_found(name, keys_, keys_.region());
    return ruling;
}

Ruling Rules::rule_under(std::uint32_t index, const reader::Record& record) const {
    Ruling ruling;
    ruling.key = index;
    const auto decide = [&](Verdict verdict, std::string reason) {
        ruling.verdict = verdict;
        ruling.reason = std::move(reason);
        return ruling;
    };

    if (record.is_malformed()) {
        return decide(Verdict::Malformed, std::string(record.malformed));
    }
    if (has_kms_limits(ruling.key)) {
        if (record.is_message_known && !is_message_within_limits(record)) {
            return decide(Verdict::Malformed,
                          keys::length_violation("message", record.message_bytes(), keys::max_message_bytes));
        }
        if (longest_mac(record) > keys::max_mac_bytes) {
            return decide(Verdict::Malformed, keys::length_violation("mac", longest_mac(record), keys::max_mac_bytes));
        }
    }
    if (options_.operation == Operation::Verify && !record.has_mac) {
        return decide(Verdict::Untagged, "The record has no MAC.");
    }
    if (ruling.key == core::no_key) {
        return decide(Verdict::KeyNotFound, key_not_found(record.key_id, keys_, keys_.region()));
    }
    const keys::Key& key = keys_[ruling.key];
    if (record.mac_key_number && key.number().value_or(*record.mac_key_number) != *record.mac_key_number) {
        return decide(Verdict::Malformed,
                      "The MAC's prefix names another key, " + std::to_string(*record.mac_key_number) + ".");
    }
    if (!is_usable(key.state)) {
        return decide(verdict_of(key.state), bad_key_state(key));
    }
    if (!key.is_mac_key() || !key.allows(*record.algorithm)) {
        return decide(Verdict::InvalidKeyUsage,
                      bad_key_usage(key, *record.algorithm,
                                    options_.operation == Operation::Verify ? keys::verify_mac : keys::generate_mac));
    }
    if (!record.files.empty()) {
        return decide(Verdict::FileUnreadable, std::string(unread_file));
    }
    return ruling;
}

}    // namespace hmacsweep::rules
