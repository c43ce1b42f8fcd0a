// The findings: the records that are not valid, collected for the report page in bounded memory. Kept are the first
// findings, the longest ranges of them, their counts by key, and where they are in each input. A live run
// (slab_findings.hpp) and stored result lines (stored_results.hpp) both add findings.
#pragma once

#include "host/report/report.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hmacsweep::audit {

/// A record that is not valid, with what its result line has. The views are only valid during Findings::add().
struct Finding {
    std::uint32_t source = 0;    ///< index of the source
    std::uint64_t record = 0;    ///< 1-based within its source
    std::uint64_t line = 0;      ///< 1-based within its source; 0 in a format that has no lines
    std::uint64_t offset = 0;    ///< of the record's first byte in the decompressed source
    Verdict verdict = Verdict::NotJudged;
    std::string_view id;     ///< the Id as JSON text; empty without an Id
    std::string_view key;    ///< the key's result name, or an unknown key's name in the record; may be empty
    std::string_view reason;
};

/// A finding that is kept. Texts are cut to Findings::max_text_characters.
struct ListedFinding {
    std::uint32_t source = 0;
    std::uint64_t record = 0;
    std::uint64_t line = 0;
    std::uint64_t offset = 0;
    Verdict verdict = Verdict::NotJudged;
    std::string id;    ///< the content of a JSON string; another Id as JSON text
    std::string key;
    std::string reason;
};

/// Consecutive records of one source with the same verdict.
struct FindingRange {
    std::uint32_t source = 0;
    std::uint64_t first = 0;         ///< number of the first record
    std::uint64_t last = 0;          ///< number of the last record
    std::uint64_t first_line = 0;    ///< 0 in a format that has no lines
    std::uint64_t last_line = 0;     ///< 0 in a format that has no lines
    Verdict verdict = Verdict::NotJudged;

    [[nodiscard]] std::uint64_t size() const { return last - first + 1; }
};

/// Where the findings are in a source: counts by class for stretches with an equal number of records. The stretches
/// double when there would be more than max_stretches.
class Damage {
public:
    static constexpr std::size_t max_stretches = 512;
    using Counts = std::array<std::uint64_t, report::class_names.size()>;

    /// Adds a finding; `record` is 1-based.
    void add(std::uint64_t record, report::RecordClass record_class);

    /// The number of records in a stretch.
    [[nodiscard]] std::uint64_t stretch() const { return stretch_; }
    /// The counts of each stretch, up to the last one that has findings.
    [[nodiscard]] const std::vector<Counts>& counts() const { return counts_; }

private:
    std::uint64_t stretch_ = 1;
    std::vector<Counts> counts_;
};

/// The findings of one source.
struct SourceFindings {
    std::uint32_t source = 0;
    std::uint64_t num = 0;      ///< number of findings
    std::uint64_t first = 0;    ///< number of the first record that is a finding
    std::uint64_t last = 0;     ///< number of the last record that is a finding
    std::uint64_t num_ranges = 0;
    std::uint64_t longest = 0;    ///< the size of the longest range, in records
    Damage damage;
};

/// The findings under one key, or under a name that is no known key.
struct KeyFindings {
    std::string key;    ///< empty: records that name no key
    report::VerdictCounts counts;
};

/// Collects findings.
class Findings {
public:
    static constexpr std::size_t max_listed = 1000;
    static constexpr std::size_t max_ranges = 25;
    static constexpr std::size_t max_sources = 1000;
    static constexpr std::size_t max_keys = 1000;
    static constexpr std::size_t max_text_characters = 300;

    /// Adds the next finding, in the order of sources and records.
    void add(const Finding& finding);
    /// To be called after the last finding.
    void finish() { end_range(); }

    /// The number of all findings.
    [[nodiscard]] std::uint64_t size() const { return counts_.total(); }
    [[nodiscard]] const report::VerdictCounts& counts() const { return counts_; }
    /// The first max_listed findings.
    [[nodiscard]] const std::vector<ListedFinding>& listed() const { return listed_; }
    [[nodiscard]] std::uint64_t num_ranges() const { return num_ranges_; }
    /// The number of ranges that have one record.
    [[nodiscard]] std::uint64_t num_alone() const { return num_alone_; }
    /// The longest max_ranges ranges, longest first; ranges of equal length in input order.
    [[nodiscard]] const std::vector<FindingRange>& longest_ranges() const { return longest_; }
    /// The first max_sources sources that have findings, in input order.
    [[nodiscard]] const std::vector<SourceFindings>& sources() const { return sources_; }
    /// The number of all sources that have findings.
    [[nodiscard]] std::uint64_t num_sources() const { return num_sources_; }
    /// The first max_keys keys that have findings, in input order.
    [[nodiscard]] const std::vector<KeyFindings>& keys() const { return keys_; }
    /// The findings under all further keys.
    [[nodiscard]] const report::VerdictCounts& other_keys() const { return other_keys_; }

private:
    void list(const Finding& finding);
    void extend_range(const Finding& finding);
    void end_range();
    void count_source(const Finding& finding);
    void count_key(const Finding& finding);

    report::VerdictCounts counts_;
    std::vector<ListedFinding> listed_;
    std::optional<FindingRange> range_;
    std::uint64_t num_ranges_ = 0;
    std::uint64_t num_alone_ = 0;
    std::vector<FindingRange> longest_;
    std::vector<SourceFindings> sources_;
    std::optional<std::uint32_t> last_source_;
    std::uint64_t num_sources_ = 0;
    std::vector<KeyFindings> keys_;
    std::unordered_map<std::string, std::size_t> key_places_;    ///< key to index in keys_
    std::size_t last_key_ = 0;
    report::VerdictCounts other_keys_;
};

}    // namespace hmacsweep::audit
