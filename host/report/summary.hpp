// The summary of a run as plain data: everything that is known of it except the single records. summarize() makes it of
// a finished run, and parse_summary() reads it back from its JSON, so that both give the same report page. The list of
// what is in the JSON is in summary_fields.hpp.
#pragma once

#include "host/base/result.hpp"
#include "host/report/ending.hpp"
#include "host/report/figures.hpp"
#include "host/report/part.hpp"
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

    ClassCounts() = default;
    /// Adds up the verdicts of each class.
    explicit ClassCounts(const VerdictCounts& verdicts);

    /// The number of records of a class.
    [[nodiscard]] std::uint64_t of(RecordClass record_class) const {
        return counts.at(static_cast<std::size_t>(record_class));
    }
    /// The number of records of all classes.
    [[nodiscard]] std::uint64_t total() const;
    /// Adds the counts of `other`.
    void add(const ClassCounts& other);
    bool operator==(const ClassCounts&) const = default;
};

/// A text is empty, and a number 0, where there is nothing to tell.
struct Summary : Figures {
    struct Key {
        std::string name;
        std::string fingerprint;    ///< empty for a key without material
        std::uint64_t records = 0;
        ClassCounts classes;
    };
    struct Source {
        std::string name;
        std::uint64_t bytes = 0;
        std::string sha256;
        std::string tree_sha256;
        std::string compression;
        std::uint64_t content_bytes = 0;
        std::uint64_t records = 0;
        std::uint64_t not_chosen = 0;
        ClassCounts classes;
        std::vector<std::pair<std::string, std::uint64_t>> mac_forms;    ///< hex, base64: how many MACs
        std::string error;
        std::string charset;    ///< that its content was converted from; empty: none
    };
    /// A file of a folder that was not read.
    struct PassedOver {
        std::string name;
        std::string reason;
        bool is_accepted = false;
    };
    struct Output {
        std::string name;
        std::uint64_t bytes = 0;
        std::string sha256;
        std::string error;
    };
    struct Results : Output {
        std::uint64_t lines = 0;
    };
    struct Rejects : Output {
        std::uint64_t records = 0;
        std::uint64_t left_out = 0;
    };
    /// Valid records under one key, with none under another between them.
    struct Range {
        std::string source;
        std::uint64_t first = 0;
        std::uint64_t last = 0;
        std::string key;
    };
    struct Place {
        std::string source;
        std::uint64_t record = 0;
        std::uint64_t line = 0;    ///< 0 in a format that has no lines
        std::string code;
    };
    /// The record behind which a misplaced record of a chain belongs.
    struct Behind {
        std::string source;
        std::uint64_t record = 0;    ///< 0: the start of the chain
    };
    struct Break {
        static constexpr std::string_view altered = "altered";
        static constexpr std::string_view intact = "intact, behind another record";
        static constexpr std::string_view unknown = "altered or behind another record";

        std::string source;
        std::uint64_t record = 0;
        std::uint64_t line = 0;
        std::string finding;    ///< one of the three above
        std::optional<Behind> belongs_behind;
    };
    /// What took part in judging.
    struct Share {
        std::string name;
        std::string detail;
        std::uint64_t records = 0;
        std::string failure;
    };
    struct Device : Share {};      ///< a GPU
    struct Fallback : Share {};    ///< a backend that took over
    struct Finding {
        std::vector<std::string> mistakes;    ///< names of diagnosis::mistakes()
        std::uint64_t verified = 0;           ///< records of the sample
        std::string words;
        std::vector<std::string> options;
        std::vector<std::string> remarks;
    };
    struct Diagnosis {
        std::string key;    ///< empty: of the records whose key is not known
        std::uint64_t sampled = 0;
        std::vector<Finding> findings;
    };
    /// A record that a value finding names.
    struct ValuePlace {
        std::string source;
        std::uint64_t record = 0;
        std::string value;
    };
    struct ValueFinding {
        static constexpr std::string_view repeat = "repeat";
        static constexpr std::string_view gap = "gap";
        static constexpr std::string_view step_back = "step back";
        static constexpr std::string_view no_integer = "no integer";

        std::string kind;    ///< one of the four above
        std::string source;
        std::uint64_t record = 0;
        std::uint64_t line = 0;
        std::string value;
        std::optional<ValuePlace> earlier;
        std::uint64_t skipped = 0;
        std::uint64_t others_between = 0;
    };
    /// What --unique or --sequence found.
    struct ValueCheck {
        std::string rule;    ///< `unique` or `sequence`
        std::string field;
        bool may_lack = false;
        bool is_covered = false;
        judge::ValueCounts counts;
        std::optional<std::uint64_t> first;
        std::optional<std::uint64_t> last;
        std::uint64_t num_findings = 0;
        std::vector<ValueFinding> findings;

        [[nodiscard]] bool is_sequence() const { return rule == format::name_of(format::ValueRule::Sequence); }
    };
    /// One --where.
    struct Filter {
        std::string field;
        std::string text;
        bool is_covered = false;    ///< whether the MAC covers the field
    };
    /// By to_signed_json().
    struct Signature {
        std::string key;            ///< its name in results
        std::string algorithm;      ///< a KMS MacAlgorithm
        std::string mac;            ///< base64
        std::string fingerprint;    ///< of the key, once parse_signed_summary() has checked the MAC; else empty
    };
    struct Host {
        std::string name;
        std::string system;
        std::string machine;
        std::string cpu;
        std::uint64_t cores = 0;
    };

    std::string operation;    ///< `verify` or `generate`
    bool is_complete = false;
    int status = 0;
    std::vector<EndReason> reasons;    ///< why the status is not 0; empty in summaries of older versions
    std::uint64_t records = 0;
    ClassCounts classes;
    VerdictCounts codes;    ///< of the records that are not valid
    std::vector<Place> first_failures;
    std::vector<Diagnosis> diagnoses;
    std::vector<Key> keys;
    std::uint64_t without_key = 0;    ///< records
    ClassCounts classes_without_key;
    bool has_candidates = false;
    std::uint64_t unmatched = 0;    ///< records that no candidate key fits
    std::string candidates_notice;
    std::vector<Range> key_ranges;
    std::uint64_t num_key_ranges = 0;
    std::vector<std::pair<std::string, ClassCounts>> algorithms;
    std::vector<Source> sources;
    std::vector<std::string> unproved_boundaries;    ///< fields between which text could be moved
    std::vector<PassedOver> passed_over;             ///< the first of them; what forbids a PASS is before the rest
    std::uint64_t num_passed_over = 0;
    bool is_chained = false;
    std::uint64_t num_breaks = 0;
    std::vector<Break> breaks;
    std::vector<std::string> cut_ends;    ///< sources
    std::vector<ValueCheck> value_checks;
    std::vector<Filter> filters;
    Results results;
    std::optional<Rejects> rejects;
    std::string accounting_error;
    std::string backend;
    std::string backend_detail;
    std::string backend_error;
    std::vector<Device> devices;
    std::vector<Fallback> fallbacks;
    std::vector<std::string> notices;
    std::string cross_check;    ///< its mode
    std::vector<Place> disagreeing;
    std::uint64_t seed = 0;
    std::vector<std::pair<std::string, std::string>> options;    ///< as given
    std::vector<std::string> command;                            ///< its words; empty where a summary has none
    std::optional<Part> part;                                    ///< of a run that is one of several
    std::optional<Merged> merged;                                ///< of a summary that was joined of parts
    std::string records_sum;                                     ///< judge::sum_of_records() of the run, in hex
    std::string version;
    Host host;
    std::string started;    ///< `2026-11-21T10:00:00Z`
    double seconds = 0;
    std::optional<Signature> signature;

    /// Whether the option with this name was given.
    [[nodiscard]] bool has_option(std::string_view name) const;
    /// The step that would prove where a field of the message ends, as format::proving_step() has it.
    [[nodiscard]] std::string proving_step() const;
    /// The option's value; empty when it was not given.
    [[nodiscard]] std::string option(std::string_view name) const;
};

/// The summary as JSON: one object, indented, with a final line feed. Its member `schema` is summary_schema. Bytes of
/// texts that are not UTF-8 are replaced.
[[nodiscard]] std::string to_json(Summary summary);

/// Reads the summary of a `verify` run from its JSON. An error says which member is missing or of the wrong type.
[[nodiscard]] Result<Summary> parse_summary(std::string_view json);

/// One sentence for each contradiction between the numbers of a summary. A summary that hmacsweep wrote, and that
/// nobody changed, has none.
[[nodiscard]] std::vector<std::string> contradictions(const Summary& summary);

/// The verdict that results write as this code; nullopt for a code that no result has.
[[nodiscard]] std::optional<Verdict> verdict_of_code(std::string_view code);

}    // namespace hmacsweep::report
