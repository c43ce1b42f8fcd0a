// How a run ends: its exit status, and every reason for a status other than 0.
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
    Invalid = 1,          ///< a wrong MAC, or a finding of a value check
    Usage = 2,            ///< a wrong command line or key file: nothing was judged
    Incomplete = 3,       ///< an input not read whole, a file not read, an output not written, or an unexpected count
    Unverified = 4,       ///< no wrong MAC, but a record that could not be verified, or no record at all
    BackendFailed = 5,    ///< the verdicts cannot be trusted: the backend failed, or a check of the run did
    Interrupted = 128,    ///< plus the signal's number
};

/// What the user expects of a run, apart from the verdicts.
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

/// All reasons that apply; the first one decides the status. Their order: a signal, a backend that failed, results or
/// rejects that were not written, a wrong MAC, findings of --unique and --sequence, the other reasons of Incomplete,
/// the reasons of Unverified. Empty for status 0.
[[nodiscard]] std::vector<EndReason> end_reasons(const Report& report, const Expectations& expectations);

/// The name of a signal that interrupts a run: `SIGINT`, `SIGHUP` or `SIGTERM`. Any other number gives `SIGTERM`.
[[nodiscard]] std::string_view signal_name(int signal);

/// The status of the first of end_reasons(); 0 when there is no reason.
[[nodiscard]] int exit_status(const Report& report, const Expectations& expectations);

}    // namespace hmacsweep::report
