#include "host/reader/steps/step_runner.hpp"

#include "host/base/integer_text.hpp"
#include "host/reader/steps/manifest_line.hpp"

#include <utility>

namespace hmacsweep::reader {

StepRunner::Outcome StepRunner::run(std::span<const format::Step> steps, std::string_view text, bool is_binary) {
    has_pairs_ = false;
    Outcome outcome{text, {}};
    std::size_t free = 0;    // the buffer that the next step may write into
    for (std::size_t i = 0; i < steps.size() && outcome.text; ++i) {
        std::string& out = buffers_[free];
        outcome = run_one(steps[i], *outcome.text, out, is_binary && i == 0);
        if (!outcome.reason.empty()) {
            outcome.text.reset();
        }
        if (!has_pairs_ && outcome.text && outcome.text->data() == out.data()) {
            free = 1 - free;
        }
    }
    return outcome;
}

StepRunner::Outcome StepRunner::run_one(const format::Step& step, std::string_view text, std::string& out,
                                        bool is_binary) {
    out.clear();
    Outcome outcome{std::string_view(), {}};
    switch (step.kind) {
        case format::StepKind::Integer:
            outcome.reason = append_integer(text, is_binary, out);
            break;
        case format::StepKind::Pairs:
            outcome.reason = pairs_.take_query(text, step.pair_form);
            has_pairs_ = true;
            return outcome;
        case format::StepKind::Members:
            outcome.reason = json_steps_.take_members(text, pairs_);
            has_pairs_ = true;
            return outcome;
        case format::StepKind::Filled:
            pairs_.keep_filled();
            return outcome;
        case format::StepKind::Value:
            has_pairs_ = false;
            return pairs_.find(step.text);
        case format::StepKind::Sort:
            pairs_.sort();
            return outcome;
        case format::StepKind::Equals:
            pairs_.set_equals(step.text);
            return outcome;
        case format::StepKind::Join:
            pairs_.join(step.text, out);
            break;
        case format::StepKind::JoinValues:
            pairs_.join_values(step.text, out);
            break;
        case format::StepKind::Without:
            if (has_pairs_) {
                pairs_.leave_out(step.names);
                return outcome;
            }
            return json_steps_.run(step, text, out);
        case format::StepKind::DecodeJson:
        case format::StepKind::DecodeList:
        case format::StepKind::At:
        case format::StepKind::Find:
        case format::StepKind::Sorted:
        case format::StepKind::SortedUtf8:
        case format::StepKind::Spaced:
        case format::StepKind::SpacedUtf8:
        case format::StepKind::Jcs:
            return json_steps_.run(step, text, out);
        case format::StepKind::Manifest:
            return take_from_manifest(text, step.text, out);
        case format::StepKind::Before:
        case format::StepKind::After:
            return cut(step, text);
        default:
            outcome.reason = text_steps_.run(step, text, out);
            break;
    }
    has_pairs_ = false;
    outcome.text = out;
    return outcome;
}

StepRunner::Outcome StepRunner::cut(const format::Step& step, std::string_view text) {
    const std::size_t found = text.find(step.text);
    if (found == std::string_view::npos) {
        return {};
    }
    return {step.kind == format::StepKind::Before ? text.substr(0, found) : text.substr(found + step.text.size()), {}};
}

}    // namespace hmacsweep::reader
