// Values as the AWS CLI prints them with `--output table`.
#pragma once

#include "host/aws/output/table.hpp"
#include "host/aws/value.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// A table with the title `operation` and a section for each nested value; empty for a value that is empty, null, false
/// or 0. Throws Failure for a value that a table cannot show, such as rows of different lengths.
[[nodiscard]] std::string table_text(std::string_view operation, const Value& value, const TableStyle& style,
                                     Budget& budget);

}    // namespace hmacsweep::aws
