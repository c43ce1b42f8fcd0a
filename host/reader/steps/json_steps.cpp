#include "host/reader/steps/json_steps.hpp"

#include "host/base/encoding.hpp"
#include "host/base/json_tokens.hpp"
#include "host/reader/json_canonical.hpp"
#include "host/reader/json_text.hpp"
#include "host/reader/steps/header_search.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::reader {
namespace {

namespace dom = simdjson::dom;

format::ObjectForm form_of(format::StepKind kind) {
    switch (kind) {
        case format::StepKind::Sorted:
            return format::ObjectForm::Sorted;
        case format::StepKind::SortedUtf8:
            return format::ObjectForm::SortedUtf8;
        case format::StepKind::Spaced:
            return format::ObjectForm::Spaced;
        case format::StepKind::SpacedUtf8:
            return format::ObjectForm::SpacedUtf8;
        case format::StepKind::Jcs:
            return format::ObjectForm::Jcs;
        default:
            throw std::logic_error("a step that is no canonical form");
    }
}

/// The bytes of `[104,105]`, or of `{"type":"Buffer","data":[104,105]}` as Node.js writes it.
std::string append_list(std::string& out, const dom::element& root) {
    dom::element list;
    if (root["data"].get(list) != simdjson::SUCCESS) {
        list = root;
    }
    dom::array numbers;
    if (list.get_array().get(numbers) != simdjson::SUCCESS) {
        return "is no list of bytes";
    }
    for (const dom::element& element : numbers) {
        std::uint64_t number = 0;
        if (element.get_uint64().get(number) != simdjson::SUCCESS || number > 255) {
            return "has an element that is no byte, a number from 0 to 255";
        }
        out += static_cast<char>(number);
    }
    return {};
}

std::string append_form(std::string& out, const dom::element& root, format::StepKind kind, bool has_blanked) {
    if (has_blanked) {
        return "has a number that no machine type holds, for which there is no canonical form";
    }
    const std::string_view reason = append_canonical(out, root, form_of(kind));
    return std::string(reason);
}

}    // namespace

std::string JsonSteps::parse(std::string_view text, format::StepKind kind, dom::element& root) {
    if (!parser_) {
        parser_ = std::make_unique<JsonParser>();
    }
    const Numbers numbers = kind == format::StepKind::Jcs ? Numbers::JavaScript : Numbers::Exact;
    const std::string reason = parser_->parse(text, Padding::None, numbers, root);
    return reason.empty() ? reason : fmt::format("is not valid JSON: {}", reason);
}

/// A value that may be in the parser's memory, copied: the next step may parse another text.
StepOutcome JsonSteps::copied(StepOutcome outcome, std::string& out) {
    if (outcome.text) {
        out = *outcome.text;
        outcome.text = out;
    }
    return outcome;
}

StepOutcome JsonSteps::run(const format::Step& step, std::string_view text, std::string& out) {
    if (step.kind == format::StepKind::Find) {
        return copied(find(step.text, text), out);
    }
    dom::element root;
    if (std::string reason = parse(text, step.kind, root); !reason.empty()) {
        return {{}, std::move(reason)};
    }
    StepOutcome outcome{out, {}};
    switch (step.kind) {
        case format::StepKind::DecodeJson:
            return copied({text_of_value(root, [&] { return trim_blanks(text); }), {}}, out);
        case format::StepKind::At:
            return copied(at(step.pointer, text, root), out);
        case format::StepKind::DecodeList:
            outcome.reason = append_list(out, root);
            break;
        case format::StepKind::Without: {
            dom::object object;
            outcome.reason = root.get_object().get(object) == simdjson::SUCCESS
                                 ? append_without(out, text, object, format::ObjectForm::AsItStands, step.names)
                                 : "is no JSON object, which without(...) takes";
            break;
        }
        default:
            outcome.reason = append_form(out, root, step.kind, parser_->has_blanked_numbers());
            break;
    }
    outcome.text = out;
    return outcome;
}

StepOutcome JsonSteps::at(const JsonPointer& pointer, std::string_view text, const dom::element& root) {
    dom::object object;
    if (root.get_object().get(object) != simdjson::SUCCESS) {
        return {{}, "is no JSON object, which at(...) takes"};
    }
    const bool is_found = finder_.find(object, pointer, false);
    if (!finder_.twice().empty()) {
        return {{}, fmt::format("has \"{}\" twice", printable(finder_.twice()))};
    }
    if (!finder_.dead_end().empty()) {
        return {{}, dead_end_reason(finder_, {})};
    }
    return {is_found ? text_of_value(finder_.value(), [&] { return finder_.text(text); }) : FieldText(), {}};
}

StepOutcome JsonSteps::find(std::string_view name, std::string_view text) {
    const std::string_view trimmed = trim_blanks(text);
    if (!trimmed.starts_with('{') && !trimmed.starts_with('[')) {
        return find_in_lines(text, name);
    }
    dom::element root;
    std::string reason = parse(text, format::StepKind::Find, root);
    return reason.empty() ? find_in_json(root, text, name) : StepOutcome{{}, std::move(reason)};
}

std::string JsonSteps::take_members(std::string_view text, PairList& pairs) {
    pairs.clear();
    dom::element root;
    if (std::string reason = parse(text, format::StepKind::Members, root); !reason.empty()) {
        return reason;
    }
    dom::object object;
    if (root.get_object().get(object) != simdjson::SUCCESS) {
        return "is no JSON object";
    }
    std::vector<std::string_view> names;
    names.reserve(object.size());
    ValueTexts texts(text);
    for (const auto& [name, value] : object) {
        names.push_back(name);
        if (const FieldText given = text_of_value(value, [written = texts.next()] { return written; })) {
            pairs.add({name, *given});
        }
    }
    std::ranges::sort(names);
    const auto twice = std::ranges::adjacent_find(names);
    return twice == names.end() ? std::string() : fmt::format("has \"{}\" twice", printable(*twice));
}

}    // namespace hmacsweep::reader
