#include "host/aws/output/table.hpp"

#include "host/aws/failure.hpp"
#include "host/aws/unicode.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace hmacsweep::aws {
namespace {

constexpr std::size_t cell_padding = 4;

std::string spaces(std::ptrdiff_t count) {
    std::string blanks;
    blanks.resize(static_cast<std::size_t>(std::max<std::ptrdiff_t>(count, 0)), ' ');
    return blanks;
}

std::size_t natural_width(const TableSection& section) {
    std::size_t total = 2 + 2 * section.indent_level;
    for (const std::size_t width : section.widths) {
        total += width + cell_padding;
    }
    // A section without a title is as wide as one called None, as it is for the AWS CLI.
    return std::max(table_width(section.title.value_or("None")) + 2 + 2 * section.indent_level, total);
}

std::size_t widest(const std::vector<TableSection>& sections) {
    std::size_t width = 0;
    for (const TableSection& section : sections) {
        width = std::max(width, natural_width(section));
    }
    return width;
}

/// The widths of the columns, scaled so that they fill the table, and the rest given or taken one by one.
std::vector<std::ptrdiff_t> scaled_widths(const TableSection& section, std::ptrdiff_t table_columns) {
    std::vector<std::ptrdiff_t> widths;
    widths.reserve(section.widths.size());
    for (const std::size_t width : section.widths) {
        widths.push_back(static_cast<std::ptrdiff_t>(width + cell_padding));
    }
    if (widths.empty()) {
        return widths;
    }
    const auto sum = [&] { return std::accumulate(widths.begin(), widths.end(), std::ptrdiff_t{0}); };
    const double factor = static_cast<double>(table_columns) / static_cast<double>(sum());
    for (std::ptrdiff_t& width : widths) {
        width = static_cast<std::ptrdiff_t>(std::nearbyint(factor * static_cast<double>(width)));
    }
    std::ptrdiff_t surplus = sum() - table_columns;
    while (surplus > 0) {
        for (std::size_t i = 0; i < widths.size() && surplus > 0; ++i, --surplus) {
            --widths[i];
        }
    }
    while (surplus < 0) {
        for (std::size_t i = widths.size(); i > 0 && surplus < 0; --i, ++surplus) {
            ++widths[i - 1];
        }
    }
    return widths;
}

/// Sections of one row become two columns, names beside values.
void turn_upright(TableSection& section) {
    if (section.rows.size() != 1 || section.headers.empty()) {
        return;
    }
    TableSection upright;
    upright.title = section.title;
    upright.indent_level = section.indent_level;
    for (std::size_t i = 0; i < section.headers.size(); ++i) {
        upright.add_row({section.headers[i], section.rows[0].at(i)});
    }
    section = std::move(upright);
}

class Drawing {
public:
    explicit Drawing(const TableStyle& style) : style_(style) {}

    void write(std::string_view text) {
        out_ += text;
        out_ += style_.has_color ? reset : "";
    }

    void draw(const TableSection& section, std::size_t width) {
        level_ = section.indent_level;
        const std::ptrdiff_t columns =
            static_cast<std::ptrdiff_t>(width) - 2 * static_cast<std::ptrdiff_t>(section.indent_level);
        if (const std::string title = section.title.value_or(""); !title.empty()) {
            draw_line(centered(title, columns, "|"));
            if (section.headers.empty() && section.rows.empty()) {
                draw_line(fmt::format("+{}+", std::string(static_cast<std::size_t>(columns - 2), '-')));
            }
        }
        const std::vector<std::ptrdiff_t> widths = scaled_widths(section, columns);
        if (!section.headers.empty()) {
            draw_rule(widths);
            draw_headers(section.headers, widths);
        }
        if (!section.rows.empty() && !widths.empty()) {
            draw_rule(widths);
            for (const std::vector<std::string>& row : section.rows) {
                draw_row(row, widths);
            }
            draw_rule(widths);
        }
    }

    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    /// Colours as the AWS CLI takes them from colorama, which also ends every piece of text with a reset.
    static constexpr std::string_view reset = "\x1b[0m";
    static constexpr std::string_view cell_color = "\x1b[1m\x1b[34m";
    static constexpr std::string_view edge_color = "\x1b[2m\x1b[33m";

    [[nodiscard]] std::string colored(std::string_view text, std::string_view color) const {
        return style_.has_color ? fmt::format("{}{}{}", color, text, reset) : std::string(text);
    }

    /// A line of a section, between the edges of those that it stands in.
    void draw_line(const std::string& line) {
        std::string edges;
        for (std::size_t i = 0; i < level_; ++i) {
            edges += colored("|", edge_color);
        }
        for (const std::string& part : {edges, line, edges, std::string("\n")}) {
            write(part);
        }
    }

    static std::string centered(std::string_view text, std::ptrdiff_t columns, std::string_view left_edge) {
        const auto width = static_cast<std::ptrdiff_t>(table_width(text));
        const std::ptrdiff_t before = columns / 2 - width / 2 - 1;
        const std::ptrdiff_t after = columns - 1 - (static_cast<std::ptrdiff_t>(left_edge.size()) + before + width);
        return fmt::format("{}{}{}{}|", left_edge, spaces(before), text, spaces(after));
    }

    void draw_rule(const std::vector<std::ptrdiff_t>& widths) {
        std::string rule = "+";
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const std::ptrdiff_t dashes = widths[i] - (i == 0 ? 2 : 1);
            rule += std::string(static_cast<std::size_t>(std::max<std::ptrdiff_t>(dashes, 0)), '-') + "+";
        }
        draw_line(rule);
    }

    void draw_headers(const std::vector<std::string>& headers, const std::vector<std::ptrdiff_t>& widths) {
        std::string line;
        for (std::size_t i = 0; i < std::min(headers.size(), widths.size()); ++i) {
            line += centered(headers[i], widths[i], i == 0 ? "|" : "");
        }
        draw_line(line);
    }

    void draw_row(const std::vector<std::string>& row, const std::vector<std::ptrdiff_t>& widths) {
        std::string line;
        for (std::size_t i = 0; i < std::min(row.size(), widths.size()); ++i) {
            const std::ptrdiff_t edge = i == 0 ? 1 : 0;
            const auto width = static_cast<std::ptrdiff_t>(table_width(row[i]));
            const std::ptrdiff_t padding = widths[i] >= width + 2 + edge + 1 ? 2 : 0;
            line += fmt::format("{}{}{}{}|", i == 0 ? "|" : "", spaces(padding), colored(row[i], cell_color),
                                spaces(widths[i] - edge - padding - width - 1));
        }
        draw_line(line);
    }

    const TableStyle& style_;
    std::size_t level_ = 0;
    std::string out_;
};

}    // namespace

void TableSection::set_headers(std::vector<std::string> names) {
    widen(names);
    num_columns_ = num_columns_.value_or(names.size());
    headers = std::move(names);
}

void TableSection::add_row(std::vector<std::string> cells) {
    num_columns_ = num_columns_.value_or(cells.size());
    if (cells.size() != *num_columns_) {
        throw Failure(general_error,
                      fmt::format("Row should have {} elements, instead it has {}", *num_columns_, cells.size()));
    }
    widen(cells);
    rows.push_back(std::move(cells));
}

void TableSection::widen(const std::vector<std::string>& cells) {
    if (widths.empty()) {
        widths.resize(cells.size(), 0);
    }
    if (cells.size() > widths.size()) {
        throw Failure(general_error, "list index out of range");
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
        widths[i] = std::max(widths[i], table_width(cells[i]));
    }
}

std::string draw_table(std::vector<TableSection> sections, const TableStyle& style, Budget& budget) {
    std::size_t width = widest(sections);
    if (width > style.columns) {
        std::ranges::for_each(sections, turn_upright);
        width = widest(sections);
    }
    Drawing drawing(style);
    drawing.write(std::string(width, '-') + "\n");
    for (const TableSection& section : sections) {
        budget.take(width * (section.rows.size() + 1));
        drawing.draw(section, width);
    }
    return drawing.take();
}

}    // namespace hmacsweep::aws
