// What a report tells of the records that are not valid, gathered record by record in bounded memory: the first of
// them, the longest rows of neighbours, how many under which key, and where in each input they lie. Live runs and
// stored result lines fill it alike.
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

/// A record that is not valid, as its result line tells of it. Views hold only as long as the call.
struct Finding {
    std::uint32_t source = 0;
    std::uint64_t record = 0;    ///< 1-based within its source
    std::uint64_t line = 0;      ///< likewise; 0 in a format that has no lines
    std::uint64_t offset = 0;    ///< of its first byte
    Verdict verdict = Verdict::NotJudged;
    std::string_view id;     ///< JSON text; empty for none
    std::string_view key;    ///< the key's result name, or what the record calls it; empty for none
    std::string_view reason;
};

/// One that is kept, with texts of its own, which are cut where they are long.
struct ListedFinding {
    std::uint32_t source = 0;
    std::uint64_t record = 0;
    std::uint64_t line = 0;
    std::uint64_t offset = 0;
    Verdict verdict = Verdict::NotJudged;
    std::string id;    ///< a JSON string is its text
    std::string key;
    std::string reason;
};

/// Records of one source that stand next to each other and have one verdict.
struct FindingRange {
    std::uint32_t source = 0;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t first_line = 0;    ///< 0 where there are none
    std::uint64_t last_line = 0;
    Verdict verdict = Verdict::NotJudged;

    [[nodiscard]] std::uint64_t size() const { return last - first + 1; }
};

/// How many records lie where in a source: counts by class for equal stretches of records, which become twice as long
/// whenever the source turns out to be.
class Damage {
public:
    static constexpr std::size_t max_stretches = 512;
    using Counts = std::array<std::uint64_t, report::class_names.size()>;

    void add(std::uint64_t record, report::RecordClass record_class);

    /// Records in a stretch.
    [[nodiscard]] std::uint64_t stretch() const { return stretch_; }
    /// Those up to the last that has any.
    [[nodiscard]] const std::vector<Counts>& counts() const { return counts_; }

private:
    std::uint64_t stretch_ = 1;
    std::vector<Counts> counts_;
};

/// The findings of one source.
struct SourceFindings {
    std::uint32_t source = 0;
    std::uint64_t num = 0;
    std::uint64_t first = 0;    ///< record
    std::uint64_t last = 0;
    std::uint64_t num_ranges = 0;
    std::uint64_t longest = 0;    ///< of the ranges, in records
    Damage damage;
};

/// The findings under one key, or under a name that no key has.
struct KeyFindings {
    std::string key;    ///< empty: records that name none
    report::VerdictCounts counts;
};

class Findings {
public:
    static constexpr std::size_t max_listed = 1000;
    static constexpr std::size_t max_ranges = 25;
    static constexpr std::size_t max_sources = 1000;
    static constexpr std::size_t max_keys = 1000;
    static constexpr std::size_t max_text_characters = 300;

    /// The next, in the order of sources and records.
    void add(const Finding& finding);
    /// Call it after the last.
    void finish() { end_range(); }

    [[nodiscard]] std::uint64_t size() const { return counts_.total(); }
    [[nodiscard]] const report::VerdictCounts& counts() const { return counts_; }
    /// The first max_listed.
    [[nodiscard]] const std::vector<ListedFinding>& listed() const { return listed_; }
    [[nodiscard]] std::uint64_t num_ranges() const { return num_ranges_; }
    /// Ranges of a single record.
    [[nodiscard]] std::uint64_t num_alone() const { return num_alone_; }
    /// The longest max_ranges, by length; equal ones in input order.
    [[nodiscard]] const std::vector<FindingRange>& longest_ranges() const { return longest_; }
    /// The first max_sources that have any, in input order.
    [[nodiscard]] const std::vector<SourceFindings>& sources() const { return sources_; }
    [[nodiscard]] std::uint64_t num_sources() const { return num_sources_; }
    /// The first max_keys that have any, in input order; those of other keys are counted together.
    [[nodiscard]] const std::vector<KeyFindings>& keys() const { return keys_; }
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
    std::unordered_map<std::string, std::size_t> key_places_;    ///< in keys_
    std::size_t last_key_ = 0;
    report::VerdictCounts other_keys_;
};

}    // namespace hmacsweep::audit
