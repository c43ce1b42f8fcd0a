#include "host/judge/cross_check.hpp"

#include "host/rules/mac_length.hpp"
#include "host/rules/reasons.hpp"

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

/// Whether a verdict says that a file could not be read. What a file was a moment ago cannot be checked.
bool is_about_file(Verdict verdict) {
    return verdict >= Verdict::FileOutside && verdict <= Verdict::FileChanged;
}

}    // namespace

CrossCheck::CrossCheck(const RunContext& context)
    : options_(context.options),
      backend_(context.backend),
      rules_(context.options, context.table.store(), context.candidates),
      parsed_(context.options.max_record_bytes, reader::PlainLines::Parsed),
      scanned_(context.options.max_record_bytes, reader::PlainLines::Scanned),
      file_(context.stop),
      openssl_(make_openssl_checker(context.table)),
      core_(make_core_checker(context.table)),
      keys_in_use_(context.table.store().size()) {}

void CrossCheck::check(const SlabTask& task) {
    source_seed_ = mix(options_.seed + task.slab.source);
    keys_in_use_.begin_slab();
    for (std::uint32_t frame = 0; frame < task.result.outcomes.size(); ++frame) {
        const Outcome& outcome = task.result.outcomes[frame];
        SlabRecords* records = records_for(task, frame);
        // A record that nothing judged is a failure of the backend, whatever the cross-check's mode.
        if ((outcome.verdict == Verdict::NotJudged && outcome.is_chosen) ||
            (records != nullptr && !agrees(task, frame, *records))) {
            task.result.disagreements.push_back(frame);
        }
    }
}

Checker& CrossCheck::checker_for(const reader::Record& record) const {
    return backend_.is_openssl() || record.message_bytes() > core::max_batch_message_bytes ? *core_ : *openssl_;
}

/// By the record's place in its source, so that slab sizes and threads do not change what is sampled.
std::uint64_t CrossCheck::random_at(const SlabTask& task, std::uint32_t frame) const {
    const std::uint64_t place = task.slab.offset + task.result.framing.frames[frame].offset;
    return mix(source_seed_ ^ place);
}

bool CrossCheck::is_sampled(const SlabTask& task, std::uint32_t frame) const {
    return random_at(task, frame) % rules::sample_interval == 0;
}

/// Null for a record that is not judged again.
SlabRecords* CrossCheck::records_for(const SlabTask& task, std::uint32_t frame) {
    const Outcome& outcome = task.result.outcomes[frame];
    const bool is_match = outcome.choice != KeyChoice::Named;
    const bool is_key_in_use = is_match && outcome.key != core::no_key && keys_in_use_.add(outcome.key);
    if (outcome.verdict == Verdict::Invalid || options_.cross_check == rules::CrossCheck::All ||
        ((is_match || options_.cross_check == rules::CrossCheck::Sample) && is_sampled(task, frame))) {
        return &parsed_;
    }
    const bool is_doubtful = is_match && (outcome.choice == KeyChoice::First || !is_key_in_use ||
                                          task.records_before + frame < rules::min_failing_pairs);
    return is_doubtful ? &scanned_ : nullptr;
}

bool CrossCheck::agrees(const SlabTask& task, std::uint32_t frame, SlabRecords& records) {
    if (task.result.framing.frames[frame].size > options_.max_record_bytes) {
        return task.result.outcomes[frame].verdict == Verdict::Malformed;
    }
    const reader::Record& record = records.read(task.slab, task.result.framing.frames, frame);
    const Outcome& outcome = task.result.outcomes[frame];
    if (!outcome.is_chosen || !record.is_chosen) {
        return outcome.is_chosen == record.is_chosen && outcome.verdict == Verdict::NotJudged;
    }
    const rules::Ruling ruling = rules_.rule(record);
    return ruling.verdict == Verdict::FileUnreadable ? agrees_on_file(task, frame, record)
                                                     : agrees_on(task, frame, record, ruling);
}

/// Reads the files of a record again. Where they are not the same any more, nothing is known of the record.
bool CrossCheck::agrees_on_file(const SlabTask& task, std::uint32_t frame, reader::Record record) {
    Outcome& outcome = task.result.outcomes[frame];
    const std::uint64_t stamp = task.result.rare(frame).file_stamp;
    if (is_about_file(outcome.verdict) || stamp == 0) {
        return is_about_file(outcome.verdict);
    }
    FileFault fault = file_.open(task.slab.shape->base, record);
    if (!fault.is_set() && file_.stamp() == stamp) {
        const bool is_agreed = agrees_on(task, frame, record, rules_.rule(record));
        fault = file_.fault();
        if (!fault.is_set()) {
            return is_agreed;
        }
    }
    outcome.verdict = Verdict::FileChanged;
    outcome.reason = task.result.keep(fault.is_set() ? fault.reason : std::string(rules::file_changed));
    return true;
}

/// Whether the checker says the same of a record whose message is known.
bool CrossCheck::agrees_on(const SlabTask& task, std::uint32_t frame, const reader::Record& record,
                           const rules::Ruling& ruling) const {
    const Outcome& outcome = task.result.outcomes[frame];
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
    if (outcome.choice != KeyChoice::Named) {
        return false;
    }
    ++task.result.num_checked;
    Checker& checker = checker_for(record);
    if (options_.operation == rules::Operation::Generate) {
        const Bytes made =
            Bytes(task.result.macs).subspan(frame * core::max_digest_bytes, core::digest_bytes(*record.algorithm));
        reader::Record tagged = record;
        tagged.mac = made;
        tagged.more_macs = {};
        return outcome.verdict == Verdict::Valid && any_mac_matches(checker, ruling.key, tagged, 0);
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
        return agrees_on_match(task, frame, keys, record);
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

/// The first matches of a run, and a sample of the later ones, are judged under one of the keys that must not fit, too.
bool CrossCheck::agrees_on_match(const SlabTask& task, std::uint32_t frame, const std::vector<std::uint32_t>& keys,
                                 const reader::Record& record) const {
    const Outcome& outcome = task.result.outcomes[frame];
    const auto position = static_cast<std::size_t>(std::ranges::find(keys, outcome.key) - keys.begin());
    if (outcome.choice == KeyChoice::Named || position == keys.size()) {
        return false;
    }
    const auto fits = [&](std::size_t place) {
        return any_mac_matches(checker_for(record), keys[place], record, options_.min_mac_bytes);
    };
    CandidateChecks& checks = task.result.candidate_checks;
    ++task.result.num_checked;
    ++checks.matches;
    // Of keys that all may fit, only those before the one that is named must not.
    const std::size_t num_unfit = outcome.choice == KeyChoice::First ? position : keys.size() - 1;
    const bool has_pair = task.records_before + frame < rules::min_failing_pairs || is_sampled(task, frame);
    if (has_pair && num_unfit != 0) {
        const std::size_t other = (random_at(task, frame) / rules::sample_interval) % num_unfit;
        ++checks.failing_pairs;
        if (fits(other < position ? other : other + 1)) {
            return false;
        }
    }
    return fits(position);
}

}    // namespace hmacsweep::judge
