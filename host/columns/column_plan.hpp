// What a caller says of a table's columns, and the shape of records that follows from it.
#pragma once

#include "host/base/algorithm_names.hpp"
#include "host/base/encoding.hpp"
#include "host/columns/table_stream.hpp"
#include "host/format/shape.hpp"
#include "host/rules/run_options.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::columns {

/// The names of the columns that have a record's fields, and what holds for all rows. An empty name: no column has the
/// field.
struct ColumnRequest {
    std::string message = "message";    ///< a column, or a recipe of columns: `orders|{id}|{payload}`
    std::string mac = "mac";            ///< not for generate
    std::string key_id{};
    std::string algorithm{};
    std::string id{};                                ///< of the row, for results
    std::string default_key_id{};                    ///< for rows that name no key
    format::CandidateNames candidates{};             ///< verify: in place of default_key_id
    std::optional<Algorithm> default_algorithm{};    ///< for rows that name no algorithm
    Encoding message_encoding = Encoding::Text;      ///< Text: the value is the message itself
    Encoding mac_encoding = Encoding::Text;          ///< Text: the value is the MAC itself
    bool wants_sum = false;    ///< whether the report has the sum over the rows (judge/record_sum.hpp)
};

/// How the rows are read.
struct ColumnPlan {
    format::Shape shape;                  ///< of rows of COPY's binary form with the chosen columns as fields
    std::vector<std::int64_t> columns;    ///< the chosen columns of the table, each once
    std::optional<std::uint32_t> id{};    ///< index in `columns` of the Id
};

/// Finds the columns of the request in a table, and makes the shape of its rows. To generate, no column for MACs is
/// needed. Errors: a column that is not there or there twice, or whose type cannot be read as its field; a recipe that
/// columns cannot make. An error's text is a whole clause.
[[nodiscard]] Result<ColumnPlan> plan_columns(const ColumnRequest& request, rules::Operation operation,
                                              const TableStream& table);

}    // namespace hmacsweep::columns
