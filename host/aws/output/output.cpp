#include "host/aws/output/output.hpp"

#include "host/aws/failure.hpp"
#include "host/aws/jmespath/expression.hpp"
#include "host/aws/output/table_output.hpp"
#include "host/aws/output/text_output.hpp"
#include "host/aws/output/yaml_output.hpp"
#include "host/aws/value_json.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace hmacsweep::aws {
namespace {

Value queried(const Value& response, const jmespath::Expression* query, Budget& budget) {
    if (query == nullptr) {
        return response;
    }
    try {
        return query->search(response, budget);
    } catch (const jmespath::EvaluationError& error) {
        throw Failure(general_error, error.what());
    }
}

}    // namespace

std::string printed_response(std::string_view operation, const Value& response, const OutputChoice& choice) {
    constexpr std::string_view formats[] = {"json", "text", "table", "yaml", "yaml-stream"};
    if (std::ranges::find(formats, choice.format) == std::end(formats)) {
        throw Failure(general_error, fmt::format("Unknown output type: {}", choice.format));
    }
    Budget budget;
    const Value result = queried(response, choice.query, budget);
    if (choice.format == "text") {
        return text_lines(result, budget);
    }
    if (choice.format == "table") {
        return table_text(operation, result, choice.table, budget);
    }
    if (result.object() != nullptr && result.object()->empty()) {
        return "";
    }
    if (choice.format == "yaml-stream") {
        return yaml_block(Value(Array{result}), budget);
    }
    // A lone scalar is written as JSON in both formats.
    return choice.format == "json" || result.is_scalar() ? indented_json(result, budget) + "\n"
                                                         : yaml_block(result, budget);
}

}    // namespace hmacsweep::aws
