#include "host/run/pipeline.hpp"

#include "host/base/channel.hpp"
#include "host/base/secret_memory.hpp"
#include "host/base/signals_blocked.hpp"
#include "host/input/numbering.hpp"
#include "host/input/source_trees.hpp"
#include "host/judge/chain_watch.hpp"
#include "host/judge/framing.hpp"
#include "host/judge/name_watch.hpp"
#include "host/judge/record_judge.hpp"
#include "host/judge/record_sum.hpp"
#include "host/judge/slab_judge.hpp"
#include "host/judge/value_watch.hpp"
#include "host/report/accounting.hpp"
#include "host/run/blank_lines.hpp"
#include "host/run/diagnoser.hpp"
#include "host/run/failure.hpp"
#include "host/run/intake.hpp"
#include "host/run/job.hpp"
#include "host/run/leaf_hasher.hpp"
#include "host/run/result_sink.hpp"
#include "host/run/slab_sizes.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::run {
namespace {

constexpr std::chrono::milliseconds progress_interval{100};

/// The stages of one run and what flows between them.
class Pipeline {
public:
    Pipeline(const judge::RunContext& context, std::span<input::Source> sources, InputDigest digest,
             const Outputs& outputs, StopFlag& stop, const Observer& observer)
        : context_(context),
          sources_(sources),
          intake_(context, sources, digest, stop),
          records_(context),
          chain_(context.options.shape, [this](const reader::Record& record) { return records_.is_right(record); }),
          value_key_(judge::random_value_key()),
          values_(context.options),
          wants_trees_(digest == InputDigest::Tree),
          wants_sum_(digest != InputDigest::None),
          trees_(sources),
          sink_(context, sources, outputs, stop),
          diagnoser_(context.options, context.table.store(), observer),
          observer_(observer),
          stop_(stop) {
        for (std::uint32_t i = 0; i < slabs_in_flight(context.options.threads); ++i) {
            jobs_.push_back(std::make_unique<Job>(context.backend.slab_memory()));
            free_.push(jobs_.back().get());
        }
    }

    report::Report run() {
        report::Report report = empty_report();
        {
            std::vector<std::jthread> threads;
            // Whatever happens, the threads must find their channels closed and come back.
            const std::unique_ptr<Pipeline, void (*)(Pipeline*)> closer(
                this, [](Pipeline* pipeline) { pipeline->release(); });
            try {
                {
                    const SignalsBlocked blocked;
                    start(threads);
                }
                collect(report);
            } catch (...) {
                stop_.request(StopFlag::cancelled);    // a thread may be waiting for its input
                throw;
            }
        }
        sink_.finish(report);
        if (stop_.signal() <= 0 && !failure_.is_set() && report.num_disagreements == 0 &&
            report.results.error.empty()) {
            guard([&] { diagnoser_.finish(report.diagnoses); });
        }
        finish(report);
        return report;
    }

private:
    [[nodiscard]] report::Report empty_report() const {
        report::Report report;
        report.by_key.resize(context_.table.store().size());
        report.sources.resize(sources_.size());
        report.value_checks = judge::ValueWatch::begin(context_.options);
        sink_.begin(report);
        if (wants_sum_) {
            report.records_sum.emplace();
        }
        if (context_.candidates != nullptr) {
            report.key_ranges.start();
            report.candidates_notice = context_.candidates->notice();
        }
        return report;
    }

    void start(std::vector<std::jthread>& threads) {
        try {
            threads.reserve(context_.options.threads);
            while (threads.size() < context_.options.threads) {
                threads.emplace_back([this] {
                    const SecretStack stack;
                    guard([this] { work(); });
                    worker_done();
                });
            }
        } catch (const std::system_error& error) {
            throw std::runtime_error(fmt::format("cannot start thread {} of {}: {}; --threads takes fewer",
                                                 threads.size() + 1, context_.options.threads, error.code().message()));
        }
    }

    /// Workers' threads: from sources to judged and formatted jobs.
    void work() {
        judge::SlabJudge judge(context_);
        judge::NameWatch names(context_.options);
        judge::ValueReader values(context_.options, value_key_.bytes());
        LeafHasher leaves(wants_trees_ ? backend::best_leaf_lanes() : nullptr);
        while (std::optional<Job*> next = free_.pop()) {
            Job& job = **next;
            if (!intake_.read(job)) {
                return;
            }
            bool is_given_up = false;
            judge.judge(
                job.slab, job.result,
                [&](std::uint32_t records, std::uint32_t lines) {
                    numbering_.framed(job.slab, records, lines);
                    is_given_up = !numbering_.wait(job.slab.sequence, job.place);
                    num_framed_ += records;
                    return job.place.run_records;
                },
                leaves.find_whole(job.leaves));
            if (is_given_up) {
                return;
            }
            if (const std::string fault = judge::framing_fault(job.slab, job.result.framing.frames); !fault.empty()) {
                throw std::runtime_error(fmt::format("the counts do not add up: {}", fault));
            }
            job.num_blank_lines = count_blank_lines(job.slab, job.result.framing, false);
            sum_up(job);
            names.look(job.slab, job.result);
            values.read(job.slab, job.result, job.values);
            job.result.times.read = job.read_seconds;
            sink_.format(job);
            leaves.hash(job.leaves, job.slab.data());
            done_.push(job.slab.sequence, &job);
        }
    }

    /// The caller's thread: from judged jobs, in order, to the outputs and the report.
    void collect(report::Report& report) {
        Progress progress;
        auto reported = std::chrono::steady_clock::now();
        while (!done_.is_drained()) {
            const std::optional<Job*> next = done_.pop(progress_interval);
            if (next) {
                Job& job = **next;
                take(job, report);
                if (wants_trees_) {    // else an empty source would get a digest that nobody asked for
                    trees_.add(job.slab.source, job.leaves.digests);
                }
                progress.bytes += job.slab.size;
                progress.source_bytes += job.slab.source_bytes;
                progress.records = report.counts.total();
                progress.invalid = report.counts.of(report::RecordClass::Invalid);
                progress.open = progress.records - progress.invalid - report.counts.of(report::RecordClass::Valid);
                free_.push(*next);
            }
            const auto now = std::chrono::steady_clock::now();
            if (observer_.on_progress && now - reported >= progress_interval) {
                reported = now;
                observer_.on_progress(progress);
            }
            if (stop_.is_requested()) {
                free_.close();
            }
        }
    }

    void take(Job& job, report::Report& report) {
        if (report.is_stopped_early) {
            return;
        }
        const bool is_last = cut_at_limit(job, report.counts.of(Verdict::Invalid));
        const std::uint64_t valid_before = report.counts.of(Verdict::Valid);
        report.add(job.slab.source, job.place, job.result);
        report.num_blank_lines += job.num_blank_lines;
        if (report.records_sum) {
            report.records_sum->add(job.records_sum);
        }
        report.times.add(job.result.times);
        if (observer_.on_slab) {
            observer_.on_slab(job.slab, job.result);
        }
        if (observer_.on_failures && report.counts.of(Verdict::Valid) - valid_before != job.result.outcomes.size()) {
            observer_.on_failures(job.slab, job.place, job.result);
        }
        chain_.add(job.slab, job.result, job.place, report.chain);
        values_.add(job.slab, job.result, job.place, job.values, report.value_checks);
        guard([&] { diagnoser_.add(job.slab, job.result, report.diagnoses); });
        if (report.num_disagreements != 0) {
            stop_.request(StopFlag::cancelled);
        }
        if (!report.results.error.empty() || !report.rejects.error.empty()) {
            return;
        }
        sink_.write(job, report);
        if (is_last) {
            report.is_stopped_early = true;
            stop_.request(StopFlag::cancelled);
        }
    }

    /// Cuts the job behind the record with which RunOptions::max_invalid is reached, so that a run stops at the same
    /// record whatever its slabs and threads. Whether the job has such a record. `num_invalid` were found in the jobs
    /// before.
    bool cut_at_limit(Job& job, std::uint64_t num_invalid) const {
        // A backend that is wrong ends the run by itself, and all that it got wrong is told.
        if (context_.options.max_invalid == 0 || !job.result.disagreements.empty()) {
            return false;
        }
        const std::vector<judge::Outcome>& outcomes = job.result.outcomes;
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            num_invalid += outcomes[i].verdict == Verdict::Invalid ? 1 : 0;
            if (num_invalid == context_.options.max_invalid) {
                job.result.cut(i + 1);
                job.num_blank_lines = count_blank_lines(job.slab, job.result.framing, true);
                sum_up(job);
                sink_.format(job);
                return true;
            }
        }
        return false;
    }

    void sum_up(Job& job) const {
        if (wants_sum_) {
            job.records_sum = judge::sum_of_records(job.slab, job.result);
        }
    }

    void finish(report::Report& report) {
        if (wants_trees_) {
            trees_.finish();
        }
        for (std::size_t i = 0; i < sources_.size(); ++i) {
            report::SourceReport& source = report.sources[i];
            source.name = sources_[i].name;
            source.bytes = sources_[i].bytes;
            source.compression = sources_[i].compression;
            source.content_bytes = sources_[i].content_bytes;
            source.charset = sources_[i].charset;
            source.sha256 = sources_[i].sha256;
            source.tree_sha256 = sources_[i].tree_sha256;
            source.error = sources_[i].error;
        }
        chain_.finish(!report.is_stopped_early && report.is_unimpaired(), report.chain);
        report.signal = std::max(stop_.signal(), 0);
        report.backend_error = failure_.words();
        if (report.signal == 0 && report.backend_error.empty() && !report.is_stopped_early) {
            report.missing_names = judge::missing_names(context_.options, report.names_seen);
            std::ranges::move(judge::missing_fields(report.value_checks), std::back_inserter(report.missing_names));
        }
        report.shares = context_.backend.shares();
        report.accounting_error = report::accounting_fault(report, context_.options, num_framed_);
    }

    /// Runs one thread's stage; a throw ends the run.
    template <class Stage>
    void guard(Stage&& stage) {
        try {
            stage();
        } catch (const judge::Interrupted&) {
            release();    // the one that asked for the stop says why
        } catch (...) {
            failure_.keep_current();
            stop_.request(StopFlag::cancelled);
            release();
        }
    }

    void worker_done() {
        if (++workers_done_ == context_.options.threads) {
            done_.close();
        }
    }

    void release() {
        free_.close();
        numbering_.give_up();
    }

    const judge::RunContext& context_;
    std::span<input::Source> sources_;
    Intake intake_;
    judge::RecordJudge records_;
    judge::ChainWatch chain_;
    SecretBytes value_key_;
    judge::ValueWatch values_;
    bool wants_trees_;
    bool wants_sum_;    ///< whether the report has the sum over the records
    input::SourceTrees trees_;
    ResultSink sink_;
    Diagnoser diagnoser_;
    const Observer& observer_;
    StopFlag& stop_;
    Failure failure_;

    std::vector<std::unique_ptr<Job>> jobs_;
    Channel<Job*> free_;
    OrderedChannel<Job*> done_;
    input::Numbering numbering_;
    std::atomic<std::uint32_t> workers_done_{0};
    std::atomic<std::uint64_t> num_framed_{0};    ///< records of all slabs so far
};

}    // namespace

report::Report run(const judge::RunContext& context, std::span<input::Source> sources, InputDigest digest,
                   const Outputs& outputs, StopFlag& stop, const Observer& observer) {
    return Pipeline(context, sources, digest, outputs, stop, observer).run();
}

}    // namespace hmacsweep::run
