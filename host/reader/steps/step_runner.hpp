// Runs the steps of recipes, names and templates on a field's text.
#pragma once

#include "host/format/step.hpp"
#include "host/reader/steps/json_steps.hpp"
#include "host/reader/steps/pair_list.hpp"
#include "host/reader/steps/step_outcome.hpp"
#include "host/reader/steps/text_steps.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace hmacsweep::reader {

/// For one thread at a time.
class StepRunner {
public:
    using Outcome = StepOutcome;

    /// Runs the steps one after another, each on the result of the step before; the first one gets `text`. Ends at a
    /// step that finds nothing (NULL) or has a reason. `is_binary`: `text` is a field of COPY's binary form, in which
    /// an integer is bytes. The result is valid until the next run() and while `text` and `steps` are. Throws
    /// std::runtime_error if this system does not have a step's charset or hash function.
    [[nodiscard]] Outcome run(std::span<const format::Step> steps, std::string_view text, bool is_binary = false);

private:
    [[nodiscard]] Outcome run_one(const format::Step& step, std::string_view text, std::string& out, bool is_binary);

    [[nodiscard]] static Outcome cut(const format::Step& step, std::string_view text);

    /// A step writes into the buffer that no text of the step before is in. Pieces of texts, and pairs, stay where the
    /// text is that they were cut from.
    std::array<std::string, 2> buffers_;
    TextSteps text_steps_;
    JsonSteps json_steps_;
    PairList pairs_;
    bool has_pairs_ = false;    ///< whether the last step's result is in pairs_
};

}    // namespace hmacsweep::reader
