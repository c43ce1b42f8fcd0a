#include "host/report/accounting.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace hmacsweep {
namespace {

/// What may stand between two records: line ends, blank lines, and what a format has there besides.
std::string_view filling(const Shape& shape) {
    switch (shape.format) {
        case InputFormat::Json:
            return " \t\r\n,[]";
        case InputFormat::PgCopy:
            return " \t\r\n\\.";    // a line \. is COPY's end
        default:
            return " \t\r\n";
    }
}

/// How many result lines there must be.
std::uint64_t wanted_lines(const Report& report, const RunOptions& options) {
    switch (options.results) {
        case ResultsFilter::All:
            return report.records();
        case ResultsFilter::Failures:
            return report.records() - report.counts.of(Verdict::Valid);
        case ResultsFilter::None:
            break;
    }
    return 0;
}

}    // namespace

std::string framing_fault(const Slab& slab, std::span<const core::Frame> frames) {
    // A record that was left out has a byte of its own and line ends on both sides.
    constexpr std::size_t least_lost = 3;
    const std::string_view text = as_text(Bytes(slab.data(), slab.size));
    const std::string_view harmless = filling(*slab.shape);
    // The trailer of COPY's binary form is no record.
    const bool has_gaps = slab.kind == SlabKind::Records && !slab.shape->is_binary;
    std::size_t end = 0;
    std::size_t least_next = 0;    // behind an empty record, too, stands a line end
    const auto is_lost = [&](std::size_t next, std::size_t least) {
        return has_gaps && next - end >= least &&
               text.substr(end, next - end).find_first_not_of(harmless) != std::string_view::npos;
    };
    for (const core::Frame& frame : frames) {
        if (slab.kind == SlabKind::Records &&
            (frame.offset < least_next || frame.offset + std::size_t{frame.size} > slab.size)) {
            return fmt::format("two records share the bytes before byte {} of the input", slab.offset + end);
        }
        if (is_lost(frame.offset, end == 0 ? 1 : least_lost)) {
            return fmt::format("no record has the bytes from byte {} of the input on", slab.offset + end);
        }
        end = frame.offset + std::size_t{frame.size};
        least_next = frame.offset + std::max<std::size_t>(frame.size, 1);
    }
    return is_lost(slab.size, 1)
               ? fmt::format("no record has the bytes from byte {} of the input on", slab.offset + end)
               : std::string();
}

std::string accounting_fault(const Report& report, const RunOptions& options, std::uint64_t num_framed) {
    if (!report.adds_up()) {
        return fmt::format("of {} records not every one has a verdict, a key and an input", report.records());
    }
    const bool is_broken_off = report.signal != 0 || !report.backend_error.empty() || report.num_disagreements != 0;
    if (is_broken_off || !report.results.error.empty() || !report.rejects.error.empty()) {
        return {};
    }
    if (!report.is_stopped_early && report.records() != num_framed) {
        return fmt::format("the inputs have {} records, and {} were judged", num_framed, report.records());
    }
    if (report.results.lines != wanted_lines(report, options)) {
        return fmt::format("there are {} result lines, and there must be {}", report.results.lines,
                           wanted_lines(report, options));
    }
    const std::uint64_t failures = report.records() - report.counts.of(Verdict::Valid);
    if (!report.rejects.name.empty() && report.rejects.records + report.rejects.left_out != failures) {
        return fmt::format("{} records are not valid, and {} were kept or left out", failures,
                           report.rejects.records + report.rejects.left_out);
    }
    return {};
}

}    // namespace hmacsweep
