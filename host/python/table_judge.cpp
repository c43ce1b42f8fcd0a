#include "host/python/table_judge.hpp"

#include "host/report/summarize.hpp"

#include <chrono>

#include <fmt/format.h>

namespace hmacsweep::python {

Result<TableResult> judge_table(KeyRing& keys, const std::shared_ptr<Engine>& engine, ArrowArrayStream& stream,
                                const TableRequest& request, const std::function<bool()>& is_wanted) {
    const auto started = std::chrono::system_clock::now();
    const auto begin = std::chrono::steady_clock::now();
    Result<columns::ColumnOutcome> judged = columns::judge_columns(
        stream, request.columns, request.options, {keys.table(), *engine->backend, *engine->chosen.info}, is_wanted);
    if (!judged) {
        return judged.error();
    }
    if (!judged->report.backend_error.empty()) {
        keys.forget(engine);
    }
    judged->report.part = request.part;
    if (request.part) {
        judged->report.sources[0].name = fmt::format("part {}", request.part->number);
    }
    const auto outcome = std::make_shared<const columns::ColumnOutcome>(*std::move(judged));
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    TableResult result{.outcome = outcome,
                       .status = report::exit_status(outcome->report, request.expectations),
                       .reasons = {},
                       .engine = engine,
                       .expectations = request.expectations,
                       .arguments = request.arguments,
                       .started = started,
                       .seconds = seconds.count()};
    for (const report::EndReason& reason : report::end_reasons(outcome->report, request.expectations)) {
        result.reasons.push_back(reason.words);
    }
    return result;
}

std::string summary_of(const KeyRing& keys, const TableResult& result) {
    const report::RunFacts facts{.options = result.outcome->options,
                                 .keys = keys.store(),
                                 .backend = result.engine->chosen,
                                 .arguments = result.arguments,
                                 .started = result.started,
                                 .seconds = result.seconds,
                                 .expectations = result.expectations,
                                 .status = result.status};
    return report::to_json(report::summarize(result.outcome->report, facts));
}

}    // namespace hmacsweep::python
