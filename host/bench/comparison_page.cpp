#include "host/bench/comparison_page.hpp"

#include "host/base/algorithm_names.hpp"
#include "host/base/counts_text.hpp"
#include "host/base/machine.hpp"
#include "host/base/version.hpp"
#include "host/bench/comparison_json.hpp"
#include "host/bench/page_parts.hpp"
#include "host/html/chart.hpp"
#include "host/html/page.hpp"
#include "host/html/table.hpp"
#include "host/html/text.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include <fmt/format.h>
#include <sys/utsname.h>

namespace hmacsweep::bench {

std::string subject_of(std::string_view backend, Algorithm algorithm) {
    return fmt::format("{} {}", backend, std::string_view(name_of(algorithm)).substr(5));
}

std::string figure(std::string_view caption, const std::string& svg) {
    return svg.empty() ? std::string()
                       : fmt::format("<figure>\n<figcaption>{}</figcaption>\n{}</figure>\n", html::text(caption), svg);
}

namespace {

constexpr html::Align right = html::Align::End;
constexpr std::array<std::string_view, 5> stage_parts{"read", "parse", "hash", "check", "write"};

std::array<double, stage_parts.size()> seconds_of(const StageTimes& times) {
    return {times.read, times.parse, times.hash, times.check, times.write};
}

std::string now() {
    const std::time_t time = std::time(nullptr);
    std::tm parts{};
    static_cast<void>(::gmtime_r(&time, &parts));
    std::array<char, 32> text{};
    static_cast<void>(std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts));
    return text.data();
}

/// The rows of a stage, as lines over the length of messages; mixed lengths have no place on it.
std::vector<html::Line> lines_of(const ComparisonReport& report, Stage stage, bool in_bytes) {
    std::vector<html::Line> lines;
    for (const Row& row : report.rows) {
        if (row.stage != stage || row.message_bytes == mixed_lengths) {
            continue;
        }
        const std::string name = subject_of(row.backend, row.algorithm);
        auto line = std::ranges::find(lines, name, &html::Line::name);
        if (line == lines.end()) {
            line = lines.insert(line, {name, {}});
        }
        line->points.emplace_back(
            static_cast<double>(row.message_bytes),
            row.rate.per_second(in_bytes ? row.rate.bytes : row.rate.records) / (in_bytes ? 1e9 : 1e6));
    }
    for (html::Line& line : lines) {
        std::ranges::sort(line.points);
    }
    return lines;
}

std::string rates_table(const ComparisonReport& report) {
    html::Table table("Medians; spread is what lies between the quartiles of the samples", {{"what"},
                                                                                            {"backend"},
                                                                                            {"algorithm"},
                                                                                            {"bytes", right},
                                                                                            {"threads", right},
                                                                                            {"M records/s", right},
                                                                                            {"GB/s", right},
                                                                                            {"spread", right}});
    for (const Row& row : report.rows) {
        table.add({std::string(stage_names.at(static_cast<std::size_t>(row.stage))), html::text(row.backend),
                   std::string(name_of(row.algorithm)), length_text(row.message_bytes), std::to_string(row.threads),
                   fmt::format("{:.3f}", row.rate.per_second(row.rate.records) / 1e6),
                   fmt::format("{:.3f}", row.rate.per_second(row.rate.bytes) / 1e9),
                   fmt::format("{:.1f} %", row.rate.spread() * 100)});
    }
    return table.html();
}

std::string throughput_section(const ComparisonReport& report) {
    const auto chart = [&](Stage stage, const std::string& label) {
        return html::line_chart({label, "bytes a message", "GB/s", lines_of(report, stage, true), 0, {}});
    };
    std::string out = "<p>Both axes are logarithmic; each dot is a median. Mixed lengths are in the table alone.</p>\n";
    out += figure("Whole runs: JSON Lines in memory to result lines in memory, GB/s of text",
                  chart(Stage::WholeRun, "Throughput of whole runs against the length of messages"));
    out += figure("The hash stage: packed batches in memory to verdicts, GB/s of messages",
                  chart(Stage::Hash, "Throughput of the hash stage against the length of messages"));
    out += figure("A GPU's kernel alone, on data in its memory, GB/s of messages",
                  chart(Stage::Kernel, "Throughput of a GPU's kernel against the length of messages"));
    return out + html::folded("All numbers of these curves", rates_table(report));
}

std::string stages_table(const ComparisonReport& report) {
    html::Table table("Nanoseconds of all threads for each record", {{"backend"},
                                                                     {"algorithm"},
                                                                     {"bytes", right},
                                                                     {"threads", right},
                                                                     {"read", right},
                                                                     {"parse", right},
                                                                     {"hash", right},
                                                                     {"check", right},
                                                                     {"write", right},
                                                                     {"sum", right}});
    for (const StageRow& row : report.stages) {
        std::vector<std::string> cells{html::text(row.backend), std::string(name_of(row.algorithm)),
                                       length_text(row.message_bytes), std::to_string(row.threads)};
        for (const double seconds : seconds_of(row.times)) {
            cells.push_back(fmt::format("{:.1f}", seconds * 1e9 / row.records));
        }
        cells.push_back(fmt::format("{:.1f}", row.times.total() * 1e9 / row.records));
        table.add(cells);
    }
    return table.html();
}

/// The bars of one length of messages, which have a scale of their own.
std::string stage_bars(const ComparisonReport& report, std::size_t message_bytes) {
    html::BarChart chart{
        fmt::format("Messages of {} bytes: nanoseconds of all threads for each record", length_text(message_bytes)),
        {stage_parts.begin(), stage_parts.end()},
        {}};
    for (const StageRow& row : report.stages) {
        if (row.message_bytes != message_bytes) {
            continue;
        }
        html::Bar& bar = chart.bars.emplace_back();
        bar.name = subject_of(row.backend, row.algorithm);
        bar.value = fmt::format("{:.0f} ns", row.times.total() * 1e9 / row.records);
        for (const double seconds : seconds_of(row.times)) {
            bar.parts.push_back(seconds * 1e9 / row.records);
        }
    }
    return figure(chart.label, html::bar_chart(chart));
}

std::string stages_section(const ComparisonReport& report) {
    std::string out =
        "<p>What the threads of a whole run spend their time on. <b>read</b>: from the source to slabs; "
        "<b>parse</b>: framing, fields, decoding, packing; <b>hash</b>: packed batches to verdicts, on a GPU "
        "with the copies to it and back; <b>check</b>: what OpenSSL recomputes; <b>write</b>: result lines. "
        "Waiting for one another is not counted.</p>\n";
    std::vector<std::size_t> lengths;
    for (const StageRow& row : report.stages) {
        if (std::ranges::find(lengths, row.message_bytes) == lengths.end()) {
            lengths.push_back(row.message_bytes);
            out += stage_bars(report, row.message_bytes);
        }
    }
    return out + html::folded("All numbers of these bars", stages_table(report));
}

std::string samples_section(const ComparisonReport& report) {
    std::vector<html::Samples> rows;
    rows.reserve(report.rows.size());
    std::size_t num_samples = 0;
    for (const Row& row : report.rows) {
        rows.push_back({fmt::format("{}, {}, {} bytes", stage_names.at(static_cast<std::size_t>(row.stage)),
                                    subject_of(row.backend, row.algorithm), length_text(row.message_bytes)),
                        row.rate.seconds});
        num_samples += row.rate.seconds.size();
    }
    return fmt::format(
               "<p>Each dot is one of {}: the time it took, against the median of its row. To the left is faster. "
               "Every single time is in the JSON within this page.</p>\n",
               plural(num_samples, "sample")) +
           figure("Samples about their medians",
                  html::sample_chart("How the samples of each measurement lie about their median", rows));
}

std::string machine_section(const ComparisonReport& report, const ComparisonOptions& options, std::string_view commit,
                            const std::string& command) {
    utsname system{};
    ::uname(&system);
    std::vector<html::Fact> list{
        {"CPU", html::text(cpu_model())},
        {"threads", std::to_string(options.threads)},
        {"system", html::text(fmt::format("{} {} on {}", system.sysname, system.release, system.machine))}};
    for (const Contestant& contestant : report.contestants) {
        std::string words = html::text(contestant.detail);
        if (contestant.start_seconds > 1e-3) {
            words += fmt::format("; started in {:.0f} ms", contestant.start_seconds * 1e3);
        }
        list.push_back({contestant.name, words});
    }
    if (!report.why_no_gpu.empty()) {
        list.push_back({"no GPU", html::text(report.why_no_gpu)});
    }
    list.push_back({"version", html::text(fmt::format("hmacsweep {} ({})", version(), commit))});
    list.push_back({"command", fmt::format("<code>{}</code>", html::text(command))});
    list.push_back({"time for each row", fmt::format("{:g} s, once it has three samples", options.seconds)});
    return html::facts(list) +
           "<p>Records are random, under one key, one MAC in 1,024 wrong; the verdicts of every timed run are "
           "counted.</p>\n";
}

/// The fastest whole run, in words.
std::string opening_of(const ComparisonReport& report) {
    const Row* best = nullptr;
    for (const Row& row : report.rows) {
        if (row.stage == Stage::WholeRun &&
            (best == nullptr || row.rate.per_second(row.rate.bytes) > best->rate.per_second(best->rate.bytes))) {
            best = &row;
        }
    }
    std::string words = "<p>Nothing was measured.</p>\n";
    if (best != nullptr) {
        words = fmt::format(
            "<p>Fastest whole run: <b>{:.2f} GB/s</b> of JSON Lines, {:.2f} million records/s, by {} with {} "
            "and messages of {} bytes, on {}.</p>\n",
            best->rate.per_second(best->rate.bytes) / 1e9, best->rate.per_second(best->rate.records) / 1e6,
            html::text(best->backend), name_of(best->algorithm), length_text(best->message_bytes),
            plural(best->threads, "thread"));
    }
    return fmt::format("<h1>Backends of hmacsweep on {}</h1>\n{}", html::text(cpu_model()), words);
}

}    // namespace

std::string comparison_html(const ComparisonReport& report, const ComparisonOptions& options, std::string_view commit,
                            const std::string& command) {
    html::Page page;
    page.title = fmt::format("hmacsweep bench on {}", cpu_model());
    page.masthead = fmt::format("<span><b>hmacsweep</b> benchmark report</span><span>{}</span>", now());
    page.opening = opening_of(report);
    page.sections = {{"throughput", "Throughput against message length", throughput_section(report)},
                     {"stages", "Where the time goes", stages_section(report)},
                     {"batches", "Speed-up against batch size", batches_section(report)},
                     {"samples", "Distribution of samples", samples_section(report)},
                     {"machine", "Machine and method", machine_section(report, options, commit, command)}};
    page.footer = fmt::format(
        "Written by hmacsweep {}. All numbers, and every sample, are in this page's source "
        "as JSON, in the element <code>data</code>.",
        html::text(version()));
    page.data = comparison_json(report, options, commit);
    return html::to_html(page);
}

}    // namespace hmacsweep::bench
