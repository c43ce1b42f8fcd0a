#include "host/format/mac_template.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::format {
namespace {

/// Reads `{Mac:STEP...}`; no other part has steps. The last step may be the encoding.
std::optional<Error> set_steps(MacItem& item, const PatternField& part, std::string_view text) {
    if (part.steps.empty()) {
        return std::nullopt;
    }
    if (part.name != mac_part) {
        return error_at(text, part.steps[0].at, "has a step behind another part; --mac decodes the MAC alone");
    }
    Result<std::vector<Step>> steps = make_steps(part.steps, text);
    if (!steps) {
        return steps.error();
    }
    if (steps->back().kind == StepKind::Decode) {
        item.encoding = steps->back().encoding;
        steps->pop_back();
    } else if (makes_bytes(*steps)) {
        item.encoding = Encoding::Text;
    }
    item.steps = std::move(*steps);
    return std::nullopt;
}

Result<MacItem> make_item(std::string_view text, std::vector<std::string>& names) {
    const Result<Pattern> pattern = parse_pattern(text);
    if (!pattern) {
        return pattern.error();
    }
    Result<LineTemplate> line = make_line_template(*pattern, mac_part);
    if (!line) {
        return line.error();
    }
    MacItem item;
    item.line = std::move(*line);
    for (std::uint32_t i = 0; i < pattern->fields.size(); ++i) {
        const PatternField& part = pattern->fields[i];
        if (std::optional<Error> error = set_steps(item, part, pattern->text)) {
            return *error;
        }
        item.parts.push_back(no_part);
        if (part.name == mac_part) {
            item.mac = i;
        } else if (part.name == key_version_part) {
            item.key_version = i;
        } else if (!part.name.empty()) {
            if (std::ranges::find(names, part.name) != names.end()) {
                return Error{fmt::format("has the part {{{}}} twice", printable(part.name))};
            }
            item.parts.back() = static_cast<std::uint32_t>(names.size());
            names.push_back(part.name);
        }
    }
    return item;
}

}    // namespace

Result<MacTemplate> parse_mac_template(std::string_view text, std::string_view separator) {
    MacTemplate mac;
    mac.separator = separator;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = separator.empty() ? text.size() : std::min(text.find(separator, begin), text.size());
        Result<MacItem> item = make_item(text.substr(begin, end - begin), mac.names);
        if (!item) {
            return item.error();
        }
        if (item->key_version != no_part && !separator.empty()) {
            return Error{"has {KeyVersion} in a list, whose MACs are all one key's"};
        }
        mac.items.push_back(std::move(*item));
        begin = end + std::max<std::size_t>(separator.size(), 1);
    }
    if (std::ranges::all_of(mac.items, [](const MacItem& item) { return item.mac == no_part; })) {
        return Error{"has no {Mac}"};
    }
    return mac;
}

}    // namespace hmacsweep::format
