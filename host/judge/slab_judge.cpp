#include "host/judge/slab_judge.hpp"

#include "host/judge/framing.hpp"
#include "host/rules/mac_length.hpp"
#include "host/rules/reasons.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace hmacsweep::judge {
SlabJudge::SlabJudge(const RunContext& context)
    : context_(context),
      rules_(context.options, context.keys, context.candidates),
      plain_(context.options, context.table, rules_),
      records_(context.options.max_record_bytes, reader::PlainLines::Scanned),
      checked_records_(context.options.max_record_bytes, reader::PlainLines::Parsed),
      openssl_(make_openssl_checker(context.table)),
      core_(make_core_checker(context.table)),
      trials_(context.table, context.options.min_mac_bytes, context.stop),
      text_trials_(rules_, context.table, context.candidates != nullptr, context.stop) {
    if (context.candidates == nullptr && !context.options.shape.candidates.is_empty()) {
        throw std::invalid_argument("the options name candidate keys, and the context has none");
    }
}

void SlabJudge::frame(const input::Slab& slab, SlabResult& result) {
    result.clear();
    backend::Judgement& judgement = result.judgement;
    has_answers_ = slab.kind == input::SlabKind::Records && judge_lines(slab, result);
    const StageTimer timer(timed(result.times.parse));
    if (!has_answers_) {
        frame_slab(slab, judgement);
    }
    result.outcomes.resize(judgement.frames.size());
}

void SlabJudge::judge_framed(const input::Slab& slab, SlabResult& result) {
    if (context_.options.operation == rules::Operation::Generate) {
        result.macs.resize(result.outcomes.size() * core::max_digest_bytes);
    }
    if (slab.kind == input::SlabKind::OversizeRecord) {
        result.outcomes[0].verdict = Verdict::Malformed;
        result.outcomes[0].reason = result.keep(rules::too_long(context_.options.max_record_bytes));
        return;
    }
    batch_.clear();
    batched_.clear();
    broken_.clear();
    detached_.clear();
    trials_.clear();
    doubted_.clear();
    if (has_answers_ || judge_texts(slab, result)) {
        take_answers(slab, result);
    } else {
        pack_and_judge(slab, result);
    }
    {
        const StageTimer timer(timed(result.times.parse));
        for (const std::uint32_t index : result.judgement.exceptions) {
            read_exception(slab, result, index);
        }
    }
    {
        const StageTimer timer(timed(result.times.hash));
        if (context_.options.operation == rules::Operation::Generate) {
            generate_batch(result);
        } else {
            try_all(slab, result);
            judge_links(slab, result);
        }
    }
    const StageTimer timer(timed(result.times.check));
    cross_check(slab, result);
    tell_detached(result);
}

/// Of a token without its payload no more is known than that the MAC is not that of an empty one.
void SlabJudge::tell_detached(SlabResult& result) const {
    for (const std::uint32_t index : detached_) {
        Outcome& outcome = result.outcomes[index];
        if (outcome.verdict == Verdict::Invalid) {
            outcome.verdict = Verdict::Malformed;
            outcome.reason = result.keep(rules::detached);
        }
    }
}

/// The plain records: those that name their key are judged, the others taken.
void SlabJudge::pack_and_judge(const input::Slab& slab, SlabResult& result) {
    {
        const StageTimer timer(timed(result.times.parse));
        plain_.pack(slab, context_.backend.text(), result.judgement);
    }
    {
        const StageTimer timer(timed(result.times.hash));
        judge_keyed(slab, result);
    }
    const StageTimer timer(timed(result.times.parse));
    take_unkeyed(slab, result);
}

/// The plain records that name their key: all that is left to do is to hash and to compare.
void SlabJudge::judge_keyed(const input::Slab& slab, SlabResult& result) {
    backend::Batch& batch = plain_.keyed().batch;
    if (batch.size() == 0) {
        return;
    }
    result.num_hashed += batch.size();
    if (!context_.backend.makes_order()) {
        batch.schedule();
    }
    const bool is_verify = context_.options.operation == rules::Operation::Verify;
    if (is_verify) {
        verdicts_.assign(batch.size(), Verdict::NotJudged);
        context_.backend.verify(batch.view(), verdicts_);
    } else {
        generate_macs(batch);
    }
    for (std::uint32_t i = 0; i < batch.size(); ++i) {
        const core::PlainRecord& record = plain_.keyed().records[i];
        Outcome& outcome = result.outcomes[record.frame];
        outcome.algorithm = batch.item(i).algorithm;
        outcome.key = record.key;
        outcome.id = result.keep(id_of(slab, record));
        if (!is_verify) {
            keep_mac(result, record.frame, i);
        } else if (verdicts_[i] == Verdict::Valid || verdicts_[i] == Verdict::Invalid) {
            outcome.verdict = verdicts_[i];    // anything else is as good as none
        }
    }
}

/// The plain records that several keys are tried for.
void SlabJudge::take_unkeyed(const input::Slab& slab, SlabResult& result) {
    const backend::Batch& batch = plain_.unkeyed().batch;
    for (std::uint32_t i = 0; i < batch.size(); ++i) {
        const core::PlainRecord& packed = plain_.unkeyed().records[i];
        reader::Record record;
        record.id = id_of(slab, packed);
        record.algorithm = batch.item(i).algorithm;
        record.message = batch.message(batch.item(i).blocks_offset, packed.message_bytes);
        record.mac = batch.mac(i);
        record.has_mac = true;
        take(slab, result, packed.frame, record);
    }
}

/// As JSON text; holds until the next is asked for.
std::string_view SlabJudge::id_of(const input::Slab& slab, const core::PlainRecord& record) {
    const std::string_view given = as_text(Bytes(slab.data() + record.id.offset, record.id.size));
    if (given.empty() || plain_.has_json_ids()) {
        return given;
    }
    id_.assign(1, '"');
    id_ += given;
    id_ += '"';
    return id_;
}

void SlabJudge::read_exception(const input::Slab& slab, SlabResult& result, std::uint32_t index) {
    const rules::RunOptions& options = context_.options;
    const core::Frame& frame = result.judgement.frames[index];
    Outcome& outcome = result.outcomes[index];
    if (frame.size > options.max_record_bytes) {
        outcome.verdict = Verdict::Malformed;
        outcome.reason = result.keep(rules::too_long(options.max_record_bytes));
        return;
    }
    take(slab, result, index, records_.read(slab, result.judgement.frames, index));
}

/// One record by the rules; what they leave open is put with those to be hashed.
void SlabJudge::take(const input::Slab& slab, SlabResult& result, std::uint32_t index, const reader::Record& record) {
    const rules::RunOptions& options = context_.options;
    Outcome& outcome = result.outcomes[index];
    const rules::Ruling ruling = rules_.rule(record);
    ++result.dialects[static_cast<std::size_t>(record.dialect)];
    outcome.verdict = ruling.verdict;
    result.num_partly_read += record.num_unread_elements != 0 ? 1 : 0;
    if (slab.shape->is_chained()) {
        outcome.as_previous = record.as_previous.state;
        outcome.mac_text = result.keep(record.as_previous.text);
    }
    outcome.algorithm = record.algorithm;
    outcome.key = ruling.key;
    outcome.id = result.keep(record.id);
    if (ruling.key == core::no_key) {
        outcome.key_name = result.keep(record.key_id);
    }
    if (options.operation == rules::Operation::Generate && record.has_mac) {
        ++result.num_ignored_macs;
    }
    if (ruling.verdict != Verdict::NotJudged) {
        outcome.reason = result.keep(ruling.reason);
        return;
    }
    if (options.operation == rules::Operation::Verify) {
        outcome.reason = result.keep(rules::wrong_lengths(record, options.min_mac_bytes));
        outcome.foreign_mac = outcome.reason.size != 0 ? rules::foreign_mac(record) : nullptr;
    }
    if (record.is_link_broken) {
        broken_.push_back(index);
    }
    if (record.is_maybe_detached) {
        detached_.push_back(index);
    }
    if (options.with_message) {
        const std::size_t begin = result.text.size();
        append_base64(result.text, record.message);
        outcome.message = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(result.text.size() - begin)};
    }
    if (record.message.size() > core::max_batch_message_bytes) {
        hash_long(result, index, ruling, record);
    } else if (options.operation == rules::Operation::Verify) {
        trials_.add(index, record, ruling.key, ruling.candidates);
    } else {
        batch_.add(*record.algorithm, context_.table.schedule(ruling.key, *record.algorithm), record.message, {}, 0);
        batched_.push_back(index);
    }
}

void SlabJudge::generate_batch(SlabResult& result) {
    result.num_hashed += batch_.size();
    if (batch_.size() == 0) {
        return;
    }
    if (!context_.backend.makes_order()) {
        batch_.schedule();
    }
    generate_macs(batch_);
    for (std::size_t i = 0; i < batched_.size(); ++i) {
        keep_mac(result, batched_[i], i);
    }
}

void SlabJudge::generate_macs(const backend::Batch& batch) {
    macs_.assign(batch.size() * core::max_digest_bytes, 0);
    context_.backend.generate(batch.view(), macs_);
}

/// Zeros are what was there before: no MAC was made.
void SlabJudge::keep_mac(SlabResult& result, std::uint32_t index, std::size_t item) {
    const Bytes mac = Bytes(macs_).subspan(item * core::max_digest_bytes, core::max_digest_bytes);
    if (std::ranges::any_of(mac, [](std::uint8_t byte) { return byte != 0; })) {
        std::ranges::copy(mac, result.macs.begin() + static_cast<std::ptrdiff_t>(index * core::max_digest_bytes));
        result.outcomes[index].verdict = Verdict::Valid;
    }
}

void SlabJudge::try_all(const input::Slab& slab, SlabResult& result) {
    trials_.judge(context_.backend);
    result.num_hashed += trials_.num_trials();
    for (const Tried& tried : trials_.records()) {
        Outcome& outcome = result.outcomes[tried.record];
        outcome.verdict = tried.verdict;
        if (tried.candidates != nullptr && tried.verdict == Verdict::Valid) {
            outcome.key = tried.key_at(tried.position);
            check_candidates(slab, result, tried);
        }
        if (tried.verdict == Verdict::Invalid) {
            say_misfit(result, outcome, tried.candidates, tried.num_given_macs);
        }
    }
}

/// None of a record's MACs is right, under its key or any of its candidates.
void SlabJudge::say_misfit(SlabResult& result, Outcome& outcome, const rules::CandidateList* candidates,
                           std::size_t num_macs) const {
    outcome.verdict = Verdict::Invalid;
    if (candidates != nullptr) {
        const rules::Ruling misfit = rules_.rule_misfit(*candidates);
        if (misfit.verdict != Verdict::Invalid) {
            outcome.verdict = misfit.verdict;
            outcome.reason = result.keep(misfit.reason);
        }
    }
    if (outcome.reason.size == 0) {
        outcome.reason = result.keep(rules::no_match(num_macs, candidates != nullptr ? candidates->keys.size() : 1));
    }
}

/// A record whose own MAC is right is invalid all the same where it says that it follows another record.
void SlabJudge::judge_links(const input::Slab& slab, SlabResult& result) {
    for (const std::uint32_t index : broken_) {
        Outcome& outcome = result.outcomes[index];
        if (outcome.verdict == Verdict::Valid) {
            outcome.verdict = Verdict::Invalid;
            outcome.is_link_broken = true;
            outcome.reason = result.keep(rules::broken_link);
        } else if (outcome.verdict == Verdict::Invalid && outcome.reason.size == 0) {
            outcome.reason = result.keep(rules::both_broken);
        }
    }
    if (slab.shape->recipe.has_previous_mac()) {
        for (Outcome& outcome : result.outcomes) {
            if (outcome.verdict == Verdict::Invalid && outcome.reason.size == 0) {
                outcome.reason = result.keep(rules::wrong_behind_previous);
            }
        }
    }
}

void SlabJudge::hash_long(SlabResult& result, std::uint32_t index, const rules::Ruling& ruling,
                          const reader::Record& record) {
    ++result.num_long;
    Outcome& outcome = result.outcomes[index];
    if (context_.options.operation == rules::Operation::Generate) {
        const Algorithm algorithm = *record.algorithm;
        const std::span<std::uint8_t> mac =
            std::span(result.macs).subspan(index * core::max_digest_bytes, core::digest_bytes(algorithm));
        openssl_->compute(ruling.key, algorithm, record.message, mac);
        outcome.verdict = Verdict::Valid;
        return;
    }
    const std::span<const std::uint32_t> keys =
        ruling.candidates != nullptr ? std::span(ruling.candidates->keys) : std::span(&ruling.key, 1);
    const auto* const found = std::find_if(keys.data(), keys.data() + keys.size(), [&](std::uint32_t key) {
        return any_mac_matches(*openssl_, key, record, context_.options.min_mac_bytes);
    });
    if (found == keys.data() + keys.size()) {
        say_misfit(result, outcome,
                   rules::has_mac_length(record, context_.options.min_mac_bytes) ? ruling.candidates : nullptr,
                   1 + record.more_macs.size());
        return;
    }
    outcome.verdict = Verdict::Valid;
    outcome.key = *found;
    if (ruling.candidates != nullptr) {
        ++result.num_checked;
        ++result.candidate_checks.matches;
        if (!any_mac_matches(*core_, *found, record, context_.options.min_mac_bytes)) {
            doubted_.push_back(index);
        }
    }
}

}    // namespace hmacsweep::judge
