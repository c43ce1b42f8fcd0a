// Why do all records of a key fail? Tries the usual mistakes (host/diagnosis/mistakes.hpp), one by one and then
// together, on a sample of them, by OpenSSL, and says which make how many records verify. A MAC that was computed never
// leaves it, nor does key material or a message.
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
    std::uint8_t mistake = 0;    ///< of mistakes()
    std::uint8_t rank = 0;       ///< of the parameter among others: among equals the least is told
    std::string parameter;       ///< what stands for `{}` in its words

    friend auto operator<=>(const Guess&, const Guess&) = default;
};

/// Whether a mistake is about how a MAC or a key is written: the same MAC, the same key, all of the message.
[[nodiscard]] bool is_representation(const Mistake& mistake);

/// Mistakes that, made together, explain records.
struct Finding {
    std::vector<Guess> guesses;    ///< in the order of their parts; none: the records verify as they stand
    std::uint64_t num_verified = 0;
    std::string words;                   ///< how it really is, to follow "if"
    std::vector<std::string> options;    ///< what to say next time: `--mac-encoding hex`
    std::vector<std::string> remarks;    ///< what else is to be done, where no option does it

    friend bool operator==(const Finding&, const Finding&) = default;
};

/// What came of one mistake, when it was tried alone.
struct Trial {
    std::uint8_t mistake = 0;
    std::uint64_t num_tried = 0;    ///< records that it applies to
    std::uint64_t num_verified = 0;
};

struct Diagnosis {
    std::uint32_t key = core::no_key;    ///< no_key: of the records whose key is not known
    std::uint64_t num_records = 0;       ///< of the key, seen until then
    std::uint64_t num_valid = 0;         ///< of these
    std::uint64_t num_sampled = 0;
    std::uint64_t num_unreadable = 0;    ///< of the sample: records in which no field could be found
    std::vector<Finding> findings;       ///< the best first, each of further records; none: nothing explains them
    std::vector<Trial> trials;           ///< of every mistake, in order
    std::uint64_t num_computed = 0;      ///< how many MACs were computed for it
    bool is_cut_short = false;           ///< by Effort::budget
    std::string remark;                  ///< what the MACs' length says, when nothing was found; may be empty

    /// Whether one finding explains the whole sample.
    [[nodiscard]] bool is_explained() const { return !findings.empty() && findings[0].num_verified == num_sampled; }
};

/// How much to try.
struct Effort {
    unsigned max_together = 2;                         ///< mistakes at a time
    std::uint64_t budget = std::uint64_t{32} << 20;    ///< bytes to hash, each MAC counting for some more
    std::size_t max_other_keys = 1000;
};

/// Once so many keys are not explained, less is worth trying on further ones.
inline constexpr std::size_t enough_unexplained = 4;

/// What `verify` spends on a key, and what `diagnose` does.
inline constexpr Effort brief_effort{};
inline constexpr Effort full_effort{3, std::uint64_t{512} << 20, 10000};

/// The same for the same sample, keys and options. Throws std::runtime_error when OpenSSL fails.
[[nodiscard]] Diagnosis diagnose(const SampleGroup& group, const keys::KeyStore& keys, const rules::RunOptions& options,
                                 const Effort& effort);

}    // namespace hmacsweep::diagnosis
