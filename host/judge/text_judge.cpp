// The plain records of a slab that a backend reads itself, as text: the job that it is given, and what its answers
// mean.
#include "host/judge/slab_judge.hpp"

#include <array>
#include <span>
#include <utility>

namespace hmacsweep::judge {
namespace {

/// Whether the backend has done the job and has an answer for each record.
bool is_done_by(backend::Backend& backend, const backend::TextJob& job, backend::TextResult& result) {
    return backend.judge(job, result) &&
           result.answers.size() == (job.frames ? job.frames->size() : result.frames.size());
}

}    // namespace

std::optional<backend::TextJob> SlabJudge::text_job(const input::Slab& slab) {
    std::optional<backend::TextJob> job = plain_.texts(slab, text_trials_.candidates());
    if (job) {
        job->leaves = leaves_;
    }
    return job;
}

/// The plain records, and where all records are, by a backend that reads texts itself; false where they are to be
/// framed for it.
bool SlabJudge::judge_lines(const input::Slab& slab, SlabResult& result) {
    // Scouts are some of the records: whoever sends them ahead must know where these are.
    if (!context_.backend.reads_texts() || text_trials_.has_long_list()) {
        return false;
    }
    const StageTimer timer(timed(result.times.hash));
    const std::optional<backend::TextJob> job = text_job(slab);
    if (!job) {
        return false;
    }
    backend::TextResult texts{std::move(answers_), std::move(result.judgement.frames)};    // keeps their memory in use
    const bool is_done = is_done_by(context_.backend, *job, texts);
    answers_ = std::move(texts.answers);
    result.judgement.frames = std::move(texts.frames);
    result.judgement.num_lines = texts.num_lines;
    return is_done;
}

/// The plain records, by a backend that reads texts itself; false where they are to be packed for it.
bool SlabJudge::judge_texts(const input::Slab& slab, SlabResult& result) {
    if (!context_.backend.reads_texts()) {
        return false;
    }
    const StageTimer timer(timed(result.times.hash));
    std::optional<backend::TextJob> job = text_job(slab);
    if (!job) {
        return false;
    }
    job->frames = result.judgement.frames;
    scout_texts(*job, result);
    backend::TextResult texts{std::move(answers_)};
    const bool is_done = is_done_by(context_.backend, *job, texts);
    answers_ = std::move(texts.answers);
    return is_done;
}

/// What such a backend says of each record.
void SlabJudge::take_answers(const input::Slab& slab, SlabResult& result) {
    const StageTimer timer(timed(result.times.hash));
    result.judgement.exceptions.clear();
    const backend::TextCandidates* const tried = text_trials_.candidates();
    if (tried != nullptr) {
        result.num_hashed += tried->num_trials;
    }
    const std::size_t num_keys = context_.table.store().size();
    for (std::uint32_t i = 0; i < answers_.size(); ++i) {
        const core::TextAnswer& answer = answers_[i];
        if (answer.is_plain == 0) {
            result.judgement.exceptions.push_back(i);
            continue;
        }
        Outcome& outcome = result.outcomes[i];
        outcome.algorithm = answer.algorithm;
        if (context_.options.results == rules::ResultsFilter::All) {
            outcome.id = result.keep(id_of(slab, {i, answer.key, 0, answer.id}));
        } else if (answer.verdict != Verdict::Valid) {    // few have an Id that counts, and so none came back
            outcome.id = result.keep(records_.read(slab, result.judgement.frames, i).id);
        }
        if (tried != nullptr && answer.key >= num_keys) {
            take_trial(slab, result, i, answer);
            continue;
        }
        ++result.num_hashed;
        outcome.key = answer.key;
        if (answer.verdict == Verdict::Valid || answer.verdict == Verdict::Invalid) {
            outcome.verdict = answer.verdict;    // anything else is as good as none
        }
    }
    text_trials_.learn();
}

/// Some records from all over the slab find out which keys are in use, so that the others try those first: else every
/// record under a key that nobody has met would search by itself.
void SlabJudge::scout_texts(const backend::TextJob& job, SlabResult& result) {
    const std::span<const core::Frame> all = job.frames.value();
    if (job.candidates == nullptr || !text_trials_.pays_to_scout(all.size())) {
        return;
    }
    std::array<core::Frame, num_scouts> frames{};
    for (std::size_t i = 0; i < num_scouts; ++i) {
        frames[i] = all[i * all.size() / num_scouts];
    }
    backend::TextJob scouts = job;
    scouts.frames = frames;
    scouts.leaves = nullptr;
    backend::TextResult texts;
    if (!is_done_by(context_.backend, scouts, texts)) {
        return;
    }
    result.num_hashed += job.candidates->num_trials;
    for (const core::TextAnswer& answer : texts.answers) {
        const bool is_tried = answer.is_plain != 0 && answer.key >= job.num_keys;
        result.num_hashed += answer.is_plain != 0 && !is_tried ? 1 : 0;
        const auto rank = static_cast<std::uint32_t>(answer.key - job.num_keys);
        if (is_tried && answer.verdict == Verdict::Valid && text_trials_.has_rank(answer.algorithm, rank)) {
            text_trials_.note(answer.algorithm, rank);
        }
    }
    text_trials_.learn();
}

/// One record of text for which several keys may have been tried. What its answer says of the key is only what the
/// backend says: every match is judged again, from the record as the Reader reads it.
void SlabJudge::take_trial(const input::Slab& slab, SlabResult& result, std::uint32_t index,
                           const core::TextAnswer& answer) {
    Outcome& outcome = result.outcomes[index];
    const rules::Ruling& ruling = text_trials_.ruling(answer.algorithm);
    const std::uint32_t rank = answer.key - static_cast<std::uint32_t>(context_.table.store().size());
    outcome.verdict = Verdict::NotJudged;    // until all is as it can be
    outcome.key = ruling.key;
    if (answer.verdict == Verdict::Invalid && answer.key == core::no_key) {
        say_misfit(result, outcome, ruling.candidates, 1);
    } else if (answer.verdict == Verdict::Valid && answer.key != core::no_key &&
               text_trials_.has_rank(answer.algorithm, rank)) {
        outcome.verdict = Verdict::Valid;
        text_trials_.note(answer.algorithm, rank);
        if (ruling.candidates != nullptr) {
            const std::uint32_t position = text_trials_.position(answer.algorithm, rank);
            outcome.key = ruling.candidates->keys[position];
            check_text_match(slab, result, index, *ruling.candidates, position);
        }
    }
}

void SlabJudge::check_text_match(const input::Slab& slab, SlabResult& result, std::uint32_t index,
                                 const rules::CandidateList& candidates, std::uint32_t position) {
    const reader::Record& record = records_.read(slab, result.judgement.frames, index);
    if (rules_.rule(record).candidates != &candidates) {
        doubted_.push_back(index);
        return;
    }
    Checker& checker = context_.is_openssl ? *core_ : *openssl_;
    check_match(slab, result, {index, position, candidates.keys.size(), false}, [&](std::uint32_t at) {
        return any_mac_matches(checker, candidates.keys[at], record, context_.options.min_mac_bytes);
    });
}

}    // namespace hmacsweep::judge
