#include "host/judge/cross_check.hpp"

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

CrossCheck::CrossCheck(const RunContext& context)
    : options_(context.options),
      backend_(context.backend),
      rules_(context.options, context.table.store(), context.candidates),
      records_(context.options.max_record_bytes, reader::PlainLines::Parsed),
      openssl_(make_openssl_checker(context.table)),
      core_(make_core_checker(context.table)) {}

void CrossCheck::check_match(const SlabTask& task, const Match& match, const reader::Record& record) {
    Checker& checker = checker_for(record);
    const auto fits = [&](std::size_t position) {
        return any_mac_matches(checker, match.keys[position], record, options_.min_mac_bytes);
    };
    ++task.result.num_checked;
    ++task.result.candidate_checks.matches;
    bool is_agreed = fits(match.position);
    const std::uint64_t random = mix(random_at(task, match.frame));
    const bool has_pair =
        task.records_before + match.frame < rules::min_failing_pairs || random % rules::sample_interval == 0;
    if (has_pair && match.num_unfit != 0) {
        const std::size_t other = (random / rules::sample_interval) % match.num_unfit;
        ++task.result.candidate_checks.failing_pairs;
        is_agreed = !fits(other < match.position ? other : other + 1) && is_agreed;
    }
    if (!is_agreed) {
        task.result.disagreements.push_back(match.frame);
    }
}

void CrossCheck::check(const SlabTask& task) {
    std::vector<std::uint32_t> doubted;    // frames whose match the checker did not find
    doubted.swap(task.result.disagreements);
    std::ranges::sort(doubted);
    for (std::uint32_t frame = 0; frame < task.result.outcomes.size(); ++frame) {
        // A record that nothing judged is a failure of the backend, whatever the cross-check's mode.
        const Outcome& outcome = task.result.outcomes[frame];
        if ((outcome.verdict == Verdict::NotJudged && outcome.is_chosen) ||
            std::ranges::binary_search(doubted, frame) || (is_checked(task, frame) && !agrees(task, frame))) {
            task.result.disagreements.push_back(frame);
        }
    }
}

Checker& CrossCheck::checker_for(const reader::Record& record) const {
    return backend_.is_openssl() || record.message.size() > core::max_batch_message_bytes ? *core_ : *openssl_;
}

/// By the record's place in its source, so that slab sizes and threads do not change what is sampled.
std::uint64_t CrossCheck::random_at(const SlabTask& task, std::uint32_t frame) const {
    const std::uint64_t place = task.slab.offset + task.result.framing.frames[frame].offset;
    return mix(mix(options_.seed + task.slab.source) ^ place);
}

bool CrossCheck::is_checked(const SlabTask& task, std::uint32_t frame) const {
    if (task.result.outcomes[frame].verdict == Verdict::Invalid || options_.cross_check == rules::CrossCheck::All) {
        return true;
    }
    if (options_.cross_check == rules::CrossCheck::None) {
        return false;
    }
    return random_at(task, frame) % rules::sample_interval == 0;
}

bool CrossCheck::agrees(const SlabTask& task, std::uint32_t frame) {
    const Outcome& outcome = task.result.outcomes[frame];
    if (task.result.framing.frames[frame].size > options_.max_record_bytes) {
        return outcome.verdict == Verdict::Malformed;
    }
    const reader::Record& record = records_.read(task.slab, task.result.framing.frames, frame);
    if (!outcome.is_chosen || !record.is_chosen) {
        return outcome.is_chosen == record.is_chosen && outcome.verdict == Verdict::NotJudged;
    }
    const rules::Ruling ruling = rules_.rule(record);
    if (ruling.verdict != Verdict::NotJudged) {
        return outcome.verdict == ruling.verdict;
    }
    // A broken link makes a record invalid whose MAC is right; the rest is about the MAC.
    if (record.is_link_broken ? outcome.verdict == Verdict::Valid : outcome.is_link_broken) {
        return false;
    }
    if (ruling.candidates != nullptr) {
        return agrees_on_candidates(task, frame, *ruling.candidates, record);
    }
    ++task.result.num_checked;
    Checker& checker = checker_for(record);
    if (options_.operation == rules::Operation::Generate) {
        const Bytes made =
            Bytes(task.result.macs).subspan(frame * core::max_digest_bytes, core::digest_bytes(*record.algorithm));
        return outcome.verdict == Verdict::Valid &&
               checker.matches(ruling.key, *record.algorithm, record.message, made);
    }
    const Verdict of_mac = outcome.is_link_broken ? Verdict::Valid : outcome.verdict;
    return of_mac ==
           (any_mac_matches(checker, ruling.key, record, options_.min_mac_bytes) ? Verdict::Valid : Verdict::Invalid);
}

/// What no key fits is checked under as many keys as max_unmatched_pairs allows, spread over all of them.
bool CrossCheck::agrees_on_candidates(const SlabTask& task, std::uint32_t frame, const rules::CandidateList& candidates,
                                      const reader::Record& record) const {
    const Outcome& outcome = task.result.outcomes[frame];
    const std::vector<std::uint32_t>& keys = candidates.keys;
    const auto fits = [&](std::uint32_t key) {
        return any_mac_matches(checker_for(record), key, record, options_.min_mac_bytes);
    };
    if (outcome.verdict == Verdict::Valid || outcome.is_link_broken) {
        // It was counted when the match was checked.
        return std::ranges::find(keys, outcome.key) != keys.end() && fits(outcome.key);
    }
    CandidateChecks& checks = task.result.candidate_checks;
    ++task.result.num_checked;
    ++checks.unmatched;
    const std::size_t num_pairs = std::min(keys.size(), rules::max_unmatched_pairs);
    checks.unmatched_pairs += num_pairs;
    const std::uint64_t random = random_at(task, frame);
    for (std::size_t i = 0; i < num_pairs; ++i) {
        if (fits(keys[(random + (i * keys.size() / num_pairs)) % keys.size()])) {
            return false;
        }
    }
    // What has no MAC of a right length is no record of a key that was left out either.
    return outcome.verdict == (rules::has_mac_length(record, options_.min_mac_bytes)
                                   ? rules_.rule_misfit(candidates).verdict
                                   : Verdict::Invalid);
}

}    // namespace hmacsweep::judge
