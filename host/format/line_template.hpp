// A line template: the parts of a text line and the literals between them, as data.
#pragma once

#include "cuda/core/line_template.hpp"
#include "host/format/pattern.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::format {

struct LineTemplate {
    std::string literals;               ///< one behind another
    std::vector<std::uint32_t> ends;    ///< of each
    std::vector<std::string> names;     ///< of each part; empty for one that is passed over
    std::uint32_t rest = 0;             ///< the part that takes what the others leave

    /// Whether there is none, so that all of a line is the message.
    [[nodiscard]] bool is_empty() const { return names.empty(); }
    [[nodiscard]] std::string_view literal(std::uint32_t i) const {
        const std::uint32_t begin = i == 0 ? 0 : ends[i - 1];
        return std::string_view(literals).substr(begin, ends[i] - begin);
    }
    [[nodiscard]] core::LineTemplateView view() const {
        return {reinterpret_cast<const std::uint8_t*>(literals.data()), ends.data(),
                static_cast<std::uint32_t>(names.size()), rest};
    }
};

/// The template of a pattern. The part that takes the rest is the one marked with `...`, else that of the message, else
/// the first. Errors continue a sentence that the option's name begins.
[[nodiscard]] Result<LineTemplate> make_line_template(const Pattern& pattern, std::string_view message_name);

}    // namespace hmacsweep::format
