// A run's summary, read back from its JSON: all that a report knows but for the single records. A live run goes the
// same way, so that both make one report.
#pragma once

#include "host/base/result.hpp"
#include "host/report/report.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hmacsweep::report {

/// Records of each class.
struct ClassCounts {
    std::array<std::uint64_t, class_names.size()> counts{};

    [[nodiscard]] std::uint64_t of(RecordClass record_class) const {
        return counts.at(static_cast<std::size_t>(record_class));
    }
    [[nodiscard]] std::uint64_t total() const;
    void add(const ClassCounts& other);
    bool operator==(const ClassCounts&) const = default;
};

struct KeyEvidence {
    std::string name;
    std::string fingerprint;    ///< empty for a key without material
    std::uint64_t records = 0;
    ClassCounts classes;
};

struct SourceEvidence {
    std::string name;
    std::uint64_t bytes = 0;
    std::string sha256;    ///< empty where it was not computed, as are the next two
    std::string tree_sha256;
    std::string compression;
    std::uint64_t content_bytes = 0;
    std::uint64_t records = 0;
    ClassCounts classes;
    std::string error;
};

/// A file of a folder that was not read.
struct PassedOverEvidence {
    std::string name;
    std::string reason;
    bool is_accepted = false;
};

/// Results or rejects.
struct OutputEvidence {
    std::string name;
    std::uint64_t bytes = 0;
    std::string sha256;
    std::uint64_t lines = 0;
    std::string error;
};

struct RangeEvidence {
    std::string source;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::string key;
};

struct BreakEvidence {
    std::string source;
    std::uint64_t record = 0;
    std::string finding;
    std::string belongs_behind;    ///< in words; empty where that is not known
};

/// What took part in judging: a GPU, or a backend that took over.
struct ShareEvidence {
    std::string name;
    std::string detail;
    std::uint64_t records = 0;
    std::string failure;
    bool is_replacement = false;
};

struct DiagnosisEvidence {
    std::string key;
    std::uint64_t sampled = 0;
    std::vector<std::pair<std::string, std::uint64_t>> findings;    ///< words, and how many records they make verify
};

struct PlaceEvidence {
    std::string source;
    std::uint64_t record = 0;
    std::uint64_t line = 0;    ///< 0 for none
    std::string code;
};

struct Evidence {
    std::string operation;
    bool is_complete = false;
    bool is_stopped_early = false;
    int status = 0;
    std::vector<std::string> reasons;    ///< why that is not 0; empty in summaries of older versions
    std::uint64_t records = 0;
    ClassCounts classes;
    VerdictCounts codes;    ///< of what is not valid
    std::vector<PlaceEvidence> first_failures;
    std::vector<DiagnosisEvidence> diagnoses;
    std::vector<KeyEvidence> keys;
    std::uint64_t without_key = 0;
    bool has_candidates = false;
    std::string candidates_notice;
    std::vector<RangeEvidence> key_ranges;
    std::uint64_t num_key_ranges = 0;
    std::vector<std::pair<std::string, ClassCounts>> algorithms;
    std::vector<SourceEvidence> sources;
    std::vector<std::string> unproved_boundaries;    ///< fields between which text could be moved
    std::vector<PassedOverEvidence> passed_over;     ///< the first of them; what forbids a PASS is before the rest
    std::uint64_t num_passed_over = 0;
    bool is_chained = false;
    std::uint64_t num_breaks = 0;
    std::vector<BreakEvidence> breaks;
    std::vector<std::string> cut_ends;
    OutputEvidence results;
    std::optional<OutputEvidence> rejects;
    std::string backend;
    std::string backend_detail;
    std::string backend_error;
    std::uint64_t hashed = 0;
    std::uint64_t long_messages = 0;
    std::vector<ShareEvidence> shares;
    std::vector<std::string> notices;
    std::string cross_check;    ///< its mode
    std::uint64_t num_checked = 0;
    std::uint64_t num_disagreements = 0;
    std::uint64_t seed = 0;
    std::vector<std::pair<std::string, std::string>> options;    ///< as given
    std::vector<std::string> command;                            ///< its words; empty where a summary has none
    std::string version;
    std::vector<std::pair<std::string, std::string>> host;
    std::string started;    ///< `2026-11-21T10:00:00Z`
    double seconds = 0;

    [[nodiscard]] bool has_option(std::string_view name) const;
    /// The option's value; empty when it was not given.
    [[nodiscard]] std::string option(std::string_view name) const;
};

/// Reads a summary of `verify`. An error says what of it is missing or of the wrong kind.
[[nodiscard]] Result<Evidence> parse_evidence(std::string_view summary_json);

/// Where the numbers of a summary do not fit each other, a sentence each; none in any that the program wrote.
[[nodiscard]] std::vector<std::string> contradictions(const Evidence& evidence);

/// The verdict that a code stands for; nothing for one that no record can have.
[[nodiscard]] std::optional<Verdict> verdict_of_code(std::string_view code);

}    // namespace hmacsweep::report
