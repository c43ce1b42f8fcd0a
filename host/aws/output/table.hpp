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
    std::size_t columns = 80;    ///< of the terminal; in a wider table, sections with one row are drawn as two columns
    bool has_color = false;
};

/// A part of a table with its own title, columns and rows.
struct TableSection {
    std::optional<std::string> title;
    std::size_t indent_level = 0;
    std::vector<std::string> headers;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> widths;    ///< the width of the widest cell in each column

    /// Sets the names of the columns.
    void set_headers(std::vector<std::string> names);
    /// Throws Failure unless the row has as many cells as the headers or the first row.
    void add_row(std::vector<std::string> cells);

private:
    void widen(const std::vector<std::string>& cells);

    std::optional<std::size_t> num_columns_;    ///< set by the headers or the first row
};

/// The table as text. There must be at least one section. Throws Failure when the budget is used up.
[[nodiscard]] std::string draw_table(std::vector<TableSection> sections, const TableStyle& style, Budget& budget);

}    // namespace hmacsweep::aws
