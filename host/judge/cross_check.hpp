// Judges records of a slab a second time. CrossCheck gets the slab and its outcomes, and nothing of how the outcomes
// were found: it has its own rules and its own Readers.
#pragma once

#include "host/judge/checker.hpp"
#include "host/judge/file_message.hpp"
#include "host/judge/keys_in_use.hpp"
#include "host/judge/run_context.hpp"
#include "host/judge/slab_records.hpp"
#include "host/judge/slab_task.hpp"
#include "host/rules/rules.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace hmacsweep::judge {

/// Not for use by two threads at a time.
class CrossCheck {
public:
    /// The context must outlive the object.
    explicit CrossCheck(const RunContext& context);

    /// Judges again every invalid record, every doubtful match, and of the others those that RunOptions::cross_check
    /// asks for. To be called once every outcome of the slab is known. SlabResult::disagreements then has, in ascending
    /// order, the records that the checker judges otherwise and the records that nothing judged.
    ///
    /// A match is a record whose key was found among several candidates. Doubtful are the matches among the first
    /// records of a run (rules::min_failing_pairs), a match under a key that is not in use there (KeysInUse), as after
    /// a rotation, and those where several keys may fit (KeyChoice::First). All other matches are like the valid
    /// records whose key is named: a sample of them is judged again.
    void check(const SlabTask& task);

private:
    /// OpenSSL; the core where OpenSSL itself judged: all records under its backend, and all too long for a batch.
    [[nodiscard]] Checker& checker_for(const reader::Record& record) const;
    [[nodiscard]] std::uint64_t random_at(const SlabTask& task, std::uint32_t frame) const;
    [[nodiscard]] bool is_sampled(const SlabTask& task, std::uint32_t frame) const;
    [[nodiscard]] SlabRecords* records_for(const SlabTask& task, std::uint32_t frame);
    [[nodiscard]] bool agrees(const SlabTask& task, std::uint32_t frame, SlabRecords& records);
    [[nodiscard]] bool agrees_on(const SlabTask& task, std::uint32_t frame, const reader::Record& record,
                                 const rules::Ruling& ruling) const;
    [[nodiscard]] bool agrees_on_file(const SlabTask& task, std::uint32_t frame, reader::Record record);
    [[nodiscard]] bool agrees_on_candidates(const SlabTask& task, std::uint32_t frame,
                                            const rules::CandidateList& candidates, const reader::Record& record) const;
    [[nodiscard]] bool agrees_on_match(const SlabTask& task, std::uint32_t frame,
                                       const std::vector<std::uint32_t>& keys, const reader::Record& record) const;

    const rules::RunOptions& options_;
    const backend::Backend& backend_;
    rules::Rules rules_;
    SlabRecords parsed_;     ///< by the full parser
    SlabRecords scanned_;    ///< plain lines by the scanner, for matches that the sample does not take
    FileMessage file_;
    std::unique_ptr<Checker> openssl_;
    std::unique_ptr<Checker> core_;
    KeysInUse keys_in_use_;
    std::uint64_t source_seed_ = 0;    ///< of the slab's source
};

}    // namespace hmacsweep::judge
