#include "host/columns/column_judge.hpp"

#include "host/base/encoding.hpp"
#include "host/base/secret_memory.hpp"
#include "host/base/signals_blocked.hpp"
#include "host/columns/row_queue.hpp"
#include "host/columns/row_writer.hpp"
#include "host/judge/framing.hpp"
#include "host/judge/record_sum.hpp"
#include "host/judge/slab_judge.hpp"
#include "host/report/accounting.hpp"
#include "host/report/result_lines.hpp"

#include <algorithm>
#include <csignal>
#include <memory>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

namespace hmacsweep::columns {
namespace {

/// Measured on CPUs: more rows leave the core's cache. A GPU needs many at a time.
constexpr std::int64_t rows_of_a_core = 1024;
constexpr std::int64_t rows_of_a_device = 65536;

/// The workers of one call.
class ColumnRun {
public:
    ColumnRun(const judge::RunContext& context, const backend::BackendInfo& info, const ColumnPlan& plan,
              TableStream& table, bool wants_sum, const std::function<bool()>& is_wanted, ColumnOutcome& outcome)
        : context_(context),
          plan_(plan),
          table_(table),
          wants_sum_(wants_sum),
          is_wanted_(is_wanted),
          outcome_(outcome),
          shape_(std::make_shared<const format::Shape>(context.options.shape)),
          slab_bytes_(info.slab_bytes),
          queue_(table, info.pays_from_bytes == 0 ? rows_of_a_core : rows_of_a_device, context.options.threads,
                 [this](const JudgedRows& rows) { take(rows); }) {}

    /// What is wrong with the table; empty when all of it was read.
    std::string run() {
        begin();
        {
            std::vector<std::jthread> others;
            others.reserve(context_.options.threads);
            try {
                const SignalsBlocked blocked;
                while (others.size() + 1 < context_.options.threads) {
                    others.emplace_back([this] {
                        const SecretStack stack;
                        guard([this] { work(false); });
                    });
                }
            } catch (...) {
                queue_.stop();
                throw;
            }
            guard([this] { work(true); });
        }
        finish();
        return queue_.fault();
    }

private:
    void begin() {
        report::Report& report = outcome_.report;
        report.by_key.resize(context_.table.store().size());
        report.sources.resize(1);
        report.sources[0].name = "table";
        if (wants_sum_) {
            report.records_sum.emplace();
        }
        if (context_.candidates != nullptr) {
            report.key_ranges.start();
            report.candidates_notice = context_.candidates->notice();
        }
        if (context_.options.operation == rules::Operation::Generate) {
            outcome_.mac_offsets.push_back(0);
        }
    }

    void work(bool is_callers) {
        judge::SlabJudge judge(context_);
        RowWriter writer;
        input::Slab slab{.shape = shape_};
        while (std::optional<RowRange> rows = queue_.next()) {
            if (is_callers && is_wanted_ && !is_wanted_()) {
                outcome_.report.signal = SIGINT;
                queue_.stop();
                return;
            }
            check(*rows);
            while (rows->begin < rows->end) {
                std::unique_ptr<JudgedRows> part = queue_.empty_part();
                part->chunk = rows->chunk;
                part->begin = rows->begin;
                part->count = writer.write(*rows->chunk, rows->begin, rows->end, slab_bytes_, slab);
                rows->begin += part->count;
                slab.offset = part->first_row() * slab_bytes_;    // so that each row has its own place in the sample
                judge_slab(judge, slab, *part);
                if (wants_sum_) {
                    part->sum = judge::sum_of_records(slab, part->result);
                }
                queue_.put(std::move(part));
            }
        }
    }

    /// Throws TableFault.
    void check(const RowRange& rows) const {
        for (std::size_t i = 0; i < rows.chunk->columns.size(); ++i) {
            if (const std::string fault = rows.chunk->columns[i].fault(rows.begin, rows.end); !fault.empty()) {
                throw TableFault(fmt::format("column \"{}\" {}", printable(table_.name(plan_.columns[i])), fault));
            }
        }
    }

    static void judge_slab(judge::SlabJudge& judge, const input::Slab& slab, JudgedRows& part) {
        judge.judge(slab, part.result,
                    [&](std::uint32_t /*records*/, std::uint32_t /*lines*/) { return part.first_row(); });
        const judge::Framing& framing = part.result.framing;
        const std::string fault = framing.frames.size() == static_cast<std::size_t>(part.count)
                                      ? judge::framing_fault(slab, framing.frames)
                                      : fmt::format("of {} rows {} were judged", part.count, framing.frames.size());
        if (!fault.empty()) {
            throw std::runtime_error("the counts do not add up: " + fault);
        }
    }

    /// Called for all rows in their order, by one thread at a time.
    void take(const JudgedRows& rows) {
        const judge::SlabResult& result = rows.result;
        outcome_.report.add(0, {.records = rows.first_row(), .run_records = rows.first_row()}, result);
        if (wants_sum_) {
            outcome_.report.records_sum->add(rows.sum);
        }
        if (outcome_.report.num_disagreements != 0) {
            queue_.stop();
        }
        for (std::size_t i = 0; i < result.outcomes.size(); ++i) {
            const judge::Outcome& outcome = result.outcomes[i];
            outcome_.verdicts.push_back(outcome.verdict);
            if (outcome.verdict != Verdict::Valid) {
                outcome_.failures.push_back(failure_of(rows, i));
            }
            if (context_.options.operation == rules::Operation::Generate) {
                take_mac(result, i);
            }
        }
    }

    [[nodiscard]] RowFailure failure_of(const JudgedRows& rows, std::size_t i) const {
        const judge::Outcome& outcome = rows.result.outcomes[i];
        RowFailure failure{rows.first_row() + i, outcome.verdict, {}, {}, {}};
        Digits digits{};
        const std::optional<Bytes> id =
            plan_.id ? rows.chunk->columns[*plan_.id].value(rows.begin + static_cast<std::int64_t>(i), digits)
                     : std::nullopt;
        if (id && is_utf8(as_text(*id))) {
            failure.id = as_text(*id);
        }
        failure.key = report::shown_key(rows.result, outcome, context_.table.store());
        failure.reason = report::reason_of(rows.result, outcome);
        return failure;
    }

    void take_mac(const judge::SlabResult& result, std::size_t i) {
        const judge::Outcome& outcome = result.outcomes[i];
        if (outcome.verdict == Verdict::Valid) {
            const Bytes mac =
                Bytes(result.macs).subspan(i * core::max_digest_bytes, core::digest_bytes(*outcome.algorithm));
            outcome_.macs.insert(outcome_.macs.end(), mac.begin(), mac.end());
        }
        outcome_.mac_offsets.push_back(static_cast<std::int64_t>(outcome_.macs.size()));
    }

    void finish() {
        report::Report& report = outcome_.report;
        report.backend_error = queue_.failure_words();
        report.shares = context_.backend.shares();
        report.accounting_error = report::accounting_fault(report, context_.options, queue_.num_rows());
    }

    /// Runs one thread's work; a throw ends the call.
    template <class Work>
    void guard(Work&& work) {
        try {
            work();
        } catch (const judge::Interrupted&) {
            queue_.stop();
        } catch (const TableFault& fault) {
            queue_.fail(fault.what());
        } catch (...) {
            queue_.fail_with_current();
        }
    }

    const judge::RunContext& context_;
    const ColumnPlan& plan_;
    TableStream& table_;
    bool wants_sum_;
    const std::function<bool()>& is_wanted_;
    ColumnOutcome& outcome_;
    std::shared_ptr<const format::Shape> shape_;
    std::size_t slab_bytes_;
    RowQueue queue_;
};

}    // namespace

Result<ColumnOutcome> judge_columns(ArrowArrayStream& stream, const ColumnRequest& request, rules::RunOptions options,
                                    const ColumnSetup& setup, const std::function<bool()>& is_wanted) {
    const Result<std::unique_ptr<TableStream>> table = TableStream::open(stream);
    if (!table) {
        return table.error();
    }
    const Result<ColumnPlan> plan = plan_columns(request, options.operation, **table);
    if (!plan) {
        return plan.error();
    }
    (*table)->choose(plan->columns);
    ColumnOutcome outcome;
    outcome.options = std::move(options);
    outcome.options.shape = plan->shape;
    outcome.options.results = rules::ResultsFilter::None;
    outcome.options.max_record_bytes = max_row_bytes;
    const Result<std::optional<rules::Candidates>> candidates = rules::find_candidates(outcome.options, setup.table);
    if (!candidates) {
        return candidates.error();
    }
    const judge::RunContext context{.options = outcome.options,
                                    .table = setup.table,
                                    .backend = setup.backend,
                                    .candidates = *candidates ? &**candidates : nullptr};
    const std::string fault =
        ColumnRun(context, setup.info, *plan, **table, request.wants_sum, is_wanted, outcome).run();
    if (!fault.empty()) {
        return Error{fault};
    }
    return outcome;
}

}    // namespace hmacsweep::columns
