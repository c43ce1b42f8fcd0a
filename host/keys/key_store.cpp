#include "host/keys/key_store.hpp"

#include "host/base/encoding.hpp"

#include <algorithm>
#include <utility>

#include <openssl/crypto.h>

namespace hmacsweep::keys {
namespace {

constexpr std::size_t initial_slots = 16;
constexpr core::NameSlot free_slot{0, 0, 0, core::no_key};

/// Whether two keys are replicas of one multi-Region key.
bool are_replicas(const Key& a, const Key& b) {
    return a.key_id == b.key_id && a.key_id.starts_with("mrk-") && a.arn != b.arn && !a.arn.empty() && !b.arn.empty() &&
           a.material.size() == b.material.size() &&
           CRYPTO_memcmp(a.material.bytes().data(), b.material.bytes().data(), a.material.size()) == 0;
}

}    // namespace

ArnParts parse_kms_arn(std::string_view arn) {
    constexpr std::size_t fields = 5;    // arn, partition, service, Region, account
    std::size_t begin[fields + 1] = {0};
    for (std::size_t i = 0; i < fields; ++i) {
        const std::size_t colon = arn.find(':', begin[i]);
        if (colon == std::string_view::npos) {
            return {};
        }
        begin[i + 1] = colon + 1;
    }
    const auto field = [&](std::size_t i) { return arn.substr(begin[i], begin[i + 1] - begin[i] - 1); };
    if (field(0) != "arn" || field(2) != "kms") {
        return {};
    }
    return {arn.substr(0, begin[fields]), field(3), field(4), arn.substr(begin[fields])};
}

KeyStore::KeyStore() : slots_(initial_slots, free_slot) {}

Result<std::uint32_t> KeyStore::add(Key key) {
    const auto index = static_cast<std::uint32_t>(keys_.size());
    keys_.push_back(std::move(key));
    const Key& added = keys_.back();

    std::vector<std::string> names{added.key_id};
    const ArnParts arn = parse_kms_arn(added.arn);
    if (!added.arn.empty()) {
        names.push_back(added.arn);
    }
    for (const std::string& alias : added.aliases) {
        names.push_back(alias);
        const ArnParts alias_arn = parse_kms_arn(alias);
        if (!alias_arn.resource.empty()) {
            names.emplace_back(alias_arn.resource);
        } else if (!arn.prefix.empty()) {
            names.push_back(std::string(arn.prefix) + alias);
        }
    }
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    for (const std::string& name : names) {
        if (Result<std::uint32_t> result = add_name(name, index); !result) {
            return result;
        }
    }

    if (!arn.region.empty() && !has_region(arn.region)) {
        regions_.emplace_back(arn.region);
    }
    if (account_.empty()) {
        account_ = arn.account;
    }
    return index;
}

void KeyStore::add_region_arns() {
    for (std::uint32_t index = 0; index < keys_.size(); ++index) {
        for (const std::string& arn : keys_[index].region_arns) {
            if (find(arn) == core::no_key) {
                region_arns_.emplace(arn, index);
            }
        }
    }
}

std::uint32_t KeyStore::find(std::string_view name) const {
    const Bytes bytes = as_bytes(name);
    const std::uint32_t key = core::find_name(names(), bytes.data(), bytes.size());
    if (key != core::no_key || region_arns_.empty()) {
        return key;
    }
    const auto found = region_arns_.find(name);
    return found == region_arns_.end() ? core::no_key : found->second;
}

std::string_view KeyStore::region() const {
    return regions_.empty() ? std::string_view("us-east-1") : std::string_view(regions_.front());
}

std::string_view KeyStore::account() const {
    return account_.empty() ? std::string_view("111122223333") : std::string_view(account_);
}

bool KeyStore::has_region(std::string_view region) const {
    return std::ranges::find(regions_, region) != regions_.end();
}

Result<std::uint32_t> KeyStore::add_name(std::string_view name, std::uint32_t index) {
    if (const std::uint32_t other = find(name); other != core::no_key) {
        if (are_replicas(keys_[other], keys_[index])) {
            return other;
        }
        return Error{"the name \"" + printable(name) + "\" is given twice; every key needs names of its own"};
    }
    if (2 * (num_names_ + 1) > slots_.size()) {
        rehash(slots_.size() * 2);
    }
    const Bytes bytes = as_bytes(name);
    insert({core::hash_name(bytes.data(), bytes.size()), static_cast<std::uint32_t>(name_bytes_.size()),
            static_cast<std::uint32_t>(name.size()), index});
    name_bytes_.insert(name_bytes_.end(), bytes.begin(), bytes.end());
    ++num_names_;
    return index;
}

void KeyStore::rehash(std::size_t slots) {
    const std::vector<core::NameSlot> old = std::exchange(slots_, std::vector<core::NameSlot>(slots, free_slot));
    for (const core::NameSlot& slot : old) {
        if (slot.key != core::no_key) {
            insert(slot);
        }
    }
}

void KeyStore::insert(core::NameSlot slot) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = slot.hash & mask;
    while (slots_[i].key != core::no_key) {
        i = (i + 1) & mask;
    }
    slots_[i] = slot;
}

}    // namespace hmacsweep::keys
