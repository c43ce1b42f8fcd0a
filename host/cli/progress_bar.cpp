#include "host/cli/progress_bar.hpp"

#include "host/io/summary.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr std::chrono::seconds interval_without_terminal{5};

std::string minutes(double seconds) {
    const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
    return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}    // namespace

ProgressBar::ProgressBar(When when, std::uint64_t total_bytes)
    : is_shown_(when == When::Always || (when == When::Auto && cli::is_terminal())),
      is_terminal_(cli::is_terminal()),
      total_bytes_(total_bytes),
      begun_(std::chrono::steady_clock::now()),
      printed_(begun_) {}

void ProgressBar::update(const Progress& progress) {
    const auto now = std::chrono::steady_clock::now();
    if (!is_shown_ || (!is_terminal_ && now - printed_ < interval_without_terminal)) {
        return;
    }
    printed_ = now;
    const double seconds = std::max(std::chrono::duration<double>(now - begun_).count(), 1e-3);
    const double rate = static_cast<double>(progress.bytes) / seconds;
    std::string line =
        fmt::format("{} records, {} invalid, {:.2f} M/s, {:.0f} MB/s", io::grouped(progress.records),
                    io::grouped(progress.invalid), static_cast<double>(progress.records) / seconds / 1e6, rate / 1e6);
    if (total_bytes_ != 0 && progress.source_bytes != 0) {
        const std::uint64_t done = std::min(progress.source_bytes, total_bytes_);
        line = fmt::format("{:3}% {}, {} left", done * 100 / total_bytes_, line,
                           minutes(static_cast<double>(total_bytes_ - done) * seconds / static_cast<double>(done)));
    }
    say(is_terminal_ ? fmt::format("\r\x1b[K{}", line) : fmt::format("hmacsweep: {}\n", line));
    has_line_ = is_terminal_;
}

void ProgressBar::clear() {
    if (has_line_) {
        say("\r\x1b[K");
        has_line_ = false;
    }
}

}    // namespace hmacsweep::cli
