// The steps that read a JSON document.
#pragma once

#include "host/format/step.hpp"
#include "host/reader/json_finder.hpp"
#include "host/reader/json_parser.hpp"
#include "host/reader/steps/pair_list.hpp"
#include "host/reader/steps/step_outcome.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace hmacsweep::reader {

/// For one thread at a time.
class JsonSteps {
public:
    /// Runs a step on a text. The result may be in `out`, which must be empty and not the text's buffer, in `text`, or
    /// in this object until the next call.
    [[nodiscard]] StepOutcome run(const format::Step& step, std::string_view text, std::string& out);

    /// Replaces the list by the members of a JSON object: strings as their content, other values as written, without
    /// those that are null. Returns why the text has no members, as a text that follows a field's name in a sentence;
    /// empty: it has. The pairs are valid until the next call and while the text is.
    [[nodiscard]] std::string take_members(std::string_view text, PairList& pairs);

private:
    [[nodiscard]] std::string parse(std::string_view text, format::StepKind kind, simdjson::dom::element& root);
    [[nodiscard]] StepOutcome at(const JsonPointer& pointer, std::string_view text, const simdjson::dom::element& root);
    [[nodiscard]] StepOutcome find(std::string_view name, std::string_view text);

    std::unique_ptr<JsonParser> parser_;    ///< made at its first use
    JsonFinder finder_;
};

}    // namespace hmacsweep::reader
