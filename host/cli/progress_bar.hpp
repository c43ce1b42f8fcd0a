// The progress bar on standard error.
#pragma once

#include "host/cli/terminal.hpp"
#include "host/run/pipeline.hpp"

#include <chrono>
#include <cstdint>

namespace hmacsweep::cli {

/// On a terminal, rewrites one line. Not on a terminal, and only with When::Always, prints a new line every few
/// seconds.
class ProgressBar {
public:
    /// `total_bytes`: of all inputs; 0 when not known (a pipe).
    ProgressBar(When when, std::uint64_t total_bytes);

    [[nodiscard]] bool is_shown() const { return is_shown_; }
    void update(const run::Progress& progress);
    /// Removes the bar.
    void clear();

private:
    bool is_shown_;
    bool is_terminal_;
    bool has_line_ = false;
    std::uint64_t total_bytes_;
    std::chrono::steady_clock::time_point begun_;
    std::chrono::steady_clock::time_point printed_;
};

}    // namespace hmacsweep::cli
