#include "host/cli/options/wanted_records.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <simdjson.h>

namespace hmacsweep::cli {
namespace {

namespace ondemand = simdjson::ondemand;

// On demand, since an Id that no 64 bits hold is none of our business here.
Result<WantedRecord> parse_line(ondemand::parser& parser, std::string_view line, const std::string& input) {
    const simdjson::padded_string padded(line);
    ondemand::document document;
    ondemand::object object;
    WantedRecord wanted;
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS ||
        document.get_object().get(object) != simdjson::SUCCESS ||
        object["Record"].get_uint64().get(wanted.record) != simdjson::SUCCESS || wanted.record == 0) {
        return Error{"is no result line of hmacsweep: it has no Record"};
    }
    std::uint64_t offset = 0;
    if (object["Offset"].get_uint64().get(offset) == simdjson::SUCCESS) {
        wanted.offset = offset;
    }
    std::string_view source;
    if (!input.empty()) {
        wanted.source = input;
    } else if (object["Source"].get_string().get(source) == simdjson::SUCCESS) {
        wanted.source = source;
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
    ondemand::parser parser;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
            continue;
        }
        Result<WantedRecord> record = parse_line(parser, line, input);
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
