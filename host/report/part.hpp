// What the summary of a part says of its place in the whole, so that `hmacsweep merge` can tell whether all parts are
// there, each once, and belong together.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::report {

/// One of several runs that verify one set of records together: a shard of files, or a partition or task of an engine.
struct Part {
    std::uint64_t number = 0;     ///< from 1
    std::uint64_t of = 0;         ///< how many parts there are; 0: only the one who merges knows
    std::uint64_t attempt = 0;    ///< of an engine that runs a failed part again: from 0
    // The files, as input::FileList counts them; sums in hex, empty where a part is not made of files.
    std::uint64_t files = 0;
    std::uint64_t all_files = 0;
    std::string files_sum;
    std::string all_files_sum;
    // Filled in by summarize():
    std::uint64_t num_keys = 0;
    std::string keys_sha256;                   ///< over names and fingerprints of all keys of the run, sorted
    bool allow_empty = false;                  ///< whether the whole may have no records
    bool accept_untagged = false;              ///< whether records without a MAC leave the whole's status 0
    bool has_seen_names = false;               ///< whether a record was looked into for the names of the options
    std::vector<std::string> missing_names;    ///< sentences: names that no record of this part has
    std::uint64_t num_partly_read = 0;         ///< records with lists of which not every element was looked at
};

/// What a merged summary says of its parts.
struct Merged {
    std::uint64_t parts = 0;       ///< that are there
    std::uint64_t of = 0;          ///< that must be there
    std::uint64_t replaced = 0;    ///< summaries of attempts for which another attempt counts
    std::vector<std::uint64_t> missing;
    std::uint64_t files = 0;
    std::string files_sum;
    std::uint64_t num_keys = 0;
    std::string keys_sha256;
};

}    // namespace hmacsweep::report
