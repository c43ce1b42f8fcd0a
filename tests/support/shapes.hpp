// Shapes for tests: places of all fields at once, in the order of Field.
#pragma once

#include "host/format/shape.hpp"

#include <array>
#include <string>

namespace hmacsweep::tests {

using Columns = std::array<std::uint32_t, format::num_fields>;

inline void set_columns(format::Shape& shape, const Columns& columns) {
    for (std::size_t f = 0; f < format::num_fields; ++f) {
        shape.fields[f].column = columns[f];
    }
}

inline Columns columns_of(const format::Shape& shape) {
    Columns columns{};
    for (std::size_t f = 0; f < format::num_fields; ++f) {
        columns[f] = shape.fields[f].column;
    }
    return columns;
}

inline void set_names(format::Shape& shape, const std::array<std::string, format::num_fields>& names) {
    for (std::size_t f = 0; f < format::num_fields; ++f) {
        shape.fields[f].name = names[f];
    }
}

}    // namespace hmacsweep::tests
