// Charts as SVG: lines over logarithmic axes, stacked bars, and samples as dots. Each has its words for those who do
// not see it; the numbers belong into a table beside it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::html {

struct Line {
    std::string name;                                 ///< raw
    std::vector<std::pair<double, double>> points;    ///< all above 0, by x
};

struct LineChart {
    std::string label;      ///< raw: what the chart shows
    std::string x_title;    ///< raw, as is the next
    std::string y_title;
    std::vector<Line> lines;
    double level = 0;          ///< a horizontal line at this y, where it is above 0
    std::string level_name;    ///< raw
};

/// Both axes are logarithmic; the lines' x are its ticks. Empty when there is nothing to draw.
[[nodiscard]] std::string line_chart(const LineChart& chart);

/// A bar of parts side by side, as long as their sum.
struct Bar {
    std::string name;    ///< raw
    std::vector<double> parts;
    std::string value;    ///< raw: what stands behind the bar
};

struct BarChart {
    std::string label;                 ///< raw, as all texts here
    std::vector<std::string> parts;    ///< what the parts are called
    std::vector<Bar> bars;
};

[[nodiscard]] std::string bar_chart(const BarChart& chart);

/// Samples of one measurement, in any unit.
struct Samples {
    std::string name;    ///< raw
    std::vector<double> values;
};

/// Each sample as a dot, left and right of its measurement's median.
[[nodiscard]] std::string sample_chart(const std::string& label, const std::vector<Samples>& rows);

}    // namespace hmacsweep::html
