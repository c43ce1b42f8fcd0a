#include "host/judge/slab_judge.hpp"

#include "host/judge/framing.hpp"
#include "host/judge/generator.hpp"
#include "host/judge/verifier.hpp"
#include "host/rules/reasons.hpp"

#include <stdexcept>
#include <utility>

namespace hmacsweep::judge {

SlabJudge::SlabJudge(const RunContext& context)
    : context_(context),
      rules_(context.options, context.table.store(), context.candidates),
      cross_check_(context),
      plain_(context.options, context.table, rules_),
      texts_(context, rules_, plain_),
      records_(context.options.max_record_bytes, reader::PlainLines::Scanned),
      file_(context.stop) {
    if (context.candidates == nullptr && !context.options.shape.candidates.is_empty()) {
        throw std::invalid_argument("the options name candidate keys, and the context has none");
    }
    if (context.options.operation == rules::Operation::Verify) {
        hasher_ = std::make_unique<Verifier>(context, rules_);
    } else {
        hasher_ = std::make_unique<Generator>(context);
    }
}

/// Finds the slab's records. Returns the answers of a backend that judged the records while it found them.
TextAnswers SlabJudge::frame(const SlabTask& task) {
    task.result.clear();
    const TextAnswers answers = texts_.find_records(task);
    const StageTimer timer(context_.timed(task.result.times.parse));
    if (!answers) {
        frame_slab(task.slab, task.result.framing);
    }
    if (const format::Shape& shape = *task.slab.shape;
        task.slab.sequence == 0 && !shape.records.empty() && task.slab.kind == input::SlabKind::Records) {
        task.result.names.arrays = format::other_arrays(Bytes(task.slab.data(), task.slab.size), shape);
    }
    task.result.outcomes.resize(task.result.framing.frames.size());
    return answers;
}

void SlabJudge::judge_framed(const SlabTask& task, TextAnswers answers) {
    SlabResult& result = task.result;
    hasher_->begin(task);
    if (task.slab.kind == input::SlabKind::OversizeRecord) {
        result.outcomes[0].verdict = Verdict::Malformed;
        result.outcomes[0].reason = result.keep(rules::too_long(context_.options.max_record_bytes));
        return;
    }
    detached_.clear();
    if (!answers) {
        answers = texts_.read_records(task);
    }
    if (answers) {
        texts_.take(task, *answers, open_);
    } else {
        judge_plain(task);
    }
    {
        const StageTimer timer(context_.timed(result.times.parse));
        decide_open(task);
    }
    {
        const StageTimer timer(context_.timed(result.times.hash));
        hasher_->judge_added(task);
    }
    const StageTimer timer(context_.timed(result.times.check));
    cross_check_.check(task);
    tell_detached(task);
}

/// Packs the plain records and judges those that name their key. The hasher keeps the others.
void SlabJudge::judge_plain(const SlabTask& task) {
    {
        const StageTimer timer(context_.timed(task.result.times.parse));
        plain_.pack(task.slab, context_.backend.text(), task.result.framing.frames, open_);
    }
    if (task.slab.shape->finds_mac_form()) {
        task.result.mac_forms[static_cast<std::size_t>(plain_.mac_encoding())] +=
            plain_.keyed().records.size() + plain_.unkeyed().records.size();
    }
    const StageTimer timer(context_.timed(task.result.times.hash));
    hasher_->judge_plain(task, plain_);
}

/// Decides every record that only the Reader can read.
void SlabJudge::decide_open(const SlabTask& task) {
    for (const std::uint32_t frame : open_) {
        if (task.result.framing.frames[frame].size <= context_.options.max_record_bytes) {
            decide(task, frame, records_.read(task.slab, task.result.framing.frames, frame));
        } else {
            task.result.outcomes[frame].verdict = Verdict::Malformed;
            task.result.outcomes[frame].reason = task.result.keep(rules::too_long(context_.options.max_record_bytes));
        }
    }
}

/// Decides one record by the rules, or gives it to the hasher.
void SlabJudge::decide(const SlabTask& task, std::uint32_t frame, const reader::Record& record) {
    task.result.outcomes[frame].is_chosen = record.is_chosen;
    if (!record.is_chosen) {
        return;
    }
    rules::Ruling ruling = rules_.rule(record);
    // A record without a MAC says nothing about a file.
    if (context_.options.wants_file_names && ruling.verdict != Verdict::Untagged &&
        ruling.verdict != Verdict::Malformed) {
        for (const reader::MessageFile& file : record.files) {
            task.result.file_names.push_back(path_below(task.slab.shape->base, file.path));
        }
    }
    if (ruling.verdict == Verdict::FileUnreadable) {
        decide_file(task, frame, record, std::move(ruling));
    } else {
        settle(task, frame, record, ruling);
    }
}

/// Decides a record that passes the rules and whose message is in files.
void SlabJudge::decide_file(const SlabTask& task, std::uint32_t frame, reader::Record record, rules::Ruling ruling) {
    SlabResult& result = task.result;
    if (FileFault fault = file_.open(task.slab.shape->base, record); fault.is_set()) {
        ruling.verdict = fault.verdict;
        ruling.reason = std::move(fault.reason);
        settle(task, frame, record, ruling);
        return;
    }
    result.set_rare(frame).file_stamp = file_.stamp();
    ruling = rules_.rule(record);
    settle(task, frame, record, ruling);
    if (file_.fault().is_set()) {    // of a long message, which was read while it was hashed
        result.outcomes[frame].verdict = file_.fault().verdict;
        result.outcomes[frame].reason = result.keep(file_.fault().reason);
    } else if (ruling.verdict == Verdict::NotJudged) {
        ++result.num_file_messages;
        result.file_message_bytes += record.message_bytes();
    }
}

/// Writes what the ruling says into the record's outcome. A record that it leaves open goes to the hasher.
void SlabJudge::settle(const SlabTask& task, std::uint32_t frame, const reader::Record& record,
                       const rules::Ruling& ruling) {
    const rules::RunOptions& options = context_.options;
    SlabResult& result = task.result;
    Outcome& outcome = result.outcomes[frame];
    if (record.sign != reader::Sign::ColumnName || frame == 0) {
        ++result.signs[static_cast<std::size_t>(record.sign)];
    }
    result.num_partly_read += record.num_unread_elements != 0 ? 1 : 0;
    if (record.mac_form) {
        ++result.mac_forms[static_cast<std::size_t>(*record.mac_form)];
    }
    if (options.operation == rules::Operation::Generate && record.has_mac) {
        ++result.num_ignored_macs;
    }
    outcome.verdict = ruling.verdict;
    if (task.slab.shape->is_chained()) {
        outcome.as_previous = record.as_previous.state;
        result.set_rare(frame).mac_text = result.keep(record.as_previous.text);
    }
    outcome.algorithm = record.algorithm;
    outcome.key = ruling.key;
    outcome.id = result.keep(record.id);
    if (ruling.key == core::no_key || context_.table.store()[ruling.key].is_replica_arn(record.key_id)) {
        outcome.key_name = result.keep(record.key_id);
    }
    if (ruling.verdict != Verdict::NotJudged) {
        outcome.reason = result.keep(ruling.reason);
        return;
    }
    if (record.is_maybe_detached) {
        detached_.push_back(frame);
    }
    if (options.line_form == rules::LineForm::Request) {
        const std::size_t begin = result.text.size();
        append_base64(result.text, record.message);
        result.set_rare(frame).message = {static_cast<std::uint32_t>(begin),
                                          static_cast<std::uint32_t>(result.text.size() - begin)};
    }
    hasher_->add(task, frame, record, ruling);
}

/// A token without its payload is not called invalid: all that is known is that its MAC is not that of an empty
/// payload.
void SlabJudge::tell_detached(const SlabTask& task) const {
    for (const std::uint32_t frame : detached_) {
        Outcome& outcome = task.result.outcomes[frame];
        if (outcome.verdict == Verdict::Invalid) {
            outcome.verdict = Verdict::Malformed;
            outcome.reason = task.result.keep(rules::detached);
        }
    }
}

}    // namespace hmacsweep::judge
