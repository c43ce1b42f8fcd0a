#include "host/cli/progress_bar.hpp"

#include "host/base/counts_text.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace hmacsweep::cli {
namespace {

constexpr std::chrono::seconds interval_without_terminal{5};
constexpr std::size_t usual_columns = 80;

/// `0:09`, `12:30`, `2:05:00`
std::string minutes(double seconds) {
    const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
    return whole < 3600 ? fmt::format("{}:{:02}", whole / 60, whole % 60)
                        : fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

/// A count in a few columns.
std::string short_count(std::uint64_t count) {
    if (count < 1'000'000) {
        return grouped(count);
    }
    const auto value = static_cast<double>(count);
    return count < 1'000'000'000 ? fmt::format("{:.1f} M", value / 1e6) : fmt::format("{:.2f} G", value / 1e9);
}

/// What fits on a line of the terminal: one that is wrapped could not be rewritten.
std::string cut_to_terminal(const std::string& line) {
    winsize size{};
    const bool is_known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    return line.substr(0, (is_known ? size.ws_col : usual_columns) - 1);
}

}    // namespace

ProgressBar::ProgressBar(When when, std::uint64_t total_bytes)
    : is_shown_(when == When::Always || (when == When::Auto && is_terminal())),
      is_terminal_(is_terminal()),
      total_bytes_(total_bytes),
      begun_(std::chrono::steady_clock::now()),
      printed_(begun_) {}

void ProgressBar::update(const run::Progress& progress) {
    const auto now = std::chrono::steady_clock::now();
    if (!is_shown_ || (!is_terminal_ && now - printed_ < interval_without_terminal)) {
        return;
    }
    printed_ = now;
    const double seconds = std::max(std::chrono::duration<double>(now - begun_).count(), 1e-3);
    const double rate = static_cast<double>(progress.bytes) / seconds;
    std::string line =
        fmt::format("{} records, {} invalid, {} unverified, {:.2f} M/s, {:.2f} GB/s", short_count(progress.records),
                    short_count(progress.invalid), short_count(progress.open),
                    static_cast<double>(progress.records) / seconds / 1e6, rate / 1e9);
    if (total_bytes_ != 0 && progress.source_bytes != 0) {
        const std::uint64_t done = std::min(progress.source_bytes, total_bytes_);
        line = fmt::format("{:3}% {}, {} left", done * 100 / total_bytes_, line,
                           minutes(static_cast<double>(total_bytes_ - done) * seconds / static_cast<double>(done)));
    }
    say(is_terminal_ ? fmt::format("\r\x1b[K{}", cut_to_terminal(line)) : fmt::format("hmacsweep: {}\n", line));
    has_line_ = is_terminal_;
}

void ProgressBar::clear() {
    if (has_line_) {
        say("\r\x1b[K");
        has_line_ = false;
    }
}

}    // namespace hmacsweep::cli
