// The counted figures of a run that are written to its summary as they are.
#pragma once

#include "host/judge/slab_result.hpp"
#include "host/rules/mac_length.hpp"

#include <array>
#include <cstdint>

namespace hmacsweep::report {

/// Report counts them and Summary has them, so that no figure is copied by name.
struct Figures {
    std::uint64_t num_blank_lines = 0;      ///< lines that were passed over because they are blank
    bool is_stopped_early = false;          ///< RunOptions::max_invalid was reached; what follows was not judged
    std::uint64_t num_disagreements = 0;    ///< records on which backend and checker differ
    std::uint64_t num_checked = 0;          ///< records whose HMAC the checker recomputed
    judge::CandidateChecks candidate_checks;
    std::uint64_t num_hashed = 0;    ///< HMACs that the backend computed: with candidate keys, several for a record
    std::uint64_t num_long = 0;      ///< messages hashed by OpenSSL, because they were long
    std::uint64_t num_ignored_macs = 0;    ///< generate: records that brought a MAC
    /// Invalid records whose MAC has the length of each of rules::foreign_macs.
    std::array<std::uint64_t, rules::foreign_macs.size()> foreign_lengths{};
};

}    // namespace hmacsweep::report
