// Judges records of a slab a second time. CrossCheck gets the slab and its outcomes, and nothing of how the outcomes
// were found: it has its own rules and its own Reader, which uses the full parser.
#pragma once

#include "host/judge/checker.hpp"
#include "host/judge/file_message.hpp"
#include "host/judge/run_context.hpp"
#include "host/judge/slab_records.hpp"
#include "host/judge/slab_task.hpp"
#include "host/rules/rules.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace hmacsweep::judge {

/// A claim: one of several candidate keys fits a record.
struct Match {
    std::uint32_t frame = 0;                ///< the record's
    std::span<const std::uint32_t> keys;    ///< the keys that were tried
    std::uint32_t position = 0;             ///< the place in `keys` of the key that fits
    std::size_t num_unfit = 0;              ///< the first keys, without the one that fits, of which none must fit
};

/// Not for use by two threads at a time.
class CrossCheck {
public:
    /// The context must outlive the object.
    explicit CrossCheck(const RunContext& context);

    /// Judges the record again under the key that is said to fit. The first records of a run, and a sample of the later
    /// ones, are judged under one of the keys that must not fit, too. A claim that proves wrong is a disagreement.
    void check_match(const SlabTask& task, const Match& match, const reader::Record& record);

    /// Judges every invalid record again, and of the others those that RunOptions::cross_check asks for. To be called
    /// once every outcome of the slab is known and every match was checked. SlabResult::disagreements then has, in
    /// ascending order, the records that the checker judges otherwise and the records that nothing judged.
    void check(const SlabTask& task);

private:
    /// OpenSSL; the core where OpenSSL itself judged: all records under its backend, and all too long for a batch.
    [[nodiscard]] Checker& checker_for(const reader::Record& record) const;
    [[nodiscard]] std::uint64_t random_at(const SlabTask& task, std::uint32_t frame) const;
    [[nodiscard]] bool is_checked(const SlabTask& task, std::uint32_t frame) const;
    [[nodiscard]] bool agrees(const SlabTask& task, std::uint32_t frame);
    [[nodiscard]] bool agrees_on(const SlabTask& task, std::uint32_t frame, const reader::Record& record,
                                 const rules::Ruling& ruling) const;
    [[nodiscard]] bool agrees_on_file(const SlabTask& task, std::uint32_t frame, reader::Record record);
    [[nodiscard]] bool agrees_on_candidates(const SlabTask& task, std::uint32_t frame,
                                            const rules::CandidateList& candidates, const reader::Record& record) const;

    const rules::RunOptions& options_;
    const backend::Backend& backend_;
    rules::Rules rules_;
    SlabRecords records_;
    FileMessage file_;
    std::unique_ptr<Checker> openssl_;
    std::unique_ptr<Checker> core_;
};

}    // namespace hmacsweep::judge
