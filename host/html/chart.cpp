#include "host/html/chart.hpp"

#include "host/html/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include <fmt/format.h>

namespace hmacsweep::html {
namespace {

constexpr double width = 960;
constexpr std::size_t num_colors = 8;

/// `1 k`, `250`, `0.5`
std::string short_number(double value) {
    if (value >= 1e9) {
        return fmt::format("{:g} G", value / 1e9);
    }
    if (value >= 1e6) {
        return fmt::format("{:g} M", value / 1e6);
    }
    return value >= 1e4 ? fmt::format("{:g} k", value / 1e3) : fmt::format("{:g}", value);
}

/// A logarithmic axis from `begin` to `end` on the page.
struct Axis {
    double low = 1;
    double high = 10;
    double begin = 0;
    double end = 1;

    [[nodiscard]] double at(double value) const {
        return begin + ((end - begin) * std::log(value / low) / std::log(high / low));
    }
};

/// 1, 2 and 5 times the powers of ten around a range; only those powers where it is wide.
std::vector<double> ticks_around(double low, double high) {
    const bool is_wide = high / low > 2000;
    std::vector<double> ticks;
    const auto last_power = static_cast<int>(std::floor(std::log10(high))) + 1;
    for (int power = static_cast<int>(std::floor(std::log10(low))); power <= last_power; ++power) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            if (factor == 1 || !is_wide) {
                ticks.push_back(factor * std::pow(10, power));
            }
        }
    }
    const auto first = std::ranges::upper_bound(ticks, low * (1 + 1e-9));
    const auto last = std::ranges::lower_bound(ticks, high * (1 - 1e-9));
    return {first == ticks.begin() ? first : first - 1, last == ticks.end() ? last : last + 1};
}

std::string dashes_of(std::size_t index) {
    constexpr std::array<std::string_view, 4> dashes{"", "7 4", "2 4", "9 3 2 3"};
    const std::string_view pattern = dashes.at(index % dashes.size());
    return pattern.empty() ? std::string() : fmt::format(" stroke-dasharray=\"{}\"", pattern);
}

/// Where the names of lines go, so that none lies on another: their wanted heights, moved apart.
std::vector<double> spread(std::vector<double> wanted, double least, double low, double high) {
    std::vector<std::size_t> order(wanted.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return wanted[i]; });
    double next = low;
    for (const std::size_t i : order) {
        wanted[i] = std::max(wanted[i], next);
        next = wanted[i] + least;
    }
    next = high;
    for (std::size_t k = order.size(); k-- > 0;) {
        double& height = wanted[order[k]];
        height = std::min(height, next);
        next = height - least;
    }
    return wanted;
}

/// A chart of lines while it is drawn.
class LineDrawing {
public:
    explicit LineDrawing(const LineChart& chart) : chart_(chart) {
        double low_x = std::numeric_limits<double>::max();
        double low_y = low_x;
        double high_x = 0;
        double high_y = 0;
        for (const Line& line : chart.lines) {
            for (const auto& [x, y] : line.points) {
                xs_.insert(x);
                low_x = std::min(low_x, x);
                high_x = std::max(high_x, x);
                low_y = std::min(low_y, y);
                high_y = std::max(high_y, y);
            }
        }
        if (xs_.empty()) {
            return;
        }
        if (chart.level > 0) {
            low_y = std::min(low_y, chart.level);
            high_y = std::max(high_y, chart.level);
        }
        ys_ = ticks_around(low_y * 0.95, high_y * 1.05);
        x_ = {low_x == high_x ? low_x / 2 : low_x, low_x == high_x ? high_x * 2 : high_x, left, width - right};
        y_ = {ys_.front(), ys_.back(), height - bottom, top};
    }

    std::string draw() {
        if (xs_.empty()) {
            return {};
        }
        return fmt::format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">\n{}{}{}{}</svg>\n",
                           width, height, attribute(chart_.label), grid(), level(), lines(), names());
    }

private:
    static constexpr double height = 430;
    static constexpr double left = 64;
    static constexpr double right = 190;
    static constexpr double top = 34;
    static constexpr double bottom = 52;

    [[nodiscard]] std::string grid() const {
        std::string out = fmt::format("<text class=\"label\" x=\"0\" y=\"14\">{}</text>", text(chart_.y_title));
        out += fmt::format("<text class=\"label\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n",
                           (x_.begin + x_.end) / 2, height - 8, text(chart_.x_title));
        for (const double y : ys_) {
            out += fmt::format(
                "<path class=\"grid\" d=\"M{:.1f} {:.1f}H{:.1f}\"/><text x=\"{:.1f}\" y=\"{:.1f}\" "
                "text-anchor=\"end\">{}</text>\n",
                x_.begin, y_.at(y), x_.end, x_.begin - 8, y_.at(y) + 4, short_number(y));
        }
        double last = -1000;
        for (const double x : xs_) {
            out += fmt::format("<path class=\"grid\" d=\"M{:.1f} {:.1f}V{:.1f}\"/>", x_.at(x), y_.begin, y_.end);
            if (x_.at(x) - last >= 46) {
                out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", x_.at(x),
                                   y_.begin + 18, short_number(x));
                last = x_.at(x);
            }
        }
        return out + fmt::format("<path class=\"axis\" d=\"M{0:.1f} {1:.1f}V{2:.1f}H{3:.1f}\"/>\n", x_.begin, y_.end,
                                 y_.begin, x_.end);
    }

    [[nodiscard]] std::string level() const {
        if (chart_.level <= 0) {
            return {};
        }
        const double y = y_.at(chart_.level);
        return fmt::format(
            "<path class=\"axis\" stroke-dasharray=\"3 3\" d=\"M{:.1f} {:.1f}H{:.1f}\"/>"
            "<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
            x_.begin, y, x_.end, x_.begin + 6, y - 5, text(chart_.level_name));
    }

    [[nodiscard]] std::string lines() const {
        std::string out;
        for (std::size_t i = 0; i < chart_.lines.size(); ++i) {
            const std::size_t color = (i % num_colors) + 1;
            std::string path;
            std::string dots;
            for (const auto& [x, y] : chart_.lines[i].points) {
                path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x_.at(x), y_.at(y));
                dots += fmt::format("<circle class=\"d f{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"/>", color, x_.at(x),
                                    y_.at(y));
            }
            out += fmt::format("<path class=\"l s{}\"{} d=\"{}\"/>{}\n", color, dashes_of(i), path, dots);
        }
        return out;
    }

    [[nodiscard]] std::string names() const {
        std::vector<double> wanted;
        wanted.reserve(chart_.lines.size());
        for (const Line& line : chart_.lines) {
            wanted.push_back(line.points.empty() ? y_.begin : y_.at(line.points.back().second) + 4);
        }
        wanted = spread(wanted, 16, y_.end + 4, y_.begin + 4);
        std::string out;
        for (std::size_t i = 0; i < chart_.lines.size(); ++i) {
            out += fmt::format("<text class=\"f{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", (i % num_colors) + 1,
                               x_.end + 12, wanted[i], text(shortened(chart_.lines[i].name, 26)));
        }
        return out;
    }

    const LineChart& chart_;
    std::set<double> xs_;
    std::vector<double> ys_;
    Axis x_;
    Axis y_;
};

double median_of(std::vector<double> values) {
    std::ranges::sort(values);
    return values.empty() ? 0 : values[(values.size() - 1) / 2];
}

}    // namespace

std::string line_chart(const LineChart& chart) {
    return LineDrawing(chart).draw();
}

std::string bar_chart(const BarChart& chart) {
    constexpr double left = 250;
    constexpr double right = 120;
    constexpr double bar_height = 22;
    constexpr double step = 31;
    constexpr double legend_height = 30;
    double longest = 0;
    for (const Bar& bar : chart.bars) {
        double sum = 0;
        for (const double part : bar.parts) {
            sum += part;
        }
        longest = std::max(longest, sum);
    }
    std::string out;
    double x = left;
    for (std::size_t p = 0; p < chart.parts.size(); ++p) {
        out += fmt::format(
            "<rect class=\"f{}\" x=\"{:.1f}\" y=\"4\" width=\"12\" height=\"12\"/>"
            "<text class=\"label\" x=\"{:.1f}\" y=\"14\">{}</text>\n",
            (p % num_colors) + 1, x, x + 18, text(chart.parts[p]));
        x += 50 + (8 * static_cast<double>(chart.parts[p].size()));
    }
    double y = legend_height;
    for (const Bar& bar : chart.bars) {
        out += fmt::format("<text class=\"label\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>", left - 10,
                           y + 15, text(shortened(bar.name, 38)));
        double at = left;
        for (std::size_t p = 0; p < bar.parts.size(); ++p) {
            const double drawn = longest > 0 ? bar.parts[p] / longest * (width - left - right) : 0;
            if (drawn > 0) {
                out += fmt::format("<rect class=\"f{}\" x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.0f}\"/>",
                                   (p % num_colors) + 1, at, y, std::max(drawn - 1, 0.5), bar_height);
            }
            at += drawn;
        }
        out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", at + 8, y + 15, text(bar.value));
        y += step;
    }
    return fmt::format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">\n{}</svg>\n", width, y,
                       attribute(chart.label), out);
}

std::string sample_chart(const std::string& label, const std::vector<Samples>& rows) {
    constexpr double left = 300;
    constexpr double right = 20;
    constexpr double step = 22;
    constexpr double top = 26;
    double reach = 0.02;    // the farthest sample from its median, as a share of it
    for (const Samples& row : rows) {
        const double median = median_of(row.values);
        for (const double value : row.values) {
            reach = std::max(reach, median > 0 ? std::abs((value / median) - 1) : 0);
        }
    }
    reach = std::min(reach * 1.05, 0.5);    // what lies farther out is drawn at the edge
    const double middle = (left + width - right) / 2;
    const double half = (width - right - left) / 2;
    const double height = top + (step * static_cast<double>(rows.size())) + 6;
    std::string out;
    for (const double share : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
        const double x = middle + (share * half);
        out += fmt::format(
            "<path class=\"grid\" d=\"M{0:.1f} {1:.1f}V{2:.1f}\"/><text x=\"{0:.1f}\" y=\"14\" "
            "text-anchor=\"{4}\">{3}</text>\n",
            x, top - 6, height, share == 0 ? std::string("median") : fmt::format("{:+.1f} %", share * reach * 100),
            share == 1 ? "end" : "middle");
    }
    double y = top + 8;
    for (const Samples& row : rows) {
        const double median = median_of(row.values);
        out += fmt::format("<text class=\"label\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>", left - 12,
                           y + 4, text(shortened(row.name, 46)));
        for (const double value : row.values) {
            const double away = median > 0 ? std::clamp((value / median) - 1, -reach, reach) / reach : 0;
            out +=
                fmt::format("<circle class=\"p f1\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"/>", middle + (away * half), y);
        }
        out += "\n";
        y += step;
    }
    return fmt::format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">\n{}</svg>\n", width, height,
                       attribute(label), out);
}

}    // namespace hmacsweep::html
