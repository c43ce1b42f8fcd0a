// How lines become records: the rules by which a text is cut.
#pragma once

#include "cuda/core/table.hpp"

namespace hmacsweep::core {

/// The rules for one text.
struct LineRules {
    TableSyntax syntax;    ///< without quotes where the text is not a table
    bool is_table;
    bool skips_blank;    ///< whether blank lines of a text that is not a table are not records
};

}    // namespace hmacsweep::core
