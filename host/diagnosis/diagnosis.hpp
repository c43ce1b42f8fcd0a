// Why do all records of a key fail? Tries the usual mistakes (host/diagnosis/mistakes.hpp) with OpenSSL on a sample of
// these records, one by one and then together, and says how many records verify under each. Computed MACs, key material
// and messages are never part of a diagnosis.
#pragma once

#include "host/diagnosis/failure_sampler.hpp"
#include "host/diagnosis/mistakes.hpp"
#include "host/rules/run_options.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::diagnosis {

/// A mistake that may have been made.
struct Guess {
    std::uint8_t mistake = 0;    ///< index in mistakes()
    std::uint8_t rank = 0;       ///< of guesses that explain the same records, the one with the lowest rank is reported
    std::string parameter;       ///< replaces `{}` in the mistake's words; empty when the words have no `{}`

    friend auto operator<=>(const Guess&, const Guess&) = default;
};

/// Whether a mistake is only about how a MAC or a key is written. Message, MAC and key are then those of the options.
[[nodiscard]] bool is_representation(const Mistake& mistake);

/// Mistakes that explain records when all of them are corrected.
struct Finding {
    std::vector<Guess> guesses;    ///< in the order of mistakes(); empty: the records' MACs fit without a correction
    std::uint64_t num_verified = 0;      ///< records of the sample
    std::string words;                   ///< what is really true, as a clause behind "if"
    std::vector<std::string> options;    ///< options for the next run: `--mac-encoding hex`
    std::vector<std::string> remarks;    ///< what to do where no option helps

    friend bool operator==(const Finding&, const Finding&) = default;
};

/// The result of trying one mistake alone.
struct MistakeCount {
    std::uint8_t mistake = 0;          ///< index in mistakes()
    std::uint64_t num_tried = 0;       ///< records that the mistake applies to
    std::uint64_t num_verified = 0;    ///< records that verify once the mistake is corrected
};

struct Diagnosis {
    std::uint32_t key = core::no_key;    ///< no_key: the diagnosis is about records whose key is not known
    std::uint64_t num_records = 0;       ///< records of the key that were looked at
    std::uint64_t num_valid = 0;         ///< valid ones of num_records
    std::uint64_t num_sampled = 0;       ///< records that mistakes were tried on
    std::uint64_t num_unreadable = 0;    ///< records of the sample in which no field was found
    std::vector<Finding> findings;    ///< best first; each explains records that no earlier one explains; may be empty
    std::vector<MistakeCount> counts;    ///< one for each of mistakes(), in the same order
    std::uint64_t num_computed = 0;      ///< MACs that were computed for the diagnosis
    bool is_cut_short = false;           ///< SearchLimits::budget was used up
    std::string remark;                  ///< a clause on the MACs' length or the key, without findings; may be empty

    /// Whether one finding explains the whole sample.
    [[nodiscard]] bool is_explained() const { return !findings.empty() && findings[0].num_verified == num_sampled; }
};

/// How much to try.
struct SearchLimits {
    unsigned max_together = 2;                         ///< mistakes at a time
    std::uint64_t budget = std::uint64_t{32} << 20;    ///< bytes to hash; each MAC costs some more
    std::size_t max_other_keys = 1000;                 ///< the most keys to try
};

/// After this many keys without an explanation, a run spends less on further keys.
inline constexpr std::size_t enough_unexplained = 4;

/// The limits of `verify` and those of `diagnose`, for each key.
inline constexpr SearchLimits brief_search{};
inline constexpr SearchLimits full_search{3, std::uint64_t{512} << 20, 10000};

/// Diagnoses the group's key. Deterministic. Throws std::runtime_error when OpenSSL fails.
[[nodiscard]] Diagnosis diagnose(const SampleGroup& group, const keys::KeyStore& keys, const rules::RunOptions& options,
                                 const SearchLimits& limits);

}    // namespace hmacsweep::diagnosis
