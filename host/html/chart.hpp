// Charts as SVG: lines over logarithmic axes, stacked bars, and samples as dots. A chart's label is its text for screen
// readers; the page should have the numbers in a table. Raw texts are escaped by these functions.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::html {

struct Line {
    std::string name;                                 ///< raw
    std::vector<std::pair<double, double>> points;    ///< x and y, all above 0, in the order of x
};

struct LineChart {
    std::string label;      ///< raw: what the chart shows
    std::string x_title;    ///< raw
    std::string y_title;    ///< raw
    std::vector<Line> lines;
    double level = 0;          ///< above 0: the y of a horizontal line
    std::string level_name;    ///< raw
};

/// Both axes are logarithmic. The ticks of the x axis are the x of the points. Empty when no line has a point.
[[nodiscard]] std::string line_chart(const LineChart& chart);

/// A bar of parts side by side. The bar's length is the sum of the parts.
struct Bar {
    std::string name;             ///< raw
    std::vector<double> parts;    ///< not negative, in any unit
    std::string value;            ///< raw: the text behind the bar
};

struct BarChart {
    std::string label;                 ///< raw: what the chart shows
    std::vector<std::string> parts;    ///< raw: the parts' names
    std::vector<Bar> bars;
};

/// Horizontal bars below each other; the longest one fills the width.
[[nodiscard]] std::string bar_chart(const BarChart& chart);

/// Samples of one measurement, in any unit.
struct Samples {
    std::string name;    ///< raw
    std::vector<double> values;
};

/// One row for each measurement, with each sample as a dot to the left or right of the measurement's median. `label` is
/// raw.
[[nodiscard]] std::string sample_chart(const std::string& label, const std::vector<Samples>& rows);

}    // namespace hmacsweep::html
