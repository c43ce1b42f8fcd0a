#include "host/html/table.hpp"

#include "host/html/text.hpp"

#include <fmt/format.h>

namespace hmacsweep::html {
namespace {

std::string_view class_of(Align align) {
    return align == Align::End ? " class=\"r\"" : "";
}

}    // namespace

Table::Table(std::string_view caption, std::vector<Column> columns) : caption_(caption), columns_(std::move(columns)) {}

void Table::add(const std::vector<std::string>& cells) {
    rows_ += "<tr>";
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const std::string_view align = class_of(columns_[i].align);
        rows_ += i == 0 ? fmt::format("<th scope=\"row\"{}>{}</th>", align, cells.at(i))
                        : fmt::format("<td{}>{}</td>", align, cells.at(i));
    }
    rows_ += "</tr>\n";
    ++num_rows_;
}

std::string Table::html() const {
    std::string header;
    for (const Column& column : columns_) {
        header += fmt::format("<th scope=\"col\"{}>{}</th>", class_of(column.align), text(column.heading));
    }
    return fmt::format(
        "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">\n"
        "<table>\n<caption>{}</caption>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n"
        "</div>\n",
        attribute(caption_), text(caption_), header, rows_);
}

std::string facts(const std::vector<Fact>& list) {
    std::string out = "<dl>\n";
    for (const Fact& fact : list) {
        out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", text(fact.term), fact.html);
    }
    return out + "</dl>\n";
}

std::string folded(std::string_view line, std::string_view html) {
    return fmt::format("<details>\n<summary>{}</summary>\n{}</details>\n", text(line), html);
}

}    // namespace hmacsweep::html
