#include "host/format/line_template.hpp"

#include "host/base/encoding.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::format {

Result<LineTemplate> make_line_template(const Pattern& pattern, std::string_view message_name) {
    if (pattern.fields.empty()) {
        return Error{"has no part in braces, as {Message}"};
    }
    LineTemplate line;
    bool is_rest_given = false;
    for (std::size_t i = 0; i < pattern.literals.size(); ++i) {
        if (pattern.literals[i].empty() && i != 0 && i != pattern.fields.size()) {
            return Error{"has two parts with nothing between them that tells where one ends"};
        }
        if (pattern.literals[i].find('\n') != std::string::npos) {
            return Error{"has a line feed in it, which no line has"};
        }
        line.literals += pattern.literals[i];
        line.ends.push_back(static_cast<std::uint32_t>(line.literals.size()));
    }
    for (const PatternField& field : pattern.fields) {
        if (!field.name.empty() && std::ranges::find(line.names, field.name) != line.names.end()) {
            return Error{fmt::format("has the part {{{}}} twice", printable(field.name))};
        }
        if (field.null) {
            return Error{"has a part with a ?: a part of a line is never NULL"};
        }
        if (field.takes_rest && is_rest_given) {
            return Error{"has two parts that take the rest (...)"};
        }
        if (field.takes_rest || (field.name == message_name && !is_rest_given)) {
            line.rest = static_cast<std::uint32_t>(line.names.size());
            is_rest_given = is_rest_given || field.takes_rest;
        }
        line.names.push_back(field.name);
    }
    return line;
}

}    // namespace hmacsweep::format
