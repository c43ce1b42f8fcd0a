#include "host/judge/text_judge.hpp"

#include "host/judge/verifier.hpp"

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

TextJudge::TextJudge(const RunContext& context, const rules::Rules& rules, PlainStep& plain)
    : context_(context),
      rules_(rules),
      plain_(plain),
      records_(context.options.max_record_bytes, reader::PlainLines::Scanned),
      trials_(rules, context.table, context.candidates != nullptr, context.stop) {}

TextAnswers TextJudge::find_records(const SlabTask& task) {
    // Scouts are some of the records: before they can be sent ahead, it must be known where they are.
    if (task.slab.kind != input::SlabKind::Records || !context_.backend.reads_texts() || trials_.has_long_list()) {
        return std::nullopt;
    }
    const StageTimer timer(context_.timed(task.result.times.hash));
    const std::optional<backend::TextJob> job = job_of(task);
    if (!job || !job->lines) {
        return std::nullopt;
    }
    Framing& framing = task.result.framing;
    answers_.clear();    // of the slab before; what the backend does not write has no verdict
    backend::TextResult texts{std::move(answers_), std::move(framing.frames)};    // keeps their memory in use
    const bool is_done = is_done_by(context_.backend, *job, texts);
    answers_ = std::move(texts.answers);
    framing.frames = std::move(texts.frames);
    framing.num_lines = texts.num_lines;
    return is_done ? TextAnswers(answers_) : std::nullopt;
}

TextAnswers TextJudge::read_records(const SlabTask& task) {
    if (!context_.backend.reads_texts()) {
        return std::nullopt;
    }
    const StageTimer timer(context_.timed(task.result.times.hash));
    std::optional<backend::TextJob> job = job_of(task);
    if (!job) {
        return std::nullopt;
    }
    job->frames = task.result.framing.frames;
    scout(*job, task.result);
    answers_.clear();
    backend::TextResult texts{std::move(answers_)};
    const bool is_done = is_done_by(context_.backend, *job, texts);
    answers_ = std::move(texts.answers);
    return is_done ? TextAnswers(answers_) : std::nullopt;
}

std::optional<backend::TextJob> TextJudge::job_of(const SlabTask& task) {
    std::optional<backend::TextJob> job = plain_.texts(task.slab, trials_.candidates());
    if (job) {
        job->leaves = task.leaves;
    }
    return job;
}

void TextJudge::take(const SlabTask& task, std::span<const core::TextAnswer> answers,
                     std::vector<std::uint32_t>& open) {
    const StageTimer timer(context_.timed(task.result.times.hash));
    SlabResult& result = task.result;
    open.clear();
    const backend::TextCandidates* const tried = trials_.candidates();
    if (tried != nullptr) {
        result.num_hashed += tried->num_trials;
    }
    const std::size_t num_keys = context_.table.store().size();
    const bool finds_mac_form = task.slab.shape->finds_mac_form();
    std::uint64_t& num_macs = result.mac_forms[static_cast<std::size_t>(plain_.mac_encoding())];
    for (std::uint32_t i = 0; i < answers.size(); ++i) {
        const core::TextAnswer& answer = answers[i];
        if (answer.is_plain == 0) {
            open.push_back(i);
            continue;
        }
        num_macs += finds_mac_form ? 1 : 0;
        Outcome& outcome = result.outcomes[i];
        outcome.algorithm = answer.algorithm;
        if (context_.options.results == rules::ResultsFilter::All) {
            outcome.id = result.keep(plain_.id_of(task.slab, answer.id));
        } else if (answer.verdict != Verdict::Valid) {    // few have an Id that counts, and so none came back
            outcome.id = result.keep(records_.read(task.slab, result.framing.frames, i).id);
        }
        if (tried != nullptr && answer.key >= num_keys) {
            take_trial(task, i, answer);
            continue;
        }
        ++result.num_hashed;
        outcome.key = answer.key;
        if (answer.verdict == Verdict::Valid || answer.verdict == Verdict::Invalid) {
            outcome.verdict = answer.verdict;    // anything else is as good as none
        }
    }
    trials_.learn();
}

/// Some records from all over the slab find out which keys are in use, so that the others try those first: else every
/// record under a key that no record had before would search by itself.
void TextJudge::scout(const backend::TextJob& job, SlabResult& result) {
    const std::span<const core::Frame> all = job.frames.value();
    if (job.candidates == nullptr || !trials_.pays_to_scout(all.size())) {
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
        if (is_tried && answer.verdict == Verdict::Valid && trials_.has_rank(answer.algorithm, rank)) {
            trials_.note(answer.algorithm, rank);
        }
    }
    trials_.learn();
}

/// A record for which several keys may have been tried. The cross-check judges again which key fits.
void TextJudge::take_trial(const SlabTask& task, std::uint32_t frame, const core::TextAnswer& answer) {
    Outcome& outcome = task.result.outcomes[frame];
    const rules::Ruling& ruling = trials_.ruling(answer.algorithm);
    const std::uint32_t rank = answer.key - static_cast<std::uint32_t>(context_.table.store().size());
    outcome.verdict = Verdict::NotJudged;    // until all is as it can be
    outcome.key = ruling.key;
    if (answer.verdict == Verdict::Invalid && answer.key == core::no_key) {
        set_misfit(rules_, task.result, outcome, ruling.candidates, 1);
    } else if (answer.verdict == Verdict::Valid && answer.key != core::no_key &&
               trials_.has_rank(answer.algorithm, rank)) {
        outcome.verdict = Verdict::Valid;
        trials_.note(answer.algorithm, rank);
        if (ruling.candidates != nullptr) {
            outcome.key = ruling.candidates->keys[trials_.position(answer.algorithm, rank)];
            outcome.choice = KeyChoice::Only;
        }
    }
}

}    // namespace hmacsweep::judge
