// A line template, as data: the parts of a text line and the literals before, between and behind them.
#pragma once

#include "cuda/core/line_template.hpp"
#include "host/format/pattern.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::format {

/// A parsed template.
struct LineTemplate {
    std::string literals;               ///< all, concatenated
    std::vector<std::uint32_t> ends;    ///< the end of each literal, as an offset in `literals`; one more than parts
    std::vector<std::string> names;     ///< of each part; empty: the part is ignored
    std::uint32_t rest = 0;             ///< index of the part that gets what the others leave

    /// Whether there is no template. Then the whole line is the message.
    [[nodiscard]] bool is_empty() const { return names.empty(); }
    /// The literal before part `i`; for `i` = number of parts, the literal behind the last part. May be empty.
    [[nodiscard]] std::string_view literal(std::uint32_t i) const {
        const std::uint32_t begin = i == 0 ? 0 : ends[i - 1];
        return std::string_view(literals).substr(begin, ends[i] - begin);
    }
    /// A view that is valid while this object is unchanged.
    [[nodiscard]] core::LineTemplateView view() const {
        return {reinterpret_cast<const std::uint8_t*>(literals.data()), ends.data(),
                static_cast<std::uint32_t>(names.size()), rest};
    }

    bool operator==(const LineTemplate&) const = default;
};

/// The template of a pattern. The part that gets the rest is the one marked with `...`, else the one named
/// `message_name`, else the first. An error's text follows the option's name in a sentence.
[[nodiscard]] Result<LineTemplate> make_line_template(const Pattern& pattern, std::string_view message_name);

}    // namespace hmacsweep::format
