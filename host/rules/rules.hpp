// KMS's rules for one record, in KMS's order: parameters, key look-up, key state, usage and algorithm. What passes them
// all is left to be hashed.
#pragma once

#include "host/base/verdict.hpp"
#include "host/keys/key_store.hpp"
#include "host/reader/record.hpp"
#include "host/rules/candidates.hpp"
#include "host/rules/run_options.hpp"

#include <string>

namespace hmacsweep::rules {

/// What the rules say of a record: NotJudged when it is to be hashed under `key`, or each of `candidates`.
struct Ruling {
    Verdict verdict = Verdict::NotJudged;
    std::uint32_t key = core::no_key;
    std::string reason;                           ///< the exception's text, for a verdict other than NotJudged
    const CandidateList* candidates = nullptr;    ///< where there are several keys to try; then `key` is no_key
};

class Rules {
public:
    /// All must outlive the object. `candidates` are for records that name no key; null where there are none.
    Rules(const RunOptions& options, const keys::KeyStore& keys, const Candidates* candidates = nullptr)
        : options_(options), keys_(keys), candidates_(candidates) {}

    [[nodiscard]] Ruling rule(const reader::Record& record) const;

    /// What is said of a record that none of the candidates fits: Invalid, or the exception of the key's state that was
    /// left out for it, under which the record may be right.
    [[nodiscard]] Ruling rule_misfit(const CandidateList& candidates) const;

    /// Whether KMS's limits hold for a key.
    [[nodiscard]] bool has_kms_limits(std::uint32_t key) const;
    /// Whether a key in this state may be used.
    [[nodiscard]] bool is_usable(keys::KeyState state) const;

private:
    [[nodiscard]] Ruling rule_under(std::uint32_t index, const reader::Record& record) const;
    [[nodiscard]] Ruling rule_for_candidates(const reader::Record& record) const;
    [[nodiscard]] std::optional<Ruling> rule_by_prefix(const CandidateList& list, const reader::Record& record) const;

    const RunOptions& options_;
    const keys::KeyStore& keys_;
    const Candidates* candidates_;
};

}    // namespace hmacsweep::rules
