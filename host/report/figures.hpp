// The counts of a run that its summary has unchanged.
#pragma once

#include "host/judge/slab_result.hpp"
#include "host/rules/mac_length.hpp"

#include <array>
#include <cstdint>

namespace hmacsweep::report {

/// A base of Report, which counts, and of Summary, so that no count is copied by name.
struct Figures {
    std::uint64_t num_blank_lines = 0;      ///< lines that were passed over because they are blank
    std::uint64_t num_not_chosen = 0;       ///< records that --where does not choose; they are no other count
    bool is_stopped_early = false;          ///< RunOptions::max_invalid was reached; later records were not judged
    std::uint64_t num_disagreements = 0;    ///< records on which backend and checker differ
    std::uint64_t num_checked = 0;          ///< records whose HMAC the checker recomputed
    judge::CandidateChecks candidate_checks;
    std::uint64_t num_hashed = 0;    ///< HMACs that the backend computed: with candidate keys, several for a record
    std::uint64_t num_long = 0;      ///< messages over 64 KiB, which OpenSSL hashed
    std::uint64_t num_file_messages = 0;     ///< messages with the content of files that were hashed
    std::uint64_t file_message_bytes = 0;    ///< their bytes
    std::uint64_t num_files_in_base = 0;     ///< --no-other-files: in the folders of the messages' files
    std::uint64_t num_unnamed_files = 0;     ///< of these, those that no record names; passed_over has them, too
    std::uint64_t num_ignored_macs = 0;      ///< generate: records that came with a MAC
    /// For each of rules::foreign_macs, the invalid records whose MAC has its length.
    std::array<std::uint64_t, rules::foreign_macs.size()> foreign_lengths{};
};

}    // namespace hmacsweep::report
