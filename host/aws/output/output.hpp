// Responses as text, for `--output` and `--query`.
#pragma once

#include "host/aws/output/table.hpp"
#include "host/aws/value.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::aws {

namespace jmespath {
class Expression;
}

/// How a response is printed.
struct OutputChoice {
    std::string format = "json";                    ///< json, text, table, yaml or yaml-stream
    const jmespath::Expression* query = nullptr;    ///< null without --query
    TableStyle table{};
};

/// The text for standard output; `operation` is the name in tables (`GenerateMac`). Throws Failure when the query does
/// not fit the response, when the format is unknown or cannot show the result, and when the result is too large.
[[nodiscard]] std::string printed_response(std::string_view operation, const Value& response,
                                           const OutputChoice& choice);

}    // namespace hmacsweep::aws
