#include "host/base/encoding.hpp"
#include "host/base/machine.hpp"
#include "host/base/version.hpp"
#include "host/format/boundaries.hpp"
#include "host/keys/kms_text.hpp"
#include "host/report/summary.hpp"

#include <array>
#include <ctime>
#include <thread>

#include <sys/utsname.h>
#include <nlohmann/json.hpp>

namespace hmacsweep::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr int schema_version = 1;

/// Valid UTF-8 for names that the file system gave us.
std::string as_utf8(const std::string& text) {
    std::string quoted;
    append_json_string(quoted, text);
    return Json::parse(quoted).get<std::string>();
}

Json classes_json(const VerdictCounts& counts) {
    Json classes;
    for (std::size_t c = 0; c < class_names.size(); ++c) {
        classes[std::string(class_names[c])] = counts.of(static_cast<RecordClass>(c));
    }
    return classes;
}

Json codes_json(const VerdictCounts& counts) {
    Json codes = Json::object();
    for (int v = 0; v < core::num_verdicts; ++v) {
        const auto verdict = static_cast<Verdict>(v);
        if (verdict != Verdict::Valid && counts.of(verdict) != 0) {
            codes[std::string(keys::code_of(verdict))] = counts.of(verdict);
        }
    }
    return codes;
}

Json keys_json(const Report& report, const keys::KeyStore& keys) {
    Json list = Json::array();
    for (std::uint32_t k = 0; k < keys.size(); ++k) {
        if (report.by_key[k].total() == 0) {
            continue;
        }
        Json row{{"key", keys[k].result_name()}};
        row["fingerprint"] = keys[k].material.empty() ? Json() : Json(keys::fingerprint(keys[k]));
        row["records"] = report.by_key[k].total();
        row["classes"] = classes_json(report.by_key[k]);
        list.push_back(std::move(row));
    }
    return list;
}

Json ranges_json(const Report& report, const keys::KeyStore& keys) {
    Json list = Json::array();
    for (const KeyRange& range : report.key_ranges.kept()) {
        list.push_back({{"source", as_utf8(report.sources[range.source].name)},
                        {"first", range.first},
                        {"last", range.last},
                        {"key", keys[range.key].result_name()}});
    }
    return list;
}

Json algorithms_json(const Report& report) {
    Json rows = Json::object();
    for (const Algorithm algorithm : all_algorithms) {
        const VerdictCounts& counts = report.by_algorithm[static_cast<std::size_t>(algorithm)];
        if (counts.total() != 0) {
            rows[std::string(name_of(algorithm))] = classes_json(counts);
        }
    }
    return rows;
}

Json foreign_lengths_json(const Report& report) {
    Json counts = Json::object();
    for (std::size_t i = 0; i < report.foreign_lengths.size(); ++i) {
        if (report.foreign_lengths[i] != 0) {
            counts[std::string(rules::foreign_macs[i].name)] = report.foreign_lengths[i];
        }
    }
    return counts;
}

/// Why keys have no valid record, as far as that was found out.
Json diagnosis_json(const Report& report, const keys::KeyStore& keys) {
    Json list = Json::array();
    for (const diagnosis::Diagnosis& diagnosis : report.diagnoses) {
        Json findings = Json::array();
        for (const diagnosis::Finding& finding : diagnosis.findings) {
            Json names = Json::array();
            for (const diagnosis::Guess& guess : finding.guesses) {
                names.push_back(diagnosis::mistakes()[guess.mistake].name);
            }
            findings.push_back({{"mistakes", std::move(names)},
                                {"verified", finding.num_verified},
                                {"words", as_utf8(finding.words)},
                                {"options", finding.options},
                                {"remarks", finding.remarks}});
        }
        const bool has_key = diagnosis.key != core::no_key;
        list.push_back({{"key", has_key ? Json(keys[diagnosis.key].result_name()) : Json()},
                        {"sampled", diagnosis.num_sampled},
                        {"findings", std::move(findings)}});
    }
    return list;
}

/// Why the status is not 0, the decisive reason first.
Json reasons_json(const Report& report, const Expectations& expectations) {
    Json list = Json::array();
    for (const EndReason& reason : end_reasons(report, expectations)) {
        list.push_back({{"status", reason.status}, {"words", reason.words}});
    }
    return list;
}

Json text_or_null(const std::string& text) {
    return text.empty() ? Json() : Json(as_utf8(text));
}

Json sources_json(const Report& report) {
    Json list = Json::array();
    for (const SourceReport& source : report.sources) {
        list.push_back({{"name", as_utf8(source.name)},
                        {"bytes", source.bytes},
                        {"sha256", text_or_null(source.sha256)},
                        {"tree_sha256", text_or_null(source.tree_sha256)},
                        {"compression", text_or_null(std::string(input::compression_name(source.compression)))},
                        {"content_bytes", source.content_bytes},
                        {"records", source.records},
                        {"classes", classes_json(source.counts)},
                        {"error", text_or_null(source.error)}});
    }
    return list;
}

/// Those that forbid a PASS come first: of many, only some are named.
Json passed_over_json(const Report& report) {
    constexpr std::size_t most_named = 1000;
    Json list = Json::array();
    for (const bool is_accepted : {false, true}) {
        for (const input::PassedOver& file : report.passed_over) {
            if (file.is_accepted == is_accepted && list.size() < most_named) {
                list.push_back(
                    {{"name", as_utf8(file.name)}, {"reason", as_utf8(file.reason)}, {"accepted", is_accepted}});
            }
        }
    }
    return list;
}

Json places_json(const Report& report, const std::vector<RecordPlace>& places) {
    Json list = Json::array();
    for (const RecordPlace& place : places) {
        Json& entry =
            list.emplace_back(Json{{"source", as_utf8(report.sources[place.source].name)}, {"record", place.record}});
        if (place.line != 0) {
            entry["line"] = place.line;
        }
        entry["code"] = keys::code_of(place.verdict);
    }
    return list;
}

Json chain_json(const Report& report) {
    Json breaks = Json::array();
    for (const judge::ChainBreak& broken : report.chain.breaks) {
        std::string_view finding = "altered or behind another record";
        if (broken.is_altered || broken.is_intact) {
            finding = broken.is_altered ? "altered" : "intact, behind another record";
        }
        Json row{{"source", as_utf8(report.sources[broken.source].name)},
                 {"record", broken.record},
                 {"line", broken.line == 0 ? Json() : Json(broken.line)},
                 {"finding", finding},
                 {"belongs_behind", nullptr}};
        if (broken.follows) {
            row["belongs_behind"] = {{"source", as_utf8(report.sources[broken.follows_source].name)},
                                     {"record", *broken.follows}};
        }
        breaks.push_back(std::move(row));
    }
    Json cut_ends = Json::array();
    for (const std::uint32_t source : report.chain.cut_ends) {
        cut_ends.push_back(as_utf8(report.sources[source].name));
    }
    return {{"num_breaks", report.chain.num_breaks}, {"breaks", std::move(breaks)}, {"cut_ends", std::move(cut_ends)}};
}

std::string utc(std::chrono::system_clock::time_point time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    static_cast<void>(::gmtime_r(&seconds, &parts));
    std::array<char, sizeof("2026-11-21T10:00:00Z")> text{};
    static_cast<void>(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
    return text.data();
}

Json host_json() {
    utsname system{};
    ::uname(&system);
    return {{"name", system.nodename},
            {"system", std::string(system.sysname) + " " + system.release},
            {"machine", system.machine},
            {"cpu", cpu_model()},
            {"cores", std::thread::hardware_concurrency()}};
}

std::string_view name_of_mode(rules::CrossCheck mode) {
    switch (mode) {
        case rules::CrossCheck::None:
            return "none";
        case rules::CrossCheck::Sample:
            return "sample";
        case rules::CrossCheck::All:
            break;
    }
    return "all";
}

/// Who judged how many: the backend, its GPUs, and the backends that took over.
Json backend_json(const Report& report, const RunFacts& facts) {
    Json devices = Json::array();
    Json fallbacks = Json::array();
    for (const backend::Share& share : report.shares) {
        if (share.is_replacement) {
            fallbacks.push_back({{"name", share.name},
                                 {"detail", share.detail},
                                 {"records", share.records},
                                 {"reason", as_utf8(share.failure)}});
        } else {
            devices.push_back({{"device", share.name},
                               {"name", share.detail},
                               {"records", share.records},
                               {"failure", text_or_null(share.failure)}});
        }
    }
    return {{"name", facts.backend.info->name},  {"detail", facts.backend.detail},
            {"records", report.num_hashed},      {"long_messages", report.num_long},
            {"devices", std::move(devices)},     {"fallbacks", std::move(fallbacks)},
            {"notices", facts.backend.warnings}, {"error", text_or_null(report.backend_error)}};
}

}    // namespace

std::string summary_json(const Report& report, const RunFacts& facts) {
    Json json;
    json["schema"] = schema_version;
    json["operation"] = facts.options.operation == rules::Operation::Verify ? "verify" : "generate";
    json["complete"] = report.is_complete();
    json["stopped_early"] = report.is_stopped_early;
    json["status"] = facts.status;
    json["reasons"] = reasons_json(report, facts.expectations);
    json["records"] = report.records();
    json["classes"] = classes_json(report.counts);
    json["codes"] = codes_json(report.counts);
    json["foreign_lengths"] = foreign_lengths_json(report);
    json["first_failures"] = places_json(report, report.first_failures);
    json["diagnosis"] = diagnosis_json(report, facts.keys);
    json["by_key"] = keys_json(report, facts.keys);
    json["without_key"] = {{"records", report.without_key.total()}, {"classes", classes_json(report.without_key)}};
    if (report.key_ranges.is_wanted()) {
        json["candidates"] = {{"unmatched", report.without_key.of(RecordClass::Invalid)},
                              {"notice", text_or_null(report.candidates_notice)}};
        json["key_ranges"] = ranges_json(report, facts.keys);
        json["num_key_ranges"] = report.key_ranges.size();
    }
    json["by_algorithm"] = algorithms_json(report);
    json["sources"] = sources_json(report);
    json["unproved_boundaries"] = Json::array();
    for (const std::string& name : format::unproved_boundaries(facts.options.shape, facts.options.min_mac_bytes == 0)) {
        json["unproved_boundaries"].push_back(as_utf8(name));
    }
    json["passed_over"] = passed_over_json(report);
    json["num_passed_over"] = report.passed_over.size();
    if (report.chain.is_chained) {
        json["chain"] = chain_json(report);
    }
    json["results"] = {{"name", as_utf8(report.results.name)},
                       {"bytes", report.results.bytes},
                       {"sha256", text_or_null(report.results.sha256)},
                       {"lines", report.results.lines},
                       {"error", text_or_null(report.results.error)}};
    if (!report.rejects.name.empty()) {
        json["rejects"] = {
            {"name", as_utf8(report.rejects.name)},          {"bytes", report.rejects.bytes},
            {"sha256", text_or_null(report.rejects.sha256)}, {"records", report.rejects.records},
            {"left_out", report.rejects.left_out},           {"error", text_or_null(report.rejects.error)}};
    }
    json["accounting_error"] = text_or_null(report.accounting_error);
    json["backend"] = backend_json(report, facts);
    json["cross_check"] = {{"mode", name_of_mode(facts.options.cross_check)},
                           {"checked", report.num_checked},
                           {"disagreements", report.num_disagreements},
                           {"disagreeing", places_json(report, report.disagreements)},
                           {"seed", facts.options.seed}};
    if (report.key_ranges.is_wanted()) {
        json["cross_check"]["candidates"] = {{"matches", report.candidate_checks.matches},
                                             {"failing_pairs", report.candidate_checks.failing_pairs},
                                             {"unmatched", report.candidate_checks.unmatched},
                                             {"unmatched_pairs", report.candidate_checks.unmatched_pairs}};
    }
    if (facts.options.operation == rules::Operation::Generate) {
        json["ignored_macs"] = report.num_ignored_macs;
    }
    Json options = Json::object();
    for (const auto& [name, value] : facts.arguments) {
        options[name] = as_utf8(value);
    }
    json["options"] = std::move(options);
    if (!facts.command.empty()) {
        for (const std::string& word : facts.command) {
            json["command"].push_back(as_utf8(word));
        }
    }
    json["version"] = version();
    json["host"] = host_json();
    json["started"] = utc(facts.started);
    json["seconds"] = facts.seconds;
    return json.dump(2) + "\n";
}

}    // namespace hmacsweep::report
