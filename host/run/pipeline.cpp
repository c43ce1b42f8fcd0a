#include "host/run/pipeline.hpp"

#include "host/base/channel.hpp"
#include "host/base/secret_memory.hpp"
#include "host/diagnosis/failure_sampler.hpp"
#include "host/input/numbering.hpp"
#include "host/input/slab_reader.hpp"
#include "host/input/source_trees.hpp"
#include "host/judge/chain_watch.hpp"
#include "host/judge/framing.hpp"
#include "host/judge/name_watch.hpp"
#include "host/judge/record_judge.hpp"
#include "host/report/accounting.hpp"
#include "host/report/rejects.hpp"
#include "host/report/result_lines.hpp"
#include "host/run/leaf_hasher.hpp"
#include "host/run/slab_sizes.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::run {
namespace {

constexpr std::chrono::milliseconds progress_interval{100};
/// Where more keys than that have no valid record, one of them is like the other.
constexpr std::size_t max_diagnoses = 16;

/// A slab on its way through the stages, with everything that is made of it. Jobs are reused.
struct Job {
    explicit Job(std::pmr::memory_resource* slab_memory) : slab{.buffer = input::SlabBuffer(slab_memory)} {}

    input::Slab slab;
    input::SlabRest rest;
    input::LeafWork leaves;
    judge::SlabResult result;
    input::SlabPlace place;
    std::string lines;
    std::uint64_t num_lines = 0;
    std::string rejects;
    report::RejectCounts num_rejects;
    double read_seconds = 0;    ///< where the run is timed
};

/// Blocks all signals while threads are started, which inherit that: signals are the caller's thread's business.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &saved_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &saved_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;
    SignalsBlocked(SignalsBlocked&&) = delete;
    SignalsBlocked& operator=(SignalsBlocked&&) = delete;

private:
    sigset_t saved_{};
};

/// The stages of one run and what flows between them.
class Run {
public:
    Run(const judge::RunContext& context, std::span<input::Source> sources, InputDigest digest, OutputFile& results,
        StopFlag& stop, const OnProgress& on_progress, OutputFile* rejects, const OnDiagnosis& on_diagnosis,
        const OnFailures& on_failures)
        : context_(context),
          sources_(sources),
          slab_reader_(sources,
                       {.slab_bytes = context.options.slab_bytes,
                        .max_record_bytes = context.options.max_record_bytes,
                        .digest = digest,
                        .shape = context.options.shape,
                        .threads = context.options.threads},
                       stop),
          lines_(context.options, context.table.store(), names_of(sources)),
          records_(context),
          chain_(context.options.shape, [this](const reader::Record& record) { return records_.is_right(record); }),
          wants_trees_(digest == InputDigest::Tree),
          trees_(sources),
          results_(results),
          stop_(stop),
          on_progress_(on_progress),
          on_diagnosis_(on_diagnosis),
          on_failures_(on_failures),
          failures_(context.table.store().size(), {}) {
        if (rejects != nullptr) {
            rejects_.emplace(*rejects);
        }
        for (std::uint32_t i = 0; i < slabs_in_flight(context.options.threads); ++i) {
            jobs_.push_back(std::make_unique<Job>(context.backend.slab_memory()));
            free_.push(jobs_.back().get());
        }
    }

    report::Report operator()() {
        report::Report report = empty_report();
        {
            std::vector<std::jthread> threads;
            // Whatever happens, the threads must find their channels closed and come back.
            const std::unique_ptr<Run, void (*)(Run*)> closer(this, [](Run* run) { run->release(); });
            {
                const SignalsBlocked blocked;
                start(threads);
            }
            write_all(report);
        }
        end_rejects(report);
        if (stop_.signal() <= 0 && !failure_ && report.num_disagreements == 0 && report.results.error.empty()) {
            diagnose(failures_.take_rest(), report);
        }
        finish(report);
        return report;
    }

private:
    static std::vector<std::string> names_of(std::span<const input::Source> sources) {
        std::vector<std::string> names;
        for (const input::Source& source : sources) {
            names.push_back(source.name);
        }
        return names;
    }

    [[nodiscard]] report::Report empty_report() const {
        report::Report report;
        report.by_key.resize(context_.table.store().size());
        report.sources.resize(sources_.size());
        report.results.name = results_.name();
        report.rejects.name = rejects_ ? rejects_->name() : "";
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
            stop_.request(StopFlag::cancelled);
            throw std::runtime_error(fmt::format("cannot start thread {} of {}: {}; --threads takes fewer",
                                                 threads.size() + 1, context_.options.threads, error.code().message()));
        }
    }
    /// Where to add a stage's time; null when no one wants to know.
    [[nodiscard]] double* timed(double& seconds) const { return context_.is_timed ? &seconds : nullptr; }

    /// The next slab, read by whichever worker wants one, so that its bytes are in that worker's cache; false when
    /// there are no more.
    bool read(Job& job) {
        job.read_seconds = 0;
        if (!begin_read(job)) {
            return false;
        }
        const StageTimer timer(timed(job.read_seconds));
        try {
            slab_reader_.read_rest(job.slab, job.rest, job.leaves);
            return true;
        } catch (...) {
            stop_.request(StopFlag::cancelled);    // the slabs behind this one are empty
            throw;
        }
    }

    bool begin_read(Job& job) {
        const std::scoped_lock lock(reading_mutex_);
        const StageTimer timer(timed(job.read_seconds));
        try {
            return slab_reader_.begin_next(job.slab, job.rest, job.leaves);
        } catch (...) {
            stop_.request(StopFlag::cancelled);    // the others must not read on from the middle of this one
            throw;
        }
    }

    /// Workers' threads: from sources to judged and formatted jobs.
    void work() {
        judge::SlabJudge judge(context_);
        judge::NameWatch names(context_.options);
        LeafHasher leaves(wants_trees_ ? backend::best_leaf_lanes() : nullptr);
        while (std::optional<Job*> next = free_.pop()) {
            Job& job = **next;
            if (!read(job)) {
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
            if (const std::string fault = judge::framing_fault(job.slab, job.result.judgement.frames); !fault.empty()) {
                throw std::runtime_error(fmt::format("the counts do not add up: {}", fault));
            }
            names.look(job.slab, job.result);
            job.result.times.read = job.read_seconds;
            format(job);
            leaves.hash(job.leaves, job.slab.data());
            done_.push(job.slab.sequence, &job);
        }
    }

    /// Everything that is written of a judged job.
    void format(Job& job) const {
        const StageTimer timer(timed(job.result.times.write));
        job.lines.clear();
        job.num_lines = lines_.append(job.slab, job.result, job.place, job.lines);
        job.rejects.clear();
        if (rejects_) {
            job.num_rejects = report::append_rejects(job.slab, job.result, job.rejects);
        }
    }

    void write_all(report::Report& report) {
        try {
            write(report);
        } catch (...) {
            stop_.request(StopFlag::cancelled);    // a thread may be waiting for its input
            throw;
        }
    }

    /// The caller's thread: from judged jobs, in order, to the output.
    void write(report::Report& report) {
        Progress progress;
        auto reported = std::chrono::steady_clock::now();
        while (!done_.is_drained()) {
            const std::optional<Job*> next = done_.pop(progress_interval);
            if (next) {
                Job& job = **next;
                take(job, report);
                trees_.add(job.slab.source, job.leaves.digests);
                progress.bytes += job.slab.size;
                progress.source_bytes += job.slab.source_bytes;
                progress.records = report.counts.total();
                progress.invalid = report.counts.of(report::RecordClass::Invalid);
                progress.open = progress.records - progress.invalid - report.counts.of(report::RecordClass::Valid);
                free_.push(*next);
            }
            const auto now = std::chrono::steady_clock::now();
            if (on_progress_ && now - reported >= progress_interval) {
                reported = now;
                on_progress_(progress);
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
        report.times.add(job.result.times);
        if (on_failures_ && report.counts.of(Verdict::Valid) - valid_before != job.result.outcomes.size()) {
            on_failures_(job.slab, job.place, job.result);
        }
        chain_.add(job.slab, job.result, job.place, report.chain);
        if (is_diagnosable(context_.options) && wants_diagnosis(report)) {
            failures_.add(job.slab, job.result);
            diagnose(failures_.take_ready(), report);
        }
        if (report.num_disagreements != 0) {
            stop_.request(StopFlag::cancelled);
        }
        if (!report.results.error.empty() || !report.rejects.error.empty()) {
            return;
        }
        if (!job.lines.empty()) {
            const StageTimer timer(timed(report.times.write));
            write_lines(job, report.results);
        }
        if (rejects_) {
            write_rejects(job, report.rejects);
        }
        if (is_last) {
            report.is_stopped_early = true;
            stop_.request(StopFlag::cancelled);
        }
    }

    /// Whether one more diagnosis may say something new.
    /// Chained records fail for what stands before them, too; a MAC's prefix is nothing that is guessed at.
    static bool is_diagnosable(const rules::RunOptions& options) {
        return options.operation == rules::Operation::Verify && !options.shape.is_chained() &&
               options.shape.mac_prefix_bytes == 0;
    }

    static bool wants_diagnosis(const report::Report& report) {
        const auto is_unexplained = [](const diagnosis::Diagnosis& diagnosis) { return diagnosis.findings.empty(); };
        return report.diagnoses.size() < max_diagnoses &&
               static_cast<std::size_t>(std::ranges::count_if(report.diagnoses, is_unexplained)) <
                   diagnosis::enough_unexplained;
    }

    /// Finds out why the keys of these samples have no valid record.
    void diagnose(const std::vector<diagnosis::SampleGroup>& groups, report::Report& report) {
        for (const diagnosis::SampleGroup& group : groups) {
            if (!wants_diagnosis(report)) {
                return;
            }
            guard([&] {
                report.diagnoses.push_back(
                    diagnosis::diagnose(group, context_.table.store(), context_.options, diagnosis::brief_effort));
                if (on_diagnosis_) {
                    on_diagnosis_(report.diagnoses.back());
                }
            });
        }
    }

    /// Leaves of the job what is up to the record that makes RunOptions::max_invalid full, so that a run stops at the
    /// same record whatever its slabs and threads; whether there is such a record. `num_invalid` were found before it.
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
                format(job);
                return true;
            }
        }
        return false;
    }

    void write_lines(const Job& job, report::ResultsReport& results) {
        const std::uint64_t limit = context_.options.max_result_lines;
        const std::uint64_t num_lines =
            limit == 0 ? job.num_lines : std::min(job.num_lines, limit - std::min(limit, results.lines));
        std::string_view lines = job.lines;
        if (num_lines != job.num_lines) {
            std::size_t end = 0;
            for (std::uint64_t i = 0; i < num_lines; ++i) {
                end = lines.find('\n', end) + 1;
            }
            lines = lines.substr(0, end);
        }
        const WriteOutcome outcome = results_.write(lines, &stop_);
        if (outcome == WriteOutcome::Ok) {
            results.lines += num_lines;
            results.left_out += job.num_lines - num_lines;
        } else if (outcome != WriteOutcome::Stopped) {
            results.error = results_.error();
            results.is_closed_pipe = outcome == WriteOutcome::ClosedPipe;
            stop_.request(StopFlag::cancelled);
        }
    }

    void write_rejects(Job& job, report::RejectsReport& rejects) {
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

    /// Only a file that may appear needs its end, and may wait for whoever reads it.
    void end_rejects(report::Report& report) {
        if (rejects_ && stop_.signal() <= 0 && report.rejects.error.empty() && rejects_->finish() != WriteOutcome::Ok) {
            report.rejects.error = rejects_->error();
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
            source.sha256 = sources_[i].sha256;
            source.tree_sha256 = sources_[i].tree_sha256;
            source.error = sources_[i].error;
        }
        chain_.finish(!report.is_stopped_early && report.is_unimpaired(), report.chain);
        report.signal = std::max(stop_.signal(), 0);
        report.backend_error = failure_ ? words_of(failure_) : "";
        if (report.signal == 0 && report.backend_error.empty() && !report.is_stopped_early) {
            report.missing_names = judge::missing_names(context_.options, report.names_seen);
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
            release();    // and whoever asked for that says why
        } catch (...) {
            {
                const std::scoped_lock lock(failure_mutex_);
                if (!failure_) {
                    failure_ = std::current_exception();    // its words may take memory that is not there now
                }
            }
            stop_.request(StopFlag::cancelled);
            release();
        }
    }

    static std::string words_of(const std::exception_ptr& failure) {
        try {
            std::rethrow_exception(failure);
        } catch (const std::bad_alloc&) {
            return "out of memory: fewer --threads or a smaller --max-record-bytes need less";
        } catch (const std::exception& error) {
            return error.what();
        } catch (...) {
            return "an exception of no known kind";
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
    input::SlabReader slab_reader_;
    report::ResultLines lines_;
    judge::RecordJudge records_;
    judge::ChainWatch chain_;
    bool wants_trees_;
    input::SourceTrees trees_;
    OutputFile& results_;
    std::optional<report::RejectsFile> rejects_;    ///< none when they are not kept
    report::RejectHeader reject_header_;
    StopFlag& stop_;
    const OnProgress& on_progress_;
    const OnDiagnosis& on_diagnosis_;
    const OnFailures& on_failures_;
    diagnosis::FailureSampler failures_;

    std::vector<std::unique_ptr<Job>> jobs_;
    Channel<Job*> free_;
    std::mutex reading_mutex_;
    OrderedChannel<Job*> done_;
    input::Numbering numbering_;
    std::atomic<std::uint32_t> workers_done_{0};
    std::atomic<std::uint64_t> num_framed_{0};    ///< records of all slabs so far
    std::mutex failure_mutex_;
    std::exception_ptr failure_;
};

}    // namespace

report::Report run(const judge::RunContext& context, std::span<input::Source> sources, InputDigest digest,
                   OutputFile& results, StopFlag& stop, const OnProgress& on_progress, OutputFile* rejects,
                   const OnDiagnosis& on_diagnosis, const OnFailures& on_failures) {
    return Run(context, sources, digest, results, stop, on_progress, rejects, on_diagnosis, on_failures)();
}

}    // namespace hmacsweep::run
