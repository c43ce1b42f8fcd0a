#include "host/report/stored_summary.hpp"

#include "host/keys/kms_text.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hmacsweep::report {
namespace {

using Json = nlohmann::ordered_json;

/// A summary that has not the shape of one.
class BadSummary : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

const Json& member(const Json& object, const char* name) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    if (!object.is_object() || found == object.end()) {
        throw BadSummary(fmt::format("it has no \"{}\"", name));
    }
    return *found;
}

std::uint64_t number(const Json& object, const char* name) {
    const Json& value = member(object, name);
    if (!value.is_number_unsigned()) {
        throw BadSummary(fmt::format("\"{}\" is no count", name));
    }
    return value.get<std::uint64_t>();
}

bool truth(const Json& object, const char* name) {
    const Json& value = member(object, name);
    if (!value.is_boolean()) {
        throw BadSummary(fmt::format("\"{}\" is neither true nor false", name));
    }
    return value.get<bool>();
}

/// A string, or the empty one for null.
std::string text(const Json& object, const char* name) {
    const Json& value = member(object, name);
    if (!value.is_string() && !value.is_null()) {
        throw BadSummary(fmt::format("\"{}\" is no text", name));
    }
    return value.is_null() ? std::string() : value.get<std::string>();
}

const Json& list(const Json& object, const char* name) {
    const Json& value = member(object, name);
    if (!value.is_array()) {
        throw BadSummary(fmt::format("\"{}\" is no list", name));
    }
    return value;
}

std::vector<std::string> texts(const Json& list) {
    std::vector<std::string> found;
    for (const Json& item : list) {
        if (!item.is_string()) {
            throw BadSummary("a list of texts has something else in it");
        }
        found.push_back(item.get<std::string>());
    }
    return found;
}

/// What an object's members are, in order, as text.
std::vector<std::pair<std::string, std::string>> pairs(const Json& object) {
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto& [name, value] : object.items()) {
        found.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
    }
    return found;
}

ClassCounts classes(const Json& object) {
    const Json& counts = member(object, "classes");
    ClassCounts found;
    for (std::size_t c = 0; c < class_names.size(); ++c) {
        found.counts.at(c) = number(counts, std::string(class_names.at(c)).c_str());
    }
    return found;
}

OutputEvidence output(const Json& json, const char* count_name) {
    return {text(json, "name"), number(json, "bytes"), text(json, "sha256"), number(json, count_name),
            text(json, "error")};
}

void read_codes(const Json& json, Evidence& evidence) {
    for (const auto& [code, count] : member(json, "codes").items()) {
        const std::optional<Verdict> verdict = verdict_of_code(code);
        if (!verdict || !count.is_number_unsigned()) {
            throw BadSummary("\"codes\" has one that hmacsweep does not know");
        }
        evidence.codes.add(*verdict, count.get<std::uint64_t>());
    }
}

void read_failures(const Json& json, Evidence& evidence) {
    for (const Json& place : list(json, "first_failures")) {
        evidence.first_failures.push_back({text(place, "source"), number(place, "record"),
                                           place.contains("line") ? number(place, "line") : 0, text(place, "code")});
    }
    for (const Json& diagnosis : list(json, "diagnosis")) {
        DiagnosisEvidence& added = evidence.diagnoses.emplace_back(
            DiagnosisEvidence{text(diagnosis, "key"), number(diagnosis, "sampled"), {}});
        for (const Json& finding : list(diagnosis, "findings")) {
            added.findings.emplace_back(text(finding, "words"), number(finding, "verified"));
        }
    }
}

void read_keys(const Json& json, Evidence& evidence) {
    for (const Json& key : list(json, "by_key")) {
        evidence.keys.push_back({text(key, "key"), text(key, "fingerprint"), number(key, "records"), classes(key)});
    }
    evidence.without_key = number(member(json, "without_key"), "records");
    evidence.has_candidates = json.contains("candidates");
    if (evidence.has_candidates) {
        evidence.candidates_notice = text(member(json, "candidates"), "notice");
        for (const Json& range : list(json, "key_ranges")) {
            evidence.key_ranges.push_back(
                {text(range, "source"), number(range, "first"), number(range, "last"), text(range, "key")});
        }
        evidence.num_key_ranges = number(json, "num_key_ranges");
    }
    for (const auto& [name, counts] : member(json, "by_algorithm").items()) {
        evidence.algorithms.emplace_back(name, classes(Json{{"classes", counts}}));
    }
}

void read_sources(const Json& json, Evidence& evidence) {
    for (const Json& source : list(json, "sources")) {
        evidence.sources.push_back({text(source, "name"), number(source, "bytes"), text(source, "sha256"),
                                    text(source, "tree_sha256"), text(source, "compression"),
                                    number(source, "content_bytes"), number(source, "records"), classes(source),
                                    text(source, "error")});
    }
    evidence.results = output(member(json, "results"), "lines");
    if (json.contains("rejects")) {
        evidence.rejects = output(member(json, "rejects"), "records");
    }
}

/// (Summaries of earlier versions have none.)
void read_passed_over(const Json& json, Evidence& evidence) {
    if (!json.contains("passed_over")) {
        return;
    }
    for (const Json& file : list(json, "passed_over")) {
        evidence.passed_over.push_back({text(file, "name"), text(file, "reason"), truth(file, "accepted")});
    }
    evidence.num_passed_over = number(json, "num_passed_over");
}

void read_chain(const Json& json, Evidence& evidence) {
    evidence.is_chained = json.contains("chain");
    if (!evidence.is_chained) {
        return;
    }
    const Json& chain = member(json, "chain");
    evidence.num_breaks = number(chain, "num_breaks");
    for (const Json& broken : list(chain, "breaks")) {
        BreakEvidence& added = evidence.breaks.emplace_back(
            BreakEvidence{text(broken, "source"), number(broken, "record"), text(broken, "finding"), {}});
        const Json& behind = member(broken, "belongs_behind");
        if (behind.is_object()) {
            const std::uint64_t record = number(behind, "record");
            const std::string source = text(behind, "source");
            added.belongs_behind = record == 0 ? "the start of the chain" : fmt::format("record {}", record);
            if (record != 0 && source != added.source) {
                added.belongs_behind += fmt::format(" of {}", source);
            }
        }
    }
    evidence.cut_ends = texts(list(chain, "cut_ends"));
}

void read_backend(const Json& json, Evidence& evidence) {
    const Json& backend = member(json, "backend");
    evidence.backend = text(backend, "name");
    evidence.backend_detail = text(backend, "detail");
    evidence.backend_error = text(backend, "error");
    evidence.hashed = number(backend, "records");
    evidence.long_messages = number(backend, "long_messages");
    evidence.notices = texts(list(backend, "notices"));
    for (const Json& device : list(backend, "devices")) {
        evidence.shares.push_back(
            {text(device, "device"), text(device, "name"), number(device, "records"), text(device, "failure"), false});
    }
    for (const Json& other : list(backend, "fallbacks")) {
        evidence.shares.push_back(
            {text(other, "name"), text(other, "detail"), number(other, "records"), text(other, "reason"), true});
    }
    const Json& check = member(json, "cross_check");
    evidence.cross_check = text(check, "mode");
    evidence.num_checked = number(check, "checked");
    evidence.num_disagreements = number(check, "disagreements");
    evidence.seed = number(check, "seed");
}

Evidence read(const Json& json) {
    Evidence evidence;
    if (number(json, "schema") != 1) {
        throw BadSummary("its \"schema\" is not 1, the only one that this hmacsweep knows");
    }
    evidence.operation = text(json, "operation");
    if (evidence.operation != "verify") {
        throw BadSummary("it is none of verify");
    }
    evidence.is_complete = truth(json, "complete");
    evidence.is_stopped_early = truth(json, "stopped_early");
    evidence.status = static_cast<int>(std::min<std::uint64_t>(number(json, "status"), 255));
    if (json.contains("reasons")) {
        for (const Json& reason : list(json, "reasons")) {
            evidence.reasons.push_back(text(reason, "words"));
        }
    }
    evidence.records = number(json, "records");
    evidence.classes = classes(json);
    read_codes(json, evidence);
    read_failures(json, evidence);
    read_keys(json, evidence);
    read_sources(json, evidence);
    if (json.contains("unproved_boundaries")) {
        evidence.unproved_boundaries = texts(list(json, "unproved_boundaries"));
    }
    read_passed_over(json, evidence);
    read_chain(json, evidence);
    read_backend(json, evidence);
    evidence.options = pairs(member(json, "options"));
    if (json.contains("command")) {
        evidence.command = texts(list(json, "command"));
    }
    evidence.version = text(json, "version");
    evidence.host = pairs(member(json, "host"));
    evidence.started = text(json, "started");
    const Json& seconds = member(json, "seconds");
    if (!seconds.is_number()) {
        throw BadSummary("\"seconds\" is no number");
    }
    evidence.seconds = seconds.get<double>();
    return evidence;
}

}    // namespace

std::uint64_t ClassCounts::total() const {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

void ClassCounts::add(const ClassCounts& other) {
    for (std::size_t c = 0; c < counts.size(); ++c) {
        counts.at(c) += other.counts.at(c);
    }
}

bool Evidence::has_option(std::string_view name) const {
    return std::ranges::any_of(options, [&](const auto& option) { return option.first == name; });
}

std::string Evidence::option(std::string_view name) const {
    const auto found = std::ranges::find(options, name, &std::pair<std::string, std::string>::first);
    return found == options.end() ? std::string() : found->second;
}

Result<Evidence> parse_evidence(std::string_view summary_json) {
    try {
        const Json json = Json::parse(summary_json);
        return read(json);
    } catch (const Json::parse_error& error) {
        return Error{fmt::format("it is no JSON (near byte {})", error.byte)};
    } catch (const Json::exception&) {
        return Error{"it has something else where a number, text or list is expected"};
    } catch (const BadSummary& error) {
        return Error{error.what()};
    }
}

std::optional<Verdict> verdict_of_code(std::string_view code) {
    for (int v = 0; v < core::num_verdicts; ++v) {
        const auto verdict = static_cast<Verdict>(v);
        if (verdict != Verdict::Valid && keys::code_of(verdict) == code) {
            return verdict;
        }
    }
    return std::nullopt;
}

std::vector<std::string> contradictions(const Evidence& evidence) {
    std::vector<std::string> found;
    const auto require = [&](bool holds, const char* sentence) {
        if (!holds) {
            found.emplace_back(sentence);
        }
    };
    require(evidence.classes.total() == evidence.records, "The summary's five classes do not add up to its records.");
    ClassCounts of_sources;
    std::uint64_t records = 0;
    for (const SourceEvidence& source : evidence.sources) {
        of_sources.add(source.classes);
        records += source.records;
    }
    require(of_sources == evidence.classes && records == evidence.records,
            "The summary's inputs do not add up to its records.");
    std::uint64_t by_key = evidence.without_key;
    for (const KeyEvidence& key : evidence.keys) {
        by_key += key.records;
    }
    require(by_key == evidence.records, "The summary's keys do not add up to its records.");
    bool fits_codes = true;
    for (const RecordClass c :
         {RecordClass::Invalid, RecordClass::Unverifiable, RecordClass::Untagged, RecordClass::Malformed}) {
        fits_codes = fits_codes && evidence.codes.of(c) == evidence.classes.of(c);
    }
    require(fits_codes, "The summary's codes do not add up to its classes.");
    const std::uint64_t open =
        evidence.classes.of(RecordClass::Unverifiable) + evidence.classes.of(RecordClass::Malformed);
    const bool is_all_read = std::ranges::all_of(evidence.passed_over, &PassedOverEvidence::is_accepted);
    const bool is_clean =
        evidence.is_complete && is_all_read && evidence.classes.of(RecordClass::Invalid) == 0 && open == 0;
    require(evidence.status != 0 || is_clean,
            "The summary's status is 0, and its counts or its errors are against that.");
    return found;
}

}    // namespace hmacsweep::report
