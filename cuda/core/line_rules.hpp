// What tells records apart in a text: how they stand in lines.
#pragma once

#include "cuda/core/table.hpp"

namespace hmacsweep::core {

/// How the records of a text stand in lines.
struct LineRules {
    TableSyntax syntax;    ///< without quotes where it is no table
    bool is_table;
    bool skips_blank;    ///< of what is no table: whether blank lines are no records
};

}    // namespace hmacsweep::core
