// Result lines that were stored, back to findings: a line at a time, however many there are, and held against the
// summary that they are to belong to.
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
    std::uint64_t lines = 0;
    std::uint64_t valid = 0;
    std::string sha256;
    std::vector<std::string> misfits;    ///< where they do not fit the summary, a sentence each
};

/// Reads result lines from a descriptor to its end. An error when one is no result line of `verify`, or cannot be read;
/// `name` is what it calls the file.
[[nodiscard]] Result<StoredResults> read_results(int fd, const std::string& name, const report::Summary& summary);

}    // namespace hmacsweep::audit
