#include "host/judge/trials.hpp"

#include "host/judge/run_context.hpp"
#include "host/rules/mac_length.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>

namespace hmacsweep::judge {
namespace {

/// The most trials of a round, unless the round has more records: then each record has one trial.
constexpr std::size_t most_trials = 65536;
/// The first scouts, and the first keys that they try at a time, make this many trials, but at least one.
constexpr std::size_t first_trials = 1024;
/// A list of no more keys needs no scouts.
constexpr std::size_t few_keys = 8;
/// So many records fill a round: further trials of theirs are better left until it is known which of them still need
/// any.
constexpr std::size_t full_round = 256;
/// So many matches at the end of a slab tell which keys are in use.
constexpr std::size_t num_recent = 64;

std::size_t at_least_one(std::size_t number) {
    return std::max<std::size_t>(number, 1);
}

}    // namespace

void Trials::clear() {
    batch_.clear();
    tried_.clear();
    macs_.clear();
    round_.clear();
    in_order_.clear();
    for (auto& [list, group] : groups_) {
        group.pending.clear();
    }
    num_trials_ = 0;
}

void Trials::add(std::uint32_t number, const reader::Record& record, std::uint32_t key,
                 const rules::CandidateList* candidates) {
    const bool can_match = rules::has_mac_length(record, min_mac_bytes_);
    TriedRecord& tried = start(number, batch_.pack(*record.algorithm, record.message), key, candidates);
    tried.num_given_macs = static_cast<std::uint32_t>(1 + record.more_macs.size());
    if (!can_match) {
        // One trial says so, under whichever key.
        tried.key = tried.key_at(0);
        tried.candidates = nullptr;
    }
    if (tried.candidates == nullptr) {
        add_under_one_key(record, can_match);
    } else {
        rules::for_each_mac(record, min_mac_bytes_, [&](Bytes mac) { keep_mac(tried, mac); });
        try_first_key();
    }
}

void Trials::add_packed(std::uint32_t number, const backend::PackedMessage& message, Bytes mac, std::uint32_t key,
                        const rules::CandidateList* candidates) {
    TriedRecord& tried = start(number, message, key, candidates);
    keep_mac(tried, mac);
    try_first_key();
}

TriedRecord& Trials::start(std::uint32_t number, const backend::PackedMessage& message, std::uint32_t key,
                           const rules::CandidateList* candidates) {
    TriedRecord& tried = tried_.emplace_back();
    tried.record = number;
    tried.message = message;
    tried.key = key;
    tried.candidates = candidates;
    tried.first_mac = static_cast<std::uint32_t>(macs_.size());
    tried.num_given_macs = 1;
    return tried;
}

/// MACs are kept for more than one round.
void Trials::keep_mac(TriedRecord& tried, Bytes mac) {
    Mac& kept = macs_.emplace_back();
    std::ranges::copy(mac, kept.bytes.begin());
    kept.size = static_cast<std::uint8_t>(mac.size());
    ++tried.num_macs;
}

/// The last record's trials are all in the first round.
void Trials::add_under_one_key(const reader::Record& record, bool can_match) {
    const auto index = static_cast<std::uint32_t>(tried_.size() - 1);
    const TriedRecord& tried = tried_.back();
    const std::uint32_t schedule = table_.schedule(tried.key, tried.message.algorithm);
    const auto push_mac = [&](Bytes mac) {
        round_.push_back({index, 0});
        batch_.add(tried.message, schedule, mac, min_mac_bytes_);
    };
    if (!can_match) {
        push_mac({});
        return;
    }
    rules::for_each_mac(record, min_mac_bytes_, push_mac);
}

/// The last record's first trial, in the first round.
void Trials::try_first_key() {
    const auto index = static_cast<std::uint32_t>(tried_.size() - 1);
    const TriedRecord& tried = tried_.back();
    if (tried.candidates == nullptr) {
        push(index, 0);
        return;
    }
    if (is_in_order(tried)) {
        in_order_.push_back(index);
        push(index, 0);
        return;
    }
    CandidateGroup& group = groups_[tried.candidates];
    const std::uint32_t guess = group.recent.empty() ? 0 : group.recent.front();
    if (group.pending.empty()) {
        group.is_tried.assign(tried.num_keys(), false);
        group.is_tried[guess] = true;
    }
    group.pending.push_back(index);
    push(index, guess);
}

bool Trials::is_in_order(const TriedRecord& tried) const {
    return tried.num_macs != 1 || macs_[tried.first_mac].size < unmistakable_mac_bytes;
}

void Trials::judge(backend::Backend& backend) {
    run_round(backend);
    for (auto& [list, group] : groups_) {
        search(backend, *list, group);
    }
    search_in_order(backend);
    for (TriedRecord& tried : tried_) {
        if (tried.verdict != Verdict::Valid && !tried.is_unjudged) {
            tried.verdict = Verdict::Invalid;
        }
    }
    learn();
}

/// Records under one key often come one after another, so the keys that fitted last are tried first.
void Trials::learn() {
    std::map<const rules::CandidateList*, std::map<std::uint32_t, std::size_t>> hits;
    std::size_t num_hits = 0;
    for (const TriedRecord& tried : std::views::reverse(tried_)) {
        if (tried.verdict == Verdict::Valid && tried.candidates != nullptr && !is_in_order(tried)) {
            ++hits[tried.candidates][tried.position];
            if (++num_hits == num_recent) {
                break;
            }
        }
    }
    for (const auto& [list, of_list] : hits) {
        std::vector<std::uint32_t>& recent = groups_[list].recent;
        recent.clear();
        std::ranges::copy(std::views::keys(of_list), std::back_inserter(recent));
        std::ranges::sort(recent, [&](std::uint32_t a, std::uint32_t b) {
            const std::size_t hits_of_a = of_list.at(a);
            const std::size_t hits_of_b = of_list.at(b);
            return hits_of_a != hits_of_b ? hits_of_a > hits_of_b : a < b;
        });
    }
}

void Trials::push(std::uint32_t tried, std::uint32_t position) {
    for (std::uint32_t m = 0; m < tried_[tried].num_macs; ++m) {
        const Mac& mac = macs_[tried_[tried].first_mac + m];
        round_.push_back({tried, position});
        batch_.add(tried_[tried].message,
                   table_.schedule(tried_[tried].key_at(position), tried_[tried].message.algorithm), mac.view(),
                   min_mac_bytes_);
    }
}

void Trials::run_round(backend::Backend& backend) {
    num_trials_ += batch_.size();
    if (batch_.size() == 0) {
        return;
    }
    if (stop_ != nullptr && stop_->is_requested()) {
        throw Interrupted();
    }
    if (!backend.makes_order()) {
        batch_.schedule();
    }
    verdicts_.assign(batch_.size(), Verdict::NotJudged);
    backend.verify(batch_.view(), verdicts_);
    for (std::size_t i = 0; i < round_.size(); ++i) {
        TriedRecord& tried = tried_[round_[i].tried];
        if (verdicts_[i] == Verdict::Valid) {
            // A record's trials are in the order of its keys, and the first key that fits counts.
            if (tried.verdict != Verdict::Valid) {
                tried.verdict = Verdict::Valid;
                tried.position = round_[i].position;
            }
        } else if (verdicts_[i] != Verdict::Invalid) {
            // Anything but the two verdicts that a backend gives is as good as none.
            tried.is_unjudged = true;
        }
    }
    batch_.clear_items();
    round_.clear();
}

void Trials::drop_valid(std::vector<std::uint32_t>& pending) const {
    std::erase_if(pending, [&](std::uint32_t i) { return tried_[i].verdict == Verdict::Valid; });
}

/// First the keys in use, and all keys of a short list. Then in turns: some records try all keys that are left to them,
/// and what fits them all others try next. So a change of keys costs what finding the new one costs once, and records
/// that nothing fits cost no more than their trials.
void Trials::search(backend::Backend& backend, const rules::CandidateList& list, CandidateGroup& group) {
    drop_valid(group.pending);
    if (group.pending.empty()) {
        return;
    }
    if (!group.recent.empty()) {    // the first of them is tried
        spread(backend, group, std::span(group.recent).subspan(1));
    }
    if (list.keys.size() <= few_keys) {
        spread(backend, group, untried(group));
    }
    for (std::size_t num_scouts = at_least_one(first_trials / list.keys.size()); !group.pending.empty();
         num_scouts *= 4) {
        spread(backend, group, scout(backend, group, std::min(num_scouts, group.pending.size())));
    }
}

/// Takes the first records that are pending through all keys that are left. Returns the positions that fit, ascending.
std::vector<std::uint32_t> Trials::scout(backend::Backend& backend, CandidateGroup& group, std::size_t num_scouts) {
    const std::vector<std::uint32_t> left = untried(group);
    const auto end = group.pending.begin() + static_cast<std::ptrdiff_t>(num_scouts);
    const std::vector<std::uint32_t> scouts(group.pending.begin(), end);
    group.pending.erase(group.pending.begin(), end);
    std::vector<std::uint32_t> searching = scouts;
    std::size_t width = at_least_one(first_trials / num_scouts);
    for (std::size_t begin = 0; begin < left.size() && !searching.empty();) {
        const std::size_t stop =
            std::min(left.size(), begin + std::min(width, at_least_one(most_trials / searching.size())));
        for (const std::uint32_t i : searching) {
            for (std::size_t at = begin; at < stop; ++at) {
                push(i, left[at]);
            }
        }
        run_round(backend);
        drop_valid(searching);
        begin = stop;
        width = std::min(2 * width, most_trials);    // rounds may be many
    }
    std::vector<std::uint32_t> found;
    for (const std::uint32_t i : scouts) {
        if (tried_[i].verdict == Verdict::Valid) {
            found.push_back(tried_[i].position);
        }
    }
    std::ranges::sort(found);
    const auto rest = std::ranges::unique(found);
    found.erase(rest.begin(), rest.end());
    return found;
}

/// The positions at which not all that are pending were tried.
std::vector<std::uint32_t> Trials::untried(const CandidateGroup& group) {
    std::vector<std::uint32_t> left;
    for (std::uint32_t position = 0; position < group.is_tried.size(); ++position) {
        if (!group.is_tried[position]) {
            left.push_back(position);
        }
    }
    return left;
}

/// Tries all that are pending at these positions.
void Trials::spread(backend::Backend& backend, CandidateGroup& group, std::span<const std::uint32_t> positions) {
    for (std::size_t begin = 0; begin < positions.size() && !group.pending.empty();) {
        const std::size_t width =
            group.pending.size() >= full_round ? 1 : at_least_one(most_trials / group.pending.size());
        const std::size_t stop = std::min(positions.size(), begin + width);
        for (const std::uint32_t i : group.pending) {
            for (std::size_t at = begin; at < stop; ++at) {
                push(i, positions[at]);
            }
        }
        run_round(backend);
        drop_valid(group.pending);
        begin = stop;
    }
    for (const std::uint32_t position : positions) {
        group.is_tried[position] = true;
    }
}

/// The records for which the first key of several that fit must be found.
void Trials::search_in_order(backend::Backend& backend) {
    std::size_t width = 1;
    for (std::size_t begin = 1;; width = std::min(2 * width, most_trials)) {
        std::erase_if(in_order_, [&](std::uint32_t i) {
            return tried_[i].verdict == Verdict::Valid || begin >= tried_[i].num_keys();
        });
        if (in_order_.empty()) {
            return;
        }
        const std::size_t step = std::min(width, at_least_one(most_trials / in_order_.size()));
        for (const std::uint32_t i : in_order_) {
            for (std::size_t at = begin; at < std::min(begin + step, tried_[i].num_keys()); ++at) {
                push(i, static_cast<std::uint32_t>(at));
            }
        }
        run_round(backend);
        begin += step;
    }
}

}    // namespace hmacsweep::judge
