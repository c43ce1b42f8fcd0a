#include "host/diagnosis/job/readings.hpp"

#include "host/base/json_tokens.hpp"
#include "host/diagnosis/job/record_arrays.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hmacsweep::diagnosis {
namespace {

constexpr std::array delimiters{',', '\t', ';', '|', '~', '^'};

/// How many delimiters a line has, outside of quotes.
std::size_t count_cells(std::string_view line, char delimiter) {
    std::size_t count = 1;
    bool is_quoted = false;
    for (const char c : line) {
        is_quoted = is_quoted != (c == '"');
        count += !is_quoted && c == delimiter ? 1 : 0;
    }
    return count;
}

/// Whether the lines are rows with as many cells.
bool is_table(std::span<const std::string> lines, char delimiter) {
    if (lines.size() < 2) {
        return false;
    }
    const std::size_t cells = count_cells(lines.front(), delimiter);
    const auto same =
        std::ranges::count_if(lines, [&](const std::string& line) { return count_cells(line, delimiter) == cells; });
    return cells > 1 && 2 * static_cast<std::size_t>(same) > lines.size();
}

/// Whether a line is a query, or a URL with one: pairs with `&` between them, and no blank.
bool is_query(std::string_view line) {
    const std::size_t question = line.find('?');
    std::string_view query = question == std::string_view::npos ? line : line.substr(question + 1);
    std::size_t num_pairs = 0;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        if (query.substr(0, end).find('=') == std::string_view::npos) {
            return false;
        }
        ++num_pairs;
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return num_pairs > 1 && line.find_first_of(" \t") == std::string_view::npos;
}

/// Whether a table's first line has a MAC, or a number as a cell, so that it is a row.
bool is_row(std::string_view line, char delimiter, MacLengths lengths) {
    while (true) {
        const std::size_t end = std::min(line.find(delimiter), line.size());
        std::string_view cell = line.substr(0, end);
        if (cell.size() > 1 && cell.starts_with('"') && cell.ends_with('"')) {
            cell = cell.substr(1, cell.size() - 2);
        }
        const bool is_number = !cell.empty() && cell.find_first_not_of("0123456789.-") == std::string_view::npos &&
                               cell.find_first_of("0123456789") != std::string_view::npos;
        const bool has_digit = cell.find_first_of("0123456789") != std::string_view::npos;
        if (is_number || (has_digit && cell.size() >= 20 && !macs_in(cell, lengths).empty())) {
            return true;
        }
        if (end == line.size()) {
            return false;
        }
        line.remove_prefix(end + 1);
    }
}

class ReadingFinder {
public:
    ReadingFinder(std::span<const std::string> lines, const Settings& given, MacLengths lengths)
        : lines_(lines), given_(given), lengths_(lengths) {}

    std::vector<Settings> operator()() {
        if (lines_.empty()) {
            return {};
        }
        const std::string_view first = trim_blanks(lines_.front());
        const std::string_view format = value_of(given_, "--input-format");
        if (format == "json" || format == "jsonl") {
            json(first);
            return readings_;
        }
        if (!format.empty() || has("--delimiter") || has("--no-header")) {
            given_tables();
            add({});
            return readings_;
        }
        if (has("--line")) {
            add_given_line();
        }
        if (first.starts_with('{') || first.starts_with('[')) {
            json(first);
            return readings_;
        }
        if (!has("--line") && 2 * std::ranges::count_if(lines_, is_query) > std::ssize(lines_)) {
            add_line("{Message}");    // which has the MAC in it, in any place
        }
        for (const char delimiter : delimiters) {
            if (!has("--line") && is_table(lines_, delimiter)) {
                tables(delimiter);
            }
        }
        for (const std::string& line : line_templates(lines_, lengths_)) {
            add_line(line);
        }
        if (readings_.empty()) {
            add({});
        }
        return readings_;
    }

private:
    [[nodiscard]] bool has(std::string_view name) const {
        return std::ranges::find(given_, name, &Setting::name) != given_.end();
    }

    void add(const Settings& more) {
        Settings reading = given_;
        for (const Setting& setting : more) {
            if (!has(setting.name)) {
                reading.push_back(setting);
            }
        }
        if (std::ranges::find(readings_, reading) == readings_.end()) {
            readings_.push_back(std::move(reading));
        }
    }

    void add_line(std::string line) {
        Settings reading = given_;
        std::erase_if(reading, [](const Setting& setting) { return setting.name == "--line"; });
        reading.push_back({"--line", std::move(line)});
        readings_.push_back(std::move(reading));
    }

    /// The template that was given, without the encodings that it has.
    void add_given_line() {
        std::string line(value_of(given_, "--line"));
        for (const std::string_view part : {"{Message:", "{Mac:"}) {
            const std::size_t begin = line.find(part);
            const std::size_t end = begin == std::string::npos ? begin : line.find('}', begin);
            if (end != std::string::npos) {
                line.erase(begin + part.size() - 1, end - begin - part.size() + 1);
            }
        }
        add_line(std::move(line));
    }

    /// Records that are elements of an array come first: else one element of it may be taken for all of a record.
    void json(std::string_view first) {
        const bool is_lines = first.starts_with('{') && first.ends_with('}') && lines_.size() > 1;
        const std::string text = fmt::format("{}", fmt::join(lines_, "\n"));
        for (const std::string& array : has("--records") ? std::vector<std::string>() : record_arrays(text, lengths_)) {
            add({{"--input-format", is_lines ? "jsonl" : "json"}, {"--records", array}});
        }
        add({{"--input-format", is_lines ? "jsonl" : "json"}});
        if (!is_lines && first.ends_with('}')) {
            add({{"--input-format", "jsonl"}});
        }
    }

    /// The readings of a table whose format, delimiter or missing header line is given.
    void given_tables() {
        const std::string_view format = value_of(given_, "--input-format");
        if (has("--delimiter")) {
            tables(',');    // which is not the one that is used
        } else if (!format.empty() && format != "csv") {
            tables('\t');
        } else {
            for (const char delimiter : delimiters) {
                if (is_table(lines_, delimiter)) {
                    tables(delimiter);
                }
            }
        }
    }

    void tables(char delimiter) {
        Settings format{{"--input-format", delimiter == '\t' ? "tsv" : "csv"}};
        if (delimiter != '\t' && delimiter != ',') {
            format.push_back({"--delimiter", std::string(1, delimiter)});
        }
        const std::string_view given = value_of(given_, "--delimiter");
        char real = delimiter;
        if (!given.empty()) {
            real = given == "\\t" ? '\t' : given.front();
        }
        Settings bare = format;
        bare.push_back({"--no-header", ""});
        const bool is_bare = is_row(lines_.front(), real, lengths_);
        add(is_bare ? bare : format);
        if (delimiter == '\t' && lines_.front().find('"') != std::string::npos) {
            add({{"--input-format", "csv"}, {"--delimiter", "\\t"}});
        }
        if (!is_bare && !has("--no-header")) {
            add(bare);
        }
        if (delimiter == '\t' && is_bare) {
            add({{"--input-format", "pgcopy"}, {"--no-header", ""}});
        }
    }

    std::span<const std::string> lines_;
    const Settings& given_;
    MacLengths lengths_;
    std::vector<Settings> readings_;
};

}    // namespace

std::vector<Settings> readings_of(std::span<const std::string> lines, const Settings& given, MacLengths lengths) {
    return ReadingFinder(lines, given, lengths)();
}

}    // namespace hmacsweep::diagnosis
