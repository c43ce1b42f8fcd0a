// What OpenSSL says of a slab's records: of those that failed, of a sample of the others, and of candidates' matches.
#include "host/judge/slab_judge.hpp"
#include "host/rules/mac_length.hpp"

#include <algorithm>

namespace hmacsweep::judge {
namespace {

/// A well-mixed 64-bit hash (the finaliser of splitmix64), for sampling.
std::uint64_t mix(std::uint64_t x) {
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9ULL;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

}    // namespace

void SlabJudge::check_candidates(const input::Slab& slab, SlabResult& result, const Tried& tried) {
    Checker& checker = context_.is_openssl ? *core_ : *openssl_;
    const Bytes message = trials_.message(tried);
    check_match(slab, result, {tried.record, tried.position, tried.num_keys(), trials_.is_in_order(tried)},
                [&](std::uint32_t position) {
                    return trials_.any_mac(tried, [&](Bytes mac) {
                        return checker.matches(tried.key_at(position), tried.message.algorithm, message, mac);
                    });
                });
}

/// By the record's place in its source, so that slab sizes and threads do not change what is sampled.
std::uint64_t SlabJudge::random_at(const input::Slab& slab, const SlabResult& result, std::uint32_t index) const {
    const std::uint64_t place = slab.offset + result.judgement.frames[index].offset;
    return mix(mix(context_.options.seed + slab.source) ^ place);
}

std::uint64_t SlabJudge::random_pair_at(const input::Slab& slab, const SlabResult& result, std::uint32_t index) const {
    return mix(random_at(slab, result, index));
}

bool SlabJudge::is_checked(const input::Slab& slab, const SlabResult& result, std::uint32_t index) const {
    if (result.outcomes[index].verdict == Verdict::Invalid || context_.options.cross_check == rules::CrossCheck::All) {
        return true;
    }
    if (context_.options.cross_check == rules::CrossCheck::None) {
        return false;
    }
    return random_at(slab, result, index) % rules::sample_interval == 0;
}

bool SlabJudge::agrees(const input::Slab& slab, SlabResult& result, std::uint32_t index) {
    const rules::RunOptions& options = context_.options;
    const core::Frame& frame = result.judgement.frames[index];
    const Outcome& outcome = result.outcomes[index];
    if (frame.size > options.max_record_bytes) {
        return outcome.verdict == Verdict::Malformed;
    }
    const reader::Record& record = checked_records_.read(slab, result.judgement.frames, index);
    const rules::Ruling ruling = rules_.rule(record);
    if (ruling.verdict != Verdict::NotJudged) {
        return outcome.verdict == ruling.verdict;
    }
    // A broken link makes a record invalid whose MAC is right; the rest is about the MAC.
    if (record.is_link_broken ? outcome.verdict == Verdict::Valid : outcome.is_link_broken) {
        return false;
    }
    const Verdict of_mac = outcome.is_link_broken ? Verdict::Valid : outcome.verdict;
    const Algorithm algorithm = *record.algorithm;
    const bool judged_by_openssl = context_.is_openssl || record.message.size() > core::max_batch_message_bytes;
    Checker& checker = judged_by_openssl ? *core_ : *openssl_;
    if (ruling.candidates != nullptr) {
        return agrees_on_candidates(result, index, ruling, record, checker, random_at(slab, result, index));
    }
    ++result.num_checked;
    if (options.operation == rules::Operation::Generate) {
        const std::span<const std::uint8_t> made =
            std::span(result.macs).subspan(index * core::max_digest_bytes, core::digest_bytes(algorithm));
        return outcome.verdict == Verdict::Valid && checker.matches(ruling.key, algorithm, record.message, made);
    }
    return of_mac == (any_mac_matches(checker, ruling.key, record, context_.options.min_mac_bytes) ? Verdict::Valid
                                                                                                   : Verdict::Invalid);
}

/// What no key fits is checked under as many keys as max_unmatched_pairs allows, spread over all of them.
bool SlabJudge::agrees_on_candidates(SlabResult& result, std::uint32_t index, const rules::Ruling& ruling,
                                     const reader::Record& record, Checker& checker, std::uint64_t random) const {
    const Outcome& outcome = result.outcomes[index];
    const std::vector<std::uint32_t>& keys = ruling.candidates->keys;
    if (outcome.verdict == Verdict::Valid || outcome.is_link_broken) {
        // It was counted when the match was checked.
        return std::ranges::find(keys, outcome.key) != keys.end() &&
               any_mac_matches(checker, outcome.key, record, context_.options.min_mac_bytes);
    }
    ++result.num_checked;
    ++result.candidate_checks.unmatched;
    const std::size_t num_pairs = std::min(keys.size(), rules::max_unmatched_pairs);
    result.candidate_checks.unmatched_pairs += num_pairs;
    for (std::size_t i = 0; i < num_pairs; ++i) {
        if (any_mac_matches(checker, keys[(random + (i * keys.size() / num_pairs)) % keys.size()], record,
                            context_.options.min_mac_bytes)) {
            return false;
        }
    }
    // What has no MAC of a right length is no record of a key that was left out either.
    return outcome.verdict == (rules::has_mac_length(record, context_.options.min_mac_bytes)
                                   ? rules_.rule_misfit(*ruling.candidates).verdict
                                   : Verdict::Invalid);
}

void SlabJudge::cross_check(const input::Slab& slab, SlabResult& result) {
    std::ranges::sort(doubted_);
    for (std::uint32_t index = 0; index < result.outcomes.size(); ++index) {
        // A record that nothing judged is a failure of the backend, whatever the cross-check's mode.
        if (result.outcomes[index].verdict == Verdict::NotJudged || std::ranges::binary_search(doubted_, index) ||
            (is_checked(slab, result, index) && !agrees(slab, result, index))) {
            result.disagreements.push_back(index);
        }
    }
}

}    // namespace hmacsweep::judge
