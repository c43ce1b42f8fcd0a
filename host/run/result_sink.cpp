#include "host/run/result_sink.hpp"

#include "host/report/tagged_records.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::run {
namespace {

std::vector<std::string> names_of(std::span<const input::Source> sources) {
    std::vector<std::string> names;
    for (const input::Source& source : sources) {
        names.push_back(source.name);
    }
    return names;
}

/// The first `count` lines of a text that has at least as many.
std::string_view first_lines(std::string_view text, std::uint64_t count) {
    std::size_t end = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        end = text.find('\n', end) + 1;
    }
    return text.substr(0, end);
}

}    // namespace

ResultSink::ResultSink(const judge::RunContext& context, std::span<const input::Source> sources, const Outputs& outputs,
                       StopFlag& stop)
    : context_(context),
      names_(names_of(sources)),
      lines_(context.options, context.table.store(), names_),
      results_(outputs.results),
      stop_(stop) {
    if (outputs.rejects != nullptr) {
        rejects_.emplace(*outputs.rejects);
    }
}

void ResultSink::begin(report::Report& report) const {
    report.results.name = results_.name();
    report.rejects.name = rejects_ ? rejects_->name() : "";
}

void ResultSink::format(Job& job) const {
    const StageTimer timer(context_.is_timed, job.result.times.write);
    job.lines.clear();
    job.refusal = context_.options.line_form == rules::LineForm::Record
                      ? report::refuse_tagging(job.slab, job.result, names_[job.slab.source], job.place.records)
                      : std::string();
    job.num_lines = lines_.append(job.slab, job.result, job.place, job.lines);
    job.rejects.clear();
    if (rejects_) {
        job.num_rejects = report::append_rejects(job.slab, job.result, job.rejects);
    }
}

void ResultSink::write(Job& job, report::Report& report) {
    if (!job.lines.empty()) {
        const StageTimer timer(context_.is_timed, report.times.write);
        write_lines(job, report.results);
    }
    if (rejects_) {
        write_rejects(job, report.rejects);
    }
}

void ResultSink::write_lines(const Job& job, report::ResultsReport& results) {
    if (!job.refusal.empty()) {
        results.error = job.refusal;
        stop_.request(StopFlag::cancelled);
        return;
    }
    results.is_json_lines = results.is_json_lines ||
                            (context_.options.line_form == rules::LineForm::Record && job.slab.shape->is_json() &&
                             (job.slab.shape->format == format::InputFormat::Json || !job.slab.shape->records.empty()));
    const std::uint64_t limit = context_.options.max_result_lines;
    const std::uint64_t num_lines =
        limit == 0 ? job.num_lines : std::min(job.num_lines, limit - std::min(limit, results.lines));
    const bool is_whole = num_lines == job.num_lines;
    const WriteOutcome outcome = results_.write(is_whole ? job.lines : first_lines(job.lines, num_lines), &stop_);
    if (outcome == WriteOutcome::Ok) {
        results.lines += num_lines;
        results.left_out += job.num_lines - num_lines;
    } else if (outcome != WriteOutcome::Stopped) {
        results.error = results_.error();
        results.is_closed_pipe = outcome == WriteOutcome::ClosedPipe;
        stop_.request(StopFlag::cancelled);
    }
}

void ResultSink::write_rejects(Job& job, report::RejectsReport& rejects) {
    reject_header_.see(job.slab);
    if (!job.rejects.empty()) {
        job.rejects.insert(0, reject_header_.before(job.slab.source));
        rejects.is_mixed = reject_header_.is_mixed();
    }
    const WriteOutcome outcome = rejects_->write(job.rejects, *job.slab.shape, stop_);
    if (outcome == WriteOutcome::Ok) {
        rejects.records += job.num_rejects.written;
        rejects.left_out += job.num_rejects.left_out;
    } else if (outcome != WriteOutcome::Stopped) {
        rejects.error = rejects_->error();
        stop_.request(StopFlag::cancelled);
    }
}

void ResultSink::finish(report::Report& report) {
    // Only a file that may appear needs its end; writing the end may wait for the reader of a pipe.
    if (rejects_ && stop_.signal() <= 0 && report.rejects.error.empty() && rejects_->finish() != WriteOutcome::Ok) {
        report.rejects.error = rejects_->error();
    }
}

}    // namespace hmacsweep::run
