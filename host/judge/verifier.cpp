#include "host/judge/verifier.hpp"

#include "host/judge/plain_ruling.hpp"
#include "host/rules/mac_length.hpp"
#include "host/rules/reasons.hpp"

#include <algorithm>
#include <span>

namespace hmacsweep::judge {

void set_misfit(const rules::Rules& rules, SlabResult& result, Outcome& outcome, const rules::CandidateList* candidates,
                std::size_t num_macs) {
    outcome.verdict = Verdict::Invalid;
    if (candidates != nullptr) {
        const rules::Ruling misfit = rules.rule_misfit(*candidates);
        if (misfit.verdict != Verdict::Invalid) {
            outcome.verdict = misfit.verdict;
            outcome.reason = result.keep(misfit.reason);
        }
    }
    if (outcome.reason.size == 0) {
        outcome.reason = result.keep(rules::no_match(num_macs, candidates != nullptr ? candidates->keys.size() : 1));
    }
}

Verifier::Verifier(const RunContext& context, const rules::Rules& rules)
    : context_(context),
      rules_(rules),
      openssl_(make_openssl_checker(context.table)),
      trials_(context.table, context.options.min_mac_bytes, context.stop) {
    plain_rulings_.reserve(core::num_algorithms);
    for (const Algorithm algorithm : all_algorithms) {
        plain_rulings_.push_back(rule_plain(rules, algorithm));
    }
}

void Verifier::begin(const SlabTask& /*task*/) {
    trials_.clear();
    broken_.clear();
}

void Verifier::judge_plain(const SlabTask& task, PlainStep& plain) {
    add_unkeyed(task, plain);
    backend::Batch& batch = plain.keyed().batch;
    if (batch.size() == 0) {
        return;
    }
    task.result.num_hashed += batch.size();
    if (!context_.backend.makes_order()) {
        batch.schedule();
    }
    verdicts_.assign(batch.size(), Verdict::NotJudged);
    context_.backend.verify(batch.view(), verdicts_);
    for (std::uint32_t i = 0; i < batch.size(); ++i) {
        Outcome& outcome = plain.begin_outcome(task, plain.keyed(), i);
        if (verdicts_[i] == Verdict::Valid || verdicts_[i] == Verdict::Invalid) {
            outcome.verdict = verdicts_[i];    // anything else is as good as none
        }
    }
}

/// The plain records for which several keys are to be tried stay where they are packed.
void Verifier::add_unkeyed(const SlabTask& task, PlainStep& plain) {
    const PlainBatch& unkeyed = plain.unkeyed();
    trials_.take_messages(plain.unkeyed().batch);
    for (std::uint32_t i = 0; i < unkeyed.records.size(); ++i) {
        const core::BatchItem& item = unkeyed.batch.item(i);
        const core::PlainRecord& record = unkeyed.records[i];
        const rules::Ruling& ruling = plain_rulings_[static_cast<std::size_t>(item.algorithm)];
        Outcome& outcome = plain.begin_outcome(task, unkeyed, i);
        outcome.verdict = ruling.verdict;
        outcome.key = ruling.key;
        if (ruling.verdict != Verdict::NotJudged) {
            outcome.reason = task.result.keep(ruling.reason);
            continue;
        }
        trials_.add_packed(record.frame, {item.blocks_offset, item.num_blocks, record.message_bytes, item.algorithm},
                           unkeyed.batch.mac(i), ruling.key, ruling.candidates);
    }
}

void Verifier::add(const SlabTask& task, std::uint32_t frame, const reader::Record& record,
                   const rules::Ruling& ruling) {
    Outcome& outcome = task.result.outcomes[frame];
    outcome.reason = task.result.keep(rules::wrong_lengths(record, context_.options.min_mac_bytes));
    if (outcome.reason.size != 0) {
        task.result.set_rare(frame).foreign_mac = rules::foreign_mac(record);
    }
    if (record.is_link_broken) {
        broken_.push_back(frame);
    }
    if (record.message_bytes() > core::max_batch_message_bytes) {
        judge_long(task, frame, record, ruling);
    } else {
        trials_.add(frame, record, ruling.key, ruling.candidates);
    }
}

void Verifier::judge_added(const SlabTask& task) {
    trials_.judge(context_.backend);
    task.result.num_hashed += trials_.num_trials();
    for (const TriedRecord& tried : trials_.records()) {
        Outcome& outcome = task.result.outcomes[tried.record];
        outcome.verdict = tried.verdict;
        if (tried.candidates != nullptr && tried.verdict == Verdict::Valid) {
            outcome.key = tried.key_at(tried.position);
            outcome.choice = trials_.is_in_order(tried) ? KeyChoice::First : KeyChoice::Only;
        }
        if (tried.verdict == Verdict::Invalid) {
            set_misfit(rules_, task.result, outcome, tried.candidates, tried.num_given_macs);
        }
    }
    judge_links(task);
}

/// A message that is too long for a batch, by OpenSSL.
void Verifier::judge_long(const SlabTask& task, std::uint32_t frame, const reader::Record& record,
                          const rules::Ruling& ruling) {
    ++task.result.num_long;
    Outcome& outcome = task.result.outcomes[frame];
    const std::uint32_t min_mac_bytes = context_.options.min_mac_bytes;
    const std::span<const std::uint32_t> keys =
        ruling.candidates != nullptr ? std::span(ruling.candidates->keys) : std::span(&ruling.key, 1);
    const auto found = std::ranges::find_if(
        keys, [&](std::uint32_t key) { return any_mac_matches(*openssl_, key, record, min_mac_bytes); });
    if (found == keys.end()) {
        set_misfit(rules_, task.result, outcome,
                   rules::has_mac_length(record, min_mac_bytes) ? ruling.candidates : nullptr,
                   1 + record.more_macs.size());
        return;
    }
    outcome.verdict = Verdict::Valid;
    outcome.key = *found;
    outcome.choice = ruling.candidates != nullptr ? KeyChoice::First : KeyChoice::Named;
}

/// A record whose own MAC is right is invalid all the same where it says that it follows another record.
void Verifier::judge_links(const SlabTask& task) const {
    for (const std::uint32_t frame : broken_) {
        Outcome& outcome = task.result.outcomes[frame];
        if (outcome.verdict == Verdict::Valid) {
            outcome.verdict = Verdict::Invalid;
            outcome.is_link_broken = true;
            outcome.reason = task.result.keep(rules::broken_link);
        } else if (outcome.verdict == Verdict::Invalid && outcome.reason.size == 0) {
            outcome.reason = task.result.keep(rules::both_broken);
        }
    }
    if (task.slab.shape->recipe.uses_previous) {
        for (Outcome& outcome : task.result.outcomes) {
            if (outcome.verdict == Verdict::Invalid && outcome.reason.size == 0) {
                outcome.reason = task.result.keep(rules::wrong_behind_previous);
            }
        }
    }
}

}    // namespace hmacsweep::judge
