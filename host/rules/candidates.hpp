// Candidate keys: the keys that are tried for a record that names none. The lists are made once for a run; workers only
// look them up.
#pragma once

#include "host/base/result.hpp"
#include "host/keys/key_table.hpp"
#include "host/rules/run_options.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::rules {

/// Keys in the order of preference. No two of them make the same MACs.
struct CandidateList {
    std::vector<std::uint32_t> keys;
    /// The first key (in the order of the key files) that is missing from `keys` only because of its state; no_key for
    /// none. A record that no key fits may belong to this key.
    std::uint32_t left_out = core::no_key;
};

class Candidates {
public:
    /// Finds the keys that `options.shape.candidates` names. Errors: a name that no key has, and `any` without any key.
    /// A key whose state, usage or algorithm forbids its use is in no list.
    static Result<Candidates> make(const RunOptions& options, const keys::KeyTable& table);

    /// The keys to try for records of an algorithm. `outside_limits`: for records whose message or MAC exceeds KMS's
    /// limits; this list has no key for which these limits hold.
    [[nodiscard]] const CandidateList& list(Algorithm algorithm, bool outside_limits) const {
        return lists_[outside_limits ? 1 : 0][static_cast<std::size_t>(algorithm)];
    }
    /// The first key that is named, usable or not.
    [[nodiscard]] std::uint32_t first() const { return first_; }
    /// How many keys are named. A key that is named twice counts twice.
    [[nodiscard]] std::size_t num_named() const { return num_named_; }
    /// A notice for the user before the run: keys left out because of their state. Empty when there are none.
    [[nodiscard]] const std::string& notice() const { return notice_; }

private:
    Candidates() = default;

    std::array<std::array<CandidateList, core::num_algorithms>, 2> lists_;
    std::uint32_t first_ = core::no_key;
    std::size_t num_named_ = 0;
    std::string notice_;
};

/// Candidates::make() where the options name candidates; nothing where they name none.
[[nodiscard]] Result<std::optional<Candidates>> find_candidates(const RunOptions& options, const keys::KeyTable& table);

}    // namespace hmacsweep::rules
