// One worker's way from a slab to its outcomes, step by step: the backend's own steps, then the Reader and the rules
// for the records that those leave open, then the cross-check.
#pragma once

#include "host/judge/cross_check.hpp"
#include "host/judge/file_message.hpp"
#include "host/judge/plain_step.hpp"
#include "host/judge/record_hasher.hpp"
#include "host/judge/run_context.hpp"
#include "host/judge/slab_records.hpp"
#include "host/judge/slab_task.hpp"
#include "host/judge/text_judge.hpp"
#include "host/rules/rules.hpp"

#include <memory>
#include <span>
#include <vector>

namespace hmacsweep::judge {

/// Not for use by two threads at a time.
class SlabJudge {
public:
    /// The context must outlive the object.
    explicit SlabJudge(const RunContext& context);

    /// Judges every record of the slab. Calls `on_framed(num_records, num_lines)` as soon as both numbers are known, so
    /// that numbering need not wait for the hashing. `on_framed` returns how many records of the run come before the
    /// slab. `leaves`: leaves of a tree digest that the backend may hash as well; null for none. Throws Interrupted,
    /// and what the backend throws.
    template <class OnFramed>
    void judge(const input::Slab& slab, SlabResult& result, OnFramed&& on_framed,
               const core::WholeLeaves* leaves = nullptr) {
        SlabTask task{slab, result, leaves};
        const TextAnswers answers = frame(task);
        task.records_before =
            on_framed(static_cast<std::uint32_t>(result.framing.frames.size()), result.framing.num_lines);
        judge_framed(task, answers);
    }

private:
    [[nodiscard]] TextAnswers frame(const SlabTask& task);
    void judge_framed(const SlabTask& task, TextAnswers answers);
    void judge_plain(const SlabTask& task);
    void decide_open(const SlabTask& task);
    void decide(const SlabTask& task, std::uint32_t frame, const reader::Record& record);
    void decide_file(const SlabTask& task, std::uint32_t frame, reader::Record record, rules::Ruling ruling);
    void settle(const SlabTask& task, std::uint32_t frame, const reader::Record& record, const rules::Ruling& ruling);
    void tell_detached(const SlabTask& task) const;

    const RunContext& context_;
    rules::Rules rules_;
    CrossCheck cross_check_;
    PlainStep plain_;
    TextJudge texts_;
    SlabRecords records_;
    FileMessage file_;
    std::unique_ptr<RecordHasher> hasher_;
    std::vector<std::uint32_t> open_;        ///< frames that the fast steps leave to the Reader, ascending
    std::vector<std::uint32_t> detached_;    ///< frames of tokens that may have their payload elsewhere
};

}    // namespace hmacsweep::judge
