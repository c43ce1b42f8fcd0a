// SIGINT, SIGTERM and SIGHUP as a request to stop.
#pragma once

#include "host/base/stop_flag.hpp"

namespace hmacsweep::cli {

/// While the object lives, SIGINT, SIGTERM and SIGHUP set the flag, and a second signal of any of these kinds ends
/// the process at once. A signal that was ignored stays ignored. Afterwards all are ignored: everything is written, and
/// the process ends with the status of that. There may be only one object at a time. `stop` must outlive it.
class SignalScope {
public:
    explicit SignalScope(StopFlag& stop);
    ~SignalScope();
    SignalScope(const SignalScope&) = delete;
    SignalScope& operator=(const SignalScope&) = delete;
    SignalScope(SignalScope&&) = delete;
    SignalScope& operator=(SignalScope&&) = delete;
};

}    // namespace hmacsweep::cli
