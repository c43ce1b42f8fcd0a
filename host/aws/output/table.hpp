// Tables drawn with lines of `-`, `|` and `+`, as the AWS CLI draws them.
#pragma once

#include "host/aws/value.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::aws {

/// How a table is drawn.
struct TableStyle {
    std::size_t columns = 80;    ///< of the terminal; a wider table turns sections of one row upright
    bool has_color = false;
};

/// A part of a table with a title, columns and rows of its own.
struct TableSection {
    std::optional<std::string> title;
    std::size_t indent_level = 0;
    std::vector<std::string> headers;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> widths;    ///< of the columns' widest cells

    void set_headers(std::vector<std::string> names);
    /// Throws Failure for a row of another number of cells than there are columns.
    void add_row(std::vector<std::string> cells);

private:
    void widen(const std::vector<std::string>& cells);

    std::optional<std::size_t> num_columns_;    ///< by the first headers or the first row
};

/// The table of these sections, of which there is at least one.
[[nodiscard]] std::string draw_table(std::vector<TableSection> sections, const TableStyle& style, Budget& budget);

}    // namespace hmacsweep::aws
