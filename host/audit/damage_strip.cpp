#include "host/audit/damage_strip.hpp"

#include "host/base/counts_text.hpp"
#include "host/html/text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace hmacsweep::audit {
namespace {

constexpr double width = 960;
constexpr double label_width = 104;
constexpr double lane_height = 18;
constexpr double lane_gap = 5;
constexpr double axis_height = 20;
/// What a single record must have to be seen.
constexpr double least_width = 2;

bool has_class(const Damage& damage, std::size_t record_class) {
    return std::ranges::any_of(damage.counts(),
                               [&](const Damage::Counts& counts) { return counts.at(record_class) != 0; });
}

/// The lane of one class. Strength stands for how much of a stretch is damaged.
std::string lane(const Damage& damage, std::size_t record_class, std::uint64_t num_records, double top) {
    std::string out = fmt::format("<text class=\"label\" x=\"0\" y=\"{:.1f}\">{}</text>", top + 13,
                                  report::class_names.at(record_class));
    out += fmt::format("<rect class=\"track\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
                       label_width, top, width - label_width, lane_height);
    const double per_record = (width - label_width) / static_cast<double>(num_records);
    for (std::size_t i = 0; i < damage.counts().size(); ++i) {
        const std::uint64_t count = damage.counts()[i].at(record_class);
        if (count == 0) {
            continue;
        }
        const std::uint64_t before = i * damage.stretch();
        const std::uint64_t records = std::min(damage.stretch(), num_records - std::min(before, num_records - 1));
        const double share = std::min(1.0, static_cast<double>(count) / static_cast<double>(records));
        const double drawn = std::max(least_width, static_cast<double>(records) * per_record);
        const double x = std::min(label_width + (static_cast<double>(before) * per_record), width - drawn);
        out += fmt::format(
            "<rect class=\"c-{}\" x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.1f}\" "
            "fill-opacity=\"{:.2f}\"/>",
            report::class_names.at(record_class), x, top, drawn, lane_height, 0.45 + (0.55 * share));
    }
    return out + "\n";
}

}    // namespace

std::string damage_strip(const Damage& damage, std::uint64_t num_records, const std::string& label) {
    // What is damaged is there, whatever a stored summary says.
    const std::uint64_t damaged = damage.counts().empty() ? 0 : ((damage.counts().size() - 1) * damage.stretch()) + 1;
    const std::uint64_t records = std::max({num_records, damaged, std::uint64_t{1}});
    std::string lanes;
    double top = 0;
    for (std::size_t c = 0; c < report::class_names.size(); ++c) {
        if (has_class(damage, c)) {
            lanes += lane(damage, c, records, top);
            top += lane_height + lane_gap;
        }
    }
    const std::string axis = fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\">record 1</text>"
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">record {}</text>\n",
        label_width, top + 11, width, top + 11, grouped(records));
    return fmt::format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">\n{}{}</svg>\n", width,
                       top + axis_height, html::attribute(label), lanes, axis);
}

}    // namespace hmacsweep::audit
