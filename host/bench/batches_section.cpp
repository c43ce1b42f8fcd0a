#include "host/base/algorithm_names.hpp"
#include "host/base/counts_text.hpp"
#include "host/bench/comparison_json.hpp"
#include "host/bench/page_parts.hpp"
#include "host/html/chart.hpp"
#include "host/html/table.hpp"
#include "host/html/text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::bench {
namespace {

constexpr html::Align at_end = html::Align::End;

/// The curve that all others are held against: OpenSSL's, else the first of that algorithm.
const BatchCurve* baseline_of(const ComparisonReport& report, Algorithm algorithm) {
    const BatchCurve* found = nullptr;
    for (const BatchCurve& curve : report.curves) {
        if (curve.algorithm == algorithm && (found == nullptr || curve.backend == "openssl")) {
            found = &curve;
        }
    }
    return found;
}

/// From how many records on a curve stays ahead of its baseline.
std::string break_even_of(const html::Line& line) {
    double from = 0;
    for (const auto& [records, speed_up] : line.points) {
        if (speed_up < 1) {
            from = 0;
        } else if (from == 0) {
            from = records;
        }
    }
    return from == 0 ? std::string("never, in the sizes tried")
                     : fmt::format("from {} on", plural(static_cast<std::uint64_t>(from), "record"));
}

std::string gpu_break_even(const ComparisonReport& report) {
    html::Table table(
        "From where on the GPU is faster than the best CPU backend",
        {{"algorithm"}, {"bytes", at_end}, {"batch in memory", at_end}, {"file, with the GPU's start", at_end}});
    for (const BreakEven& about : report.break_evens) {
        table.add({std::string(name_of(about.algorithm)), length_text(about.message_bytes),
                   about.batch_records ? plural(*about.batch_records, "record") : "not in any size tried",
                   about.text_bytes ? html::size(static_cast<std::uint64_t>(*about.text_bytes)) : "never"});
    }
    return table.is_empty() ? std::string() : table.html();
}

}    // namespace

std::string batches_section(const ComparisonReport& report) {
    html::LineChart chart{"Speed-up over the baseline against the number of records in a batch",
                          "records in a batch",
                          "times as fast",
                          {},
                          1,
                          "break-even"};
    html::Table table("Break-even against the baseline, one thread, batches in memory",
                      {{"backend"}, {"algorithm"}, {"bytes", at_end}, {"baseline"}, {"faster"}, {"at most", at_end}});
    for (const BatchCurve& curve : report.curves) {
        const BatchCurve* const base = baseline_of(report, curve.algorithm);
        if (base == &curve) {
            continue;
        }
        html::Line line{subject_of(curve.backend, curve.algorithm), {}};
        double best = 0;
        for (std::size_t i = 0; i < std::min(curve.points.size(), base->points.size()); ++i) {
            const double speed_up = base->points[i].seconds / curve.points[i].seconds;
            line.points.emplace_back(static_cast<double>(curve.points[i].records), speed_up);
            best = std::max(best, speed_up);
        }
        table.add({html::text(curve.backend), std::string(name_of(curve.algorithm)), length_text(curve.message_bytes),
                   html::text(base->backend), break_even_of(line), fmt::format("{:.1f} times", best)});
        chart.lines.push_back(std::move(line));
    }
    const std::string out = gpu_break_even(report);
    if (chart.lines.empty()) {
        return out + "<p>One backend alone has nothing to be held against.</p>\n";
    }
    return "<p>How many times as fast as the baseline a backend verifies a batch of that many records, on one thread. "
           "Below 1 "
           "the baseline is faster.</p>\n" +
           figure(chart.label, html::line_chart(chart)) + table.html() + out;
}

}    // namespace hmacsweep::bench
