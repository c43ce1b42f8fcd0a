#include "host/cli/options/wanted_records.hpp"

#include "host/report/stored_line.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

Result<WantedRecord> parse_line(report::StoredLine& parsed, std::string_view line, const std::string& input) {
    WantedRecord wanted;
    if (!parsed.parse(line) || parsed.number("Record").value_or(0) == 0) {
        return Error{"is no result line of hmacsweep: it has no Record"};
    }
    wanted.record = *parsed.number("Record");
    wanted.offset = parsed.number("Offset");
    const std::optional<std::string_view> source = parsed.text("Source");
    if (!input.empty()) {
        wanted.source = input;
    } else if (source) {
        wanted.source = *source;
    } else {
        return Error{"has no Source, since there was only one input: name that (hmacsweep show INPUT)"};
    }
    if (wanted.source == "-") {
        return Error{"is about standard input, which cannot be read again: name a file (hmacsweep show INPUT)"};
    }
    return wanted;
}

}    // namespace

Result<std::vector<WantedRecord>> parse_result_lines(std::string_view text, const std::string& input) {
    std::vector<WantedRecord> wanted;
    report::StoredLine parsed;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
            continue;
        }
        Result<WantedRecord> record = parse_line(parsed, line, input);
        if (!record) {
            return Error{fmt::format("standard input, line {}: {}", number, record.error().message)};
        }
        wanted.push_back(std::move(*record));
    }
    if (wanted.empty()) {
        return Error{"which record? Give --record N, or result lines of verify on standard input"};
    }
    return wanted;
}

}    // namespace hmacsweep::cli
