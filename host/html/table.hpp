// Tables and lists of facts as HTML. Tables have what screen readers and keyboards need: a caption, header cells with a
// scope, and a frame that can be scrolled with keys.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::html {

enum class Align : std::uint8_t { Start, End };

struct Column {
    std::string_view heading;    ///< raw
    Align align = Align::Start;
};

class Table {
public:
    /// `caption` is raw.
    Table(std::string_view caption, std::vector<Column> columns);

    /// Adds a row. Cells are HTML, one for each column. The first cell is the row's header.
    void add(const std::vector<std::string>& cells);
    [[nodiscard]] bool is_empty() const { return num_rows_ == 0; }
    [[nodiscard]] std::string html() const;

private:
    std::string caption_;
    std::vector<Column> columns_;
    std::string rows_;
    std::size_t num_rows_ = 0;
};

/// A term and its description.
struct Fact {
    std::string_view term;    ///< raw
    std::string html;
};
/// A description list.
[[nodiscard]] std::string facts(const std::vector<Fact>& list);

/// HTML that is hidden under a line (raw) until the reader opens it.
[[nodiscard]] std::string folded(std::string_view line, std::string_view html);

}    // namespace hmacsweep::html
