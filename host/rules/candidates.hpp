// Candidate keys: which keys are tried for a record that names none. Found once for a run, from the names that it was
// given; what a worker asks for is a list that is ready.
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

/// Keys in the order in which one is preferred to another, no two of them with the same HMACs.
struct CandidateList {
    std::vector<std::uint32_t> keys;
    /// The first key, as the key files have them, that is none of them for its state alone: a record that no key fits
    /// may be one of its.
    std::uint32_t left_out = core::no_key;
};

class Candidates {
public:
    /// Finds the keys that `options.shape.candidates` names. A name that no key has is an error, and so is `any` where
    /// there is no key at all. A key that must not be used, for its state, its usage or its algorithm, is in no list.
    static Result<Candidates> make(const RunOptions& options, const keys::KeyTable& table);

    /// The keys for records of an algorithm; `outside_limits`: for those that a key with KMS's limits does not take.
    [[nodiscard]] const CandidateList& list(Algorithm algorithm, bool outside_limits) const {
        return lists_[outside_limits ? 1 : 0][static_cast<std::size_t>(algorithm)];
    }
    /// The first key that is named, usable or not.
    [[nodiscard]] std::uint32_t first() const { return first_; }
    /// How many keys are named, any of them twice counted twice.
    [[nodiscard]] std::size_t num_named() const { return num_named_; }
    /// What is worth telling before the run: keys left out for their state. Empty when there is nothing.
    [[nodiscard]] const std::string& notice() const { return notice_; }

private:
    Candidates() = default;

    std::array<std::array<CandidateList, core::num_algorithms>, 2> lists_;
    std::uint32_t first_ = core::no_key;
    std::size_t num_named_ = 0;
    std::string notice_;
};

/// Those of the options; nothing when they name none.
[[nodiscard]] Result<std::optional<Candidates>> find_candidates(const RunOptions& options, const keys::KeyTable& table);

}    // namespace hmacsweep::rules
