// Values as the AWS CLI prints them with `--output table`.
#pragma once

#include "host/aws/output/table.hpp"
#include "host/aws/value.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// A table whose title is `operation`, with a section of its own for all that nests; nothing for a value that is empty,
/// null, false or 0. Throws Failure for what cannot stand in a table, as rows of different lengths.
[[nodiscard]] std::string table_text(std::string_view operation, const Value& value, const TableStyle& style,
                                     Budget& budget);

}    // namespace hmacsweep::aws
