// Tables and lists of facts, as people and screen readers want them: captions, header cells with their scope, and a
// frame that a keyboard can scroll.
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
    /// `caption` is raw. The first cell of each row heads it.
    Table(std::string_view caption, std::vector<Column> columns);

    /// Cells are HTML, as many as there are columns.
    void add(const std::vector<std::string>& cells);
    [[nodiscard]] bool is_empty() const { return num_rows_ == 0; }
    [[nodiscard]] std::string html() const;

private:
    std::string caption_;
    std::vector<Column> columns_;
    std::string rows_;
    std::size_t num_rows_ = 0;
};

/// A term (raw) and what is to be said of it (HTML).
struct Fact {
    std::string_view term;
    std::string html;
};
[[nodiscard]] std::string facts(const std::vector<Fact>& list);

/// HTML that is folded up under a line (raw) until it is asked for.
[[nodiscard]] std::string folded(std::string_view line, std::string_view html);

}    // namespace hmacsweep::html
