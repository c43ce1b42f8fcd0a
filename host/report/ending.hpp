// How a run ends: its exit status, and every reason why that is not 0.
#pragma once

#include "host/report/report.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::report {

/// The exit statuses of the batch commands.
enum class Status : std::uint8_t {
    Ok = 0,
    Invalid = 1,
    Usage = 2,
    Incomplete = 3,    ///< an input not read whole, a result not written, or an unexpected count
    Unverified = 4,    ///< no wrong MAC, but a record that could not be verified, or none at all
    BackendFailed = 5,
    Interrupted = 128,    ///< plus the signal's number
};

/// What the user expects of a run beyond the verdicts.
struct Expectations {
    std::optional<std::uint64_t> records;    ///< --expect-records
    bool allow_empty = false;
    bool accept_untagged = false;
};

/// Why a run does not end with status 0.
struct EndReason {
    int status = 0;       ///< a number of Status, or 128 and the signal
    std::string words;    ///< a clause: no capital, no full stop
};

/// All reasons that hold, the one that decides the status first. A signal comes before all, then a backend that failed,
/// then results that were not written, then a wrong MAC, which no other trouble hides; then the rest.
[[nodiscard]] std::vector<EndReason> end_reasons(const Report& report, const Expectations& expectations);

/// `SIGTERM`, of the signals that interrupt a run.
[[nodiscard]] std::string_view signal_name(int signal);

/// The status of the first reason; 0 without one.
[[nodiscard]] int exit_status(const Report& report, const Expectations& expectations);

}    // namespace hmacsweep::report
