#include "host/rules/candidates.hpp"

#include "host/base/encoding.hpp"
#include "host/rules/rules.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

namespace hmacsweep::rules {
namespace {

/// The keys that are named, in order.
Result<std::vector<std::uint32_t>> named_keys(const format::CandidateNames& names, const keys::KeyStore& keys) {
    std::vector<std::uint32_t> named;
    if (names.is_any) {
        named.resize(keys.size());
        std::iota(named.begin(), named.end(), 0U);
        if (named.empty()) {
            return Error{"--key-id any: the key files have no key"};
        }
        return named;
    }
    for (const std::string& name : names.names) {
        const std::uint32_t key = keys.find(name);
        if (key == core::no_key) {
            return Error{fmt::format("--key-id: no key has the name \"{}\"", printable(name))};
        }
        named.push_back(key);
    }
    return named;
}

/// Leaves of keys whose schedules are the same, which no MAC can tell apart, the first.
template <class Schedule>
void drop_equals(std::vector<std::uint32_t>& keys, const Schedule* schedules, const keys::KeyTable& table,
                 Algorithm algorithm) {
    const auto compare = [&](std::uint32_t a, std::uint32_t b) {
        return std::memcmp(&schedules[table.schedule(keys[a], algorithm)],
                           &schedules[table.schedule(keys[b], algorithm)], sizeof(Schedule));
    };
    std::vector<std::uint32_t> places(keys.size());
    std::iota(places.begin(), places.end(), 0U);
    std::ranges::sort(places, [&](std::uint32_t a, std::uint32_t b) {
        const int order = compare(a, b);
        return order != 0 ? order < 0 : a < b;
    });
    const auto rest = std::ranges::unique(places, [&](std::uint32_t a, std::uint32_t b) { return compare(a, b) == 0; });
    places.erase(rest.begin(), rest.end());
    std::ranges::sort(places);
    std::vector<std::uint32_t> kept;
    kept.reserve(places.size());
    for (const std::uint32_t place : places) {
        kept.push_back(keys[place]);
    }
    keys = std::move(kept);
}

CandidateList make_list(std::vector<std::uint32_t> keys, const keys::KeyTable& table, Algorithm algorithm) {
    if (core::is_wide(algorithm)) {
        drop_equals(keys, table.view().wide, table, algorithm);
    } else {
        drop_equals(keys, table.view().narrow, table, algorithm);
    }
    return {std::move(keys)};
}

/// Of keys that could make MACs but for their state, how many there are, and which is the first.
std::string notice_of(const std::vector<std::uint32_t>& named, const Rules& rules, const keys::KeyStore& keys) {
    std::size_t num_left_out = 0;
    std::string first;
    for (const std::uint32_t key : named) {
        if (keys[key].is_mac_key() && !rules.is_usable(keys[key].state) && ++num_left_out == 1) {
            first = fmt::format("{} is {}", printable(keys[key].result_name()), keys::name_of(keys[key].state));
        }
    }
    return num_left_out == 0 ? std::string()
                             : fmt::format(
                                   "{} candidate key{} left out for {} state ({}{}): a record that no other fits "
                                   "cannot be verified unless --ignore-key-state allows it",
                                   num_left_out, num_left_out == 1 ? " is" : "s are",
                                   num_left_out == 1 ? "its" : "their", first, num_left_out == 1 ? "" : ", ...");
}

}    // namespace

Result<Candidates> Candidates::make(const RunOptions& options, const keys::KeyTable& table) {
    const keys::KeyStore& keys = table.store();
    const Result<std::vector<std::uint32_t>> named = named_keys(options.shape.candidates, keys);
    if (!named) {
        return named.error();
    }
    const Rules rules(options, keys);
    Candidates candidates;
    candidates.first_ = named->front();
    candidates.num_named_ = named->size();
    candidates.notice_ = notice_of(*named, rules, keys);
    for (const Algorithm algorithm : all_algorithms) {
        std::vector<std::uint32_t> usable;
        std::ranges::copy_if(*named, std::back_inserter(usable), [&](std::uint32_t key) {
            return rules.is_usable(keys[key].state) && keys[key].is_mac_key() && keys[key].allows(algorithm);
        });
        std::vector<std::uint32_t> unlimited;
        std::ranges::copy_if(usable, std::back_inserter(unlimited),
                             [&](std::uint32_t key) { return !rules.has_kms_limits(key); });
        const bool are_all = unlimited.size() == usable.size();
        const auto a = static_cast<std::size_t>(algorithm);
        candidates.lists_[0][a] = make_list(std::move(usable), table, algorithm);
        candidates.lists_[1][a] = are_all ? candidates.lists_[0][a] : make_list(std::move(unlimited), table, algorithm);
        for (const std::uint32_t key : *named) {
            if (rules.is_usable(keys[key].state) || !keys[key].is_mac_key() || !keys[key].allows(algorithm)) {
                continue;
            }
            candidates.lists_[0][a].left_out = std::min(candidates.lists_[0][a].left_out, key);
            if (!rules.has_kms_limits(key)) {
                candidates.lists_[1][a].left_out = std::min(candidates.lists_[1][a].left_out, key);
            }
        }
    }
    return candidates;
}

Result<std::optional<Candidates>> find_candidates(const RunOptions& options, const keys::KeyTable& table) {
    if (options.shape.candidates.is_empty()) {
        return std::optional<Candidates>();
    }
    Result<Candidates> candidates = Candidates::make(options, table);
    if (!candidates) {
        return candidates.error();
    }
    return std::optional(std::move(*candidates));
}

}    // namespace hmacsweep::rules
