// The plain records of a slab by a backend that reads texts itself: the job that the backend is given, and what its
// answers mean.
#pragma once

#include "host/judge/plain_step.hpp"
#include "host/judge/run_context.hpp"
#include "host/judge/slab_records.hpp"
#include "host/judge/slab_task.hpp"
#include "host/judge/text_trials.hpp"
#include "host/rules/rules.hpp"

#include <optional>
#include <span>
#include <vector>

namespace hmacsweep::judge {

/// What a backend says of each frame of a slab; nothing where the backend does not read the slab.
using TextAnswers = std::optional<std::span<const core::TextAnswer>>;

/// Not for use by two threads at a time.
class TextJudge {
public:
    /// All must outlive the object.
    TextJudge(const RunContext& context, const rules::Rules& rules, PlainStep& plain);

    /// Has the backend find the records of the slab and answer for each. Writes the framing's frames and num_lines.
    /// The answers hold until the next call.
    [[nodiscard]] TextAnswers find_records(const SlabTask& task);
    /// Has the backend answer for each record of a slab that is framed. The answers hold until the next call.
    [[nodiscard]] TextAnswers read_records(const SlabTask& task);

    /// Writes the outcomes of the records that the backend judged. `open` becomes the frames of all others, ascending.
    void take(const SlabTask& task, std::span<const core::TextAnswer> answers, std::vector<std::uint32_t>& open);

private:
    [[nodiscard]] std::optional<backend::TextJob> job_of(const SlabTask& task);
    void scout(const backend::TextJob& job, SlabResult& result);
    void take_trial(const SlabTask& task, std::uint32_t frame, const core::TextAnswer& answer);

    const RunContext& context_;
    const rules::Rules& rules_;
    PlainStep& plain_;
    SlabRecords records_;
    TextTrials trials_;
    std::vector<core::TextAnswer> answers_;
};

}    // namespace hmacsweep::judge
