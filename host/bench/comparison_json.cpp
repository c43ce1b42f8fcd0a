#include "host/bench/comparison_json.hpp"

#include "host/base/algorithm_names.hpp"
#include "host/base/machine.hpp"
#include "host/base/version.hpp"

#include <nlohmann/json.hpp>

namespace hmacsweep::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr int schema_version = 1;

Json to_json(const Row& row) {
    return {{"what", stage_names.at(static_cast<std::size_t>(row.stage))},
            {"backend", row.backend},
            {"algorithm", name_of(row.algorithm)},
            {"message_bytes", length_text(row.message_bytes)},
            {"threads", row.threads},
            {"records_per_second", row.rate.per_second(row.rate.records)},
            {"bytes_per_second", row.rate.per_second(row.rate.bytes)},
            {"spread", row.rate.spread()},
            {"records_per_sample", row.rate.records},
            {"bytes_per_sample", row.rate.bytes},
            {"blocks_per_sample", row.rate.blocks},
            {"seconds", row.rate.seconds}};
}

Json to_json(const BreakEven& about) {
    Json json{{"algorithm", name_of(about.algorithm)},
              {"message_bytes", length_text(about.message_bytes)},
              {"batch_records", nullptr},
              {"text_bytes", nullptr}};
    if (about.batch_records) {
        json["batch_records"] = *about.batch_records;
    }
    if (about.text_bytes) {
        json["text_bytes"] = *about.text_bytes;
    }
    return json;
}

Json to_json(const StageRow& row) {
    return {{"backend", row.backend},
            {"algorithm", name_of(row.algorithm)},
            {"message_bytes", length_text(row.message_bytes)},
            {"threads", row.threads},
            {"records", row.records},
            {"read_seconds", row.times.read},
            {"parse_seconds", row.times.parse},
            {"hash_seconds", row.times.hash},
            {"check_seconds", row.times.check},
            {"write_seconds", row.times.write}};
}

Json to_json(const BatchCurve& curve) {
    Json points = Json::array();
    for (const BatchPoint& point : curve.points) {
        points.push_back({{"records", point.records}, {"seconds", point.seconds}});
    }
    return {{"backend", curve.backend},
            {"algorithm", name_of(curve.algorithm)},
            {"message_bytes", length_text(curve.message_bytes)},
            {"points", std::move(points)}};
}

}    // namespace

std::string length_text(std::size_t message_bytes) {
    return message_bytes == mixed_lengths ? "1..4096" : std::to_string(message_bytes);
}

std::string comparison_json(const ComparisonReport& report, const ComparisonOptions& options, std::string_view commit) {
    Json json{{"schema", schema_version},   {"version", version()},
              {"commit", commit},           {"cpu", cpu_model()},
              {"threads", options.threads}, {"seconds_per_row", options.seconds},
              {"backends", Json::array()},  {"why_no_gpu", report.why_no_gpu},
              {"rows", Json::array()},      {"break_even", Json::array()}};
    for (const Contestant& contestant : report.contestants) {
        json["backends"].push_back(
            {{"name", contestant.name}, {"detail", contestant.detail}, {"start_seconds", contestant.start_seconds}});
    }
    for (const Row& row : report.rows) {
        json["rows"].push_back(to_json(row));
    }
    for (const BreakEven& about : report.break_evens) {
        json["break_even"].push_back(to_json(about));
    }
    if (options.wants_details) {
        json["stages"] = Json::array();
        for (const StageRow& row : report.stages) {
            json["stages"].push_back(to_json(row));
        }
        json["batches"] = Json::array();
        for (const BatchCurve& curve : report.curves) {
            json["batches"].push_back(to_json(curve));
        }
    }
    return json.dump(2) + "\n";
}

}    // namespace hmacsweep::bench
