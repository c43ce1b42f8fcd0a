// Reads findings from stored result lines, one line at a time, and compares the lines with the summary of their run.
#pragma once

#include "host/audit/findings.hpp"
#include "host/base/result.hpp"
#include "host/report/summary.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::audit {

struct StoredResults {
    Findings findings;
    std::uint64_t lines = 0;             ///< number of result lines
    std::uint64_t valid = 0;             ///< number of result lines of valid records
    std::string sha256;                  ///< of all bytes, in hex
    std::vector<std::string> misfits;    ///< sentences: where the lines differ from the summary
};

/// Reads result lines from a descriptor to its end. An error when a line is no result line of `verify`, is about a
/// source that the summary does not have, is longer than 256 MiB, or cannot be read. `name` is the file's name in the
/// error. Does not close `fd`.
[[nodiscard]] Result<StoredResults> read_results(int fd, const std::string& name, const report::Summary& summary);

}    // namespace hmacsweep::audit
