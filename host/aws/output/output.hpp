// A response as `--output` and `--query` want it.
#pragma once

#include "host/aws/output/table.hpp"
#include "host/aws/value.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::aws {

namespace jmespath {
class Expression;
}

/// How a response is to be printed.
struct OutputChoice {
    std::string format = "json";    ///< json, text, table, yaml or yaml-stream
    const jmespath::Expression* query = nullptr;
    TableStyle table{};
};

/// What goes to standard output for the response of an operation (`GenerateMac`). Throws Failure for a query that does
/// not fit the response, and for a format that there is not.
[[nodiscard]] std::string printed_response(std::string_view operation, const Value& response,
                                           const OutputChoice& choice);

}    // namespace hmacsweep::aws
