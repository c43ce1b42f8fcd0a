// What a run found: counts that add up, and the evidence beside them. The summary for people and the one in JSON are
// made from it.
#pragma once

#include "host/backend/registry.hpp"
#include "host/base/order_free_sum.hpp"
#include "host/base/stage_times.hpp"
#include "host/diagnosis/diagnosis.hpp"
#include "host/input/source.hpp"
#include "host/judge/chain_report.hpp"
#include "host/judge/slab_result.hpp"
#include "host/judge/value_report.hpp"
#include "host/report/figures.hpp"
#include "host/report/key_ranges.hpp"
#include "host/report/part.hpp"
#include "host/rules/run_options.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::report {

using core::RecordClass;
inline constexpr std::array<std::string_view, 5> class_names{"valid", "invalid", "unverifiable", "untagged",
                                                             "malformed"};

/// The class of records with this verdict.
[[nodiscard]] RecordClass class_of(Verdict verdict);

/// Counts of verdicts, and of classes derived from them.
struct VerdictCounts {
    std::array<std::uint64_t, core::num_verdicts> by_verdict{};

    /// Counts `count` more records with a verdict.
    void add(Verdict verdict, std::uint64_t count = 1) { by_verdict[static_cast<std::size_t>(verdict)] += count; }
    /// The number of records with a verdict.
    [[nodiscard]] std::uint64_t of(Verdict verdict) const { return by_verdict[static_cast<std::size_t>(verdict)]; }
    /// The number of records of a class.
    [[nodiscard]] std::uint64_t of(RecordClass record_class) const;
    /// The number of all records.
    [[nodiscard]] std::uint64_t total() const;
};

struct SourceReport {
    std::string name;
    std::uint64_t bytes = 0;    ///< of the source itself, maybe compressed
    input::Compression compression = input::Compression::None;
    std::uint64_t content_bytes = 0;    ///< decompressed, and converted to UTF-8
    std::string charset;                ///< that it was converted from; empty: none
    std::string sha256;                 ///< of the source itself; empty when not asked for or not read whole
    std::string tree_sha256;            ///< the tree digest of the source itself; empty in the same cases
    std::string error;                  ///< empty when read whole
    std::uint64_t records = 0;
    std::uint64_t not_chosen = 0;    ///< records that --where does not choose; not in `records`
    VerdictCounts counts;
    std::array<std::uint64_t, num_encodings> mac_forms{};    ///< MACs read in each form; all 0 where the form was told
};

/// Where a record is in its source, for people.
struct RecordPlace {
    std::uint32_t source = 0;
    std::uint64_t record = 0;    ///< 1-based within its source
    std::uint64_t line = 0;      ///< 1-based within its source; 0 in a format that has no lines
    Verdict verdict = Verdict::NotJudged;
};

struct ResultsReport {
    std::string name;
    std::uint64_t bytes = 0;
    std::uint64_t lines = 0;
    std::uint64_t left_out = 0;    ///< lines past RunOptions::max_result_lines
    std::string sha256;
    std::string error;
    bool is_closed_pipe = false;
    bool is_json_lines = false;    ///< --with-record: of records that are in a JSON array or document
};

/// What became of the records that are not valid, where they are kept.
struct RejectsReport {
    std::string name;    ///< empty when they are not kept
    std::uint64_t bytes = 0;
    std::uint64_t records = 0;
    std::uint64_t left_out = 0;    ///< as RejectCounts::left_out
    bool is_mixed = false;         ///< they come from inputs with different header lines
    std::string sha256;
    std::string error;
};

struct Report : Figures {
    VerdictCounts counts;
    std::vector<VerdictCounts> by_key;    ///< indexed like the KeyStore
    VerdictCounts without_key;            ///< records that no key is named for; the invalid ones fit no candidate
    KeyRanges key_ranges;                 ///< where candidate keys were tried
    std::array<VerdictCounts, core::num_algorithms> by_algorithm{};
    std::vector<SourceReport> sources;
    ResultsReport results;
    RejectsReport rejects;
    std::vector<input::PassedOver> passed_over;    ///< files of folders that were not read
    judge::ChainReport chain;
    std::vector<judge::ValueReport> value_checks;    ///< of --unique and --sequence
    std::vector<RecordPlace> first_failures;         ///< the first max_named records that are not valid
    std::vector<RecordPlace> disagreements;          ///< the first max_named on which backend and checker differ
    std::string candidates_notice;         ///< of keys that were left out; empty when there is nothing to tell
    std::vector<backend::Share> shares;    ///< of its parts, where it has some; their records add up to num_hashed
    std::array<std::uint64_t, reader::num_signs> signs{};    ///< records that show each; of ColumnName: sources
    std::vector<diagnosis::Diagnosis>
        diagnoses;                   ///< of keys that have no valid record, in the order of their records
    std::string backend_error;       ///< why the run could not go on; empty when it could
    std::string accounting_error;    ///< which of the counts contradict each other; empty when none do
    int signal = 0;                  ///< that interrupted the run
    StageTimes times;                ///< where the run was timed
    judge::NamesSeen names_seen;
    std::uint64_t num_partly_read = 0;          ///< records with elements of lists that were not looked at
    std::vector<std::string> missing_names;     ///< a sentence for each name that was given and that no record has
    std::optional<Part> part;                   ///< of a run that is one of several
    std::optional<OrderFreeSum> records_sum;    ///< judge::sum_of_records() of all slabs, where it was asked for
    bool is_summary_unwritten = false;
    bool is_page_unwritten = false;

    static constexpr std::size_t max_named = 5;

    /// Adds the outcomes and counts of a slab of the source with index `source`. `place` is the slab's place.
    void add(std::uint32_t source, const input::SlabPlace& place, const judge::SlabResult& result);

    /// The number of all records.
    [[nodiscard]] std::uint64_t records() const { return counts.total(); }
    /// Whether every input was read whole, no file of a folder passed over unasked, and every result written.
    [[nodiscard]] bool is_complete() const;
    /// As is_complete(), but also true for a run that stopped early because the user asked for that (is_stopped_early).
    [[nodiscard]] bool is_unimpaired() const;
    /// Whether every chain ends where it was said to.
    [[nodiscard]] bool has_its_ends() const { return chain.cut_ends.empty(); }
    /// Whether the counts by source and by key add up to the whole, and every record was judged.
    [[nodiscard]] bool adds_up() const;
};

}    // namespace hmacsweep::report
