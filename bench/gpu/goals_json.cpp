#include "bench/gpu/goals_json.hpp"

#include "host/base/algorithm_names.hpp"

#include <fmt/format.h>

namespace hmacsweep::bench {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Rate& rate) {
    return {{"records_per_second", rate.per_second(rate.records)},
            {"bytes_per_second", rate.per_second(rate.bytes)},
            {"blocks_per_second", rate.per_second(rate.blocks)},
            {"spread", rate.spread()},
            {"records_per_sample", rate.records},
            {"seconds", rate.seconds}};
}

Json to_json(const GoalRow& row) {
    Json json{{"what", row.what}, {"ratio", row.ratio}, {"dropped_samples", row.num_dropped}};
    json.update(to_json(row.rate));
    return json;
}

Json to_json(const Goal& goal) {
    Json json{{"ratio", goal.ratio()}, {"what", goal.what},       {"bound_by", goal.bound},    {"accept", goal.accept},
              {"good", goal.good},     {"stretch", goal.stretch}, {"reached", goal.reached()}, {"rows", Json::array()}};
    for (const GoalRow& row : goal.rows) {
        json["rows"].push_back(to_json(row));
    }
    return json;
}

Json to_json(const VariantRow& row) {
    Json json{{"name", row.name}, {"algorithm", name_of(row.algorithm)}, {"ratio", row.ratio}};
    json["clocks"] = row.kernel.clocks;
    json.update(to_json(row.kernel.rate));
    return json;
}

std::string mark(double ratio) {
    return ratio == 0 ? "" : fmt::format("{:.2f}", ratio);
}

}    // namespace

void add_goals(const GoalsReport& report, Json& json) {
    const GpuLimits& limits = report.limits;
    json["limits"] = {{"A", limits.alu()},          {"A_lop3", limits.alu_lop3}, {"A_shf", limits.alu_shf},
                      {"H", limits.host_to_device}, {"D", limits.device_copy},   {"R", limits.read_warm},
                      {"R_cold", limits.read_cold}, {"C", limits.cpu_text}};
    json["goals"] = Json::object();
    for (const Goal& goal : report.goals) {
        json["goals"][std::string(goal.id)] = to_json(goal);
    }
    json["failures"] = report.failures;
    json["variants"] = Json::array();
    for (const VariantRow& row : report.variants) {
        json["variants"].push_back(to_json(row));
    }
}

std::string goals_table(const GoalsReport& report) {
    std::string table = fmt::format("\n{:<4} {:<60} {:<10} {:>6} {:>6} {:>6} {:>7}  {}\n", "id", "what", "bound by",
                                    "ratio", "accept", "good", "stretch", "reached");
    for (const Goal& goal : report.goals) {
        table += fmt::format("{:<4} {:<60} {:<10} {:>6.2f} {:>6} {:>6} {:>7}  {}\n", goal.id, goal.what, goal.bound,
                             goal.ratio(), mark(goal.accept), mark(goal.good), mark(goal.stretch), goal.reached());
    }
    return table + "\n";
}

}    // namespace hmacsweep::bench
