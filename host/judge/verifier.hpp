// Verifies the MACs of a slab's records: each under its key, or under every candidate key until one fits.
#pragma once

#include "host/judge/checker.hpp"
#include "host/judge/record_hasher.hpp"
#include "host/judge/run_context.hpp"
#include "host/judge/trials.hpp"
#include "host/rules/rules.hpp"

#include <memory>
#include <vector>

namespace hmacsweep::judge {

/// Writes the verdict and the reason of a record that has no right MAC. The record has `num_macs` MACs, which were
/// tried under its key, or under each of `candidates` if that is not null.
void set_misfit(const rules::Rules& rules, SlabResult& result, Outcome& outcome, const rules::CandidateList* candidates,
                std::size_t num_macs);

/// A record becomes Valid or Invalid. Not for use by two threads at a time.
class Verifier : public RecordHasher {
public:
    /// Both must outlive the object.
    Verifier(const RunContext& context, const rules::Rules& rules);

    void begin(const SlabTask& task) override;
    void judge_plain(const SlabTask& task, PlainStep& plain) override;
    void add(const SlabTask& task, std::uint32_t frame, const reader::Record& record,
             const rules::Ruling& ruling) override;
    void judge_added(const SlabTask& task) override;

private:
    void add_unkeyed(const SlabTask& task, PlainStep& plain);
    void judge_long(const SlabTask& task, std::uint32_t frame, const reader::Record& record,
                    const rules::Ruling& ruling);
    void judge_links(const SlabTask& task) const;

    const RunContext& context_;
    const rules::Rules& rules_;
    std::vector<rules::Ruling> plain_rulings_;    ///< by algorithm, for plain records that name no key
    std::unique_ptr<Checker> openssl_;            ///< for messages that are too long for a batch
    Trials trials_;                               ///< of the records that were added
    std::vector<Verdict> verdicts_;               ///< of the plain records
    std::vector<std::uint32_t> broken_;    ///< frames of the added records whose link to the record before is broken
};

}    // namespace hmacsweep::judge
