// One worker's way from a slab to its outcomes: the backend's own steps, the Reader for their exceptions, the rules,
// the packed batch, and the cross-check.
#pragma once

#include "host/backend/packer.hpp"
#include "host/judge/checker.hpp"
#include "host/judge/plain_step.hpp"
#include "host/judge/slab_records.hpp"
#include "host/judge/slab_result.hpp"
#include "host/judge/text_trials.hpp"
#include "host/judge/trials.hpp"
#include "host/rules/rules.hpp"

#include <memory>
#include <vector>

namespace hmacsweep::judge {

/// What all workers of a run share, read-only.
struct RunContext {
    const rules::RunOptions& options;
    const keys::KeyStore& keys;
    const keys::KeyTable& table;
    backend::Backend& backend;
    bool is_openssl;                                  ///< of the backend, so that the core must be its checker
    const rules::Candidates* candidates = nullptr;    ///< of options.shape.candidates, where it names some
    const StopFlag* stop = nullptr;                   ///< that ends a long search among candidates, where there is one
    bool is_timed = false;                            ///< whether StageTimes are wanted
};

/// Not for use by two threads at a time.
class SlabJudge {
public:
    /// The context must outlive the object.
    explicit SlabJudge(const RunContext& context);

    /// Judges every record of the slab. Frames are known, and nothing else, when `on_framed` is called with their
    /// numbers: numbering need not wait for the hashing. It returns how many records of the run stand before the slab.
    template <class OnFramed>
    void judge(const input::Slab& slab, SlabResult& result, OnFramed&& on_framed) {
        frame(slab, result);
        records_before_ =
            on_framed(static_cast<std::uint32_t>(result.judgement.frames.size()), result.judgement.num_lines);
        judge_framed(slab, result);
    }

    /// Of the slab that is judged next: leaves that the backend may hash besides. None at first.
    void set_leaves(const core::WholeLeaves* leaves) { leaves_ = leaves; }

private:
    /// Where to add a stage's time; null when no one wants to know.
    [[nodiscard]] double* timed(double& seconds) const { return context_.is_timed ? &seconds : nullptr; }
    void frame(const input::Slab& slab, SlabResult& result);
    void judge_framed(const input::Slab& slab, SlabResult& result);
    [[nodiscard]] std::optional<backend::TextJob> text_job(const input::Slab& slab);
    bool judge_lines(const input::Slab& slab, SlabResult& result);
    bool judge_texts(const input::Slab& slab, SlabResult& result);
    void take_answers(const input::Slab& slab, SlabResult& result);
    void pack_and_judge(const input::Slab& slab, SlabResult& result);
    void judge_keyed(const input::Slab& slab, SlabResult& result);
    void take_unkeyed(const input::Slab& slab, SlabResult& result);
    std::string_view id_of(const input::Slab& slab, const core::PlainRecord& record);
    void read_exception(const input::Slab& slab, SlabResult& result, std::uint32_t index);
    void take(const input::Slab& slab, SlabResult& result, std::uint32_t index, const reader::Record& record);
    void generate_macs(const backend::Batch& batch);
    void generate_batch(SlabResult& result);
    void keep_mac(SlabResult& result, std::uint32_t index, std::size_t item);
    void try_all(const input::Slab& slab, SlabResult& result);
    void judge_links(const input::Slab& slab, SlabResult& result);
    void tell_detached(SlabResult& result) const;
    void hash_long(SlabResult& result, std::uint32_t index, const rules::Ruling& ruling, const reader::Record& record);
    void say_misfit(SlabResult& result, Outcome& outcome, const rules::CandidateList* candidates,
                    std::size_t num_macs) const;
    /// A record that one of several candidate keys fits.
    struct Match {
        std::uint32_t record = 0;      ///< frame
        std::uint32_t position = 0;    ///< of the key, among
        std::size_t num_keys = 0;
        bool is_in_order = false;    ///< whether keys behind that one may fit, too
    };
    template <class FitsUnder>
    void check_match(const input::Slab& slab, SlabResult& result, const Match& match, FitsUnder&& fits_under);
    void check_candidates(const input::Slab& slab, SlabResult& result, const Tried& tried);
    // In text_judge.cpp.
    void scout_texts(const backend::TextJob& job, SlabResult& result);
    void take_trial(const input::Slab& slab, SlabResult& result, std::uint32_t index, const core::TextAnswer& answer);
    void check_text_match(const input::Slab& slab, SlabResult& result, std::uint32_t index,
                          const rules::CandidateList& candidates, std::uint32_t position);
    void cross_check(const input::Slab& slab, SlabResult& result);
    [[nodiscard]] std::uint64_t random_at(const input::Slab& slab, const SlabResult& result, std::uint32_t index) const;
    /// Another number of that kind, for the pair that must fail.
    [[nodiscard]] std::uint64_t random_pair_at(const input::Slab& slab, const SlabResult& result,
                                               std::uint32_t index) const;
    [[nodiscard]] bool is_checked(const input::Slab& slab, const SlabResult& result, std::uint32_t index) const;
    [[nodiscard]] bool agrees(const input::Slab& slab, SlabResult& result, std::uint32_t index);
    [[nodiscard]] bool agrees_on_candidates(SlabResult& result, std::uint32_t index, const rules::Ruling& ruling,
                                            const reader::Record& record, Checker& checker, std::uint64_t random) const;

    const RunContext& context_;
    rules::Rules rules_;
    PlainStep plain_;
    SlabRecords records_;
    SlabRecords checked_records_;    ///< likewise, for the cross-check
    std::unique_ptr<Checker> openssl_;
    std::unique_ptr<Checker> core_;
    std::vector<core::TextAnswer> answers_;
    const core::WholeLeaves* leaves_ = nullptr;
    bool has_answers_ = false;               ///< of the slab at hand, with the frames
    std::uint64_t records_before_ = 0;       ///< of the run, before the slab at hand
    Trials trials_;                          ///< verify
    backend::Batch batch_;                   ///< generate
    std::vector<std::uint32_t> batched_;     ///< the frame of each batch item
    std::vector<std::uint32_t> detached_;    ///< frames of tokens that may have their payload elsewhere
    std::vector<std::uint32_t> broken_;      ///< frames whose link to the record before is broken
    std::string id_;                         ///< of a plain record, as JSON text
    std::vector<Verdict> verdicts_;          ///< of the plain records
    std::vector<std::uint8_t> macs_;         ///< of a batch
    std::vector<std::uint32_t> doubted_;     ///< frames whose match the checker does not find
    TextTrials text_trials_;
};

/// Re-judges a record that one of several candidate keys fits, under that key and, where the sample says so, under one
/// that must not fit.
template <class FitsUnder>
void SlabJudge::check_match(const input::Slab& slab, SlabResult& result, const Match& match, FitsUnder&& fits_under) {
    ++result.num_checked;
    ++result.candidate_checks.matches;
    bool is_agreed = fits_under(match.position);
    const std::uint64_t random = random_pair_at(slab, result, match.record);
    if (records_before_ + match.record < rules::min_failing_pairs || random % rules::sample_interval == 0) {
        // Of keys that all may fit, only those before the one that is named must not.
        const std::size_t num_others = match.is_in_order ? match.position : match.num_keys - 1;
        if (num_others != 0) {
            const auto other = static_cast<std::uint32_t>((random / rules::sample_interval) % num_others);
            ++result.candidate_checks.failing_pairs;
            is_agreed = !fits_under(other < match.position ? other : other + 1) && is_agreed;
        }
    }
    if (!is_agreed) {
        doubted_.push_back(match.record);
    }
}

}    // namespace hmacsweep::judge
