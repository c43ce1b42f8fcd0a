// KMS's rules for one record, in KMS's order: parameters, key look-up, key state, usage and algorithm. A record that
// passes all rules is hashed.
#pragma once

#include "host/base/verdict.hpp"
#include "host/keys/key_store.hpp"
#include "host/reader/record.hpp"
#include "host/rules/candidates.hpp"
#include "host/rules/run_options.hpp"

#include <string>

namespace hmacsweep::rules {

/// What the rules say of a record. NotJudged: the record must be hashed, under `key` or under each of `candidates`.
struct Ruling {
    Verdict verdict = Verdict::NotJudged;
    std::uint32_t key = core::no_key;
    std::string reason;                           ///< the exception's text; empty for NotJudged and Invalid
    const CandidateList* candidates = nullptr;    ///< several keys to try, and `key` is no_key; else null
};

class Rules {
public:
    /// All arguments must outlive the object. `candidates`: the keys for records that name no key; null where there are
    /// none.
    Rules(const RunOptions& options, const keys::KeyStore& keys, const Candidates* candidates = nullptr)
        : options_(options), keys_(keys), candidates_(candidates) {}

    /// Decides about one record as far as that is possible without hashing. FileUnreadable: nothing speaks against the
    /// record but its files, which have not been read.
    [[nodiscard]] Ruling rule(const reader::Record& record) const;

    /// The ruling for a record that no candidate fits: Invalid. Where a candidate was left out because of its state,
    /// the exception for that state, because the record may be right under that key.
    [[nodiscard]] Ruling rule_misfit(const CandidateList& candidates) const;

    /// Whether KMS's limits on message and MAC length hold for records under this key.
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
