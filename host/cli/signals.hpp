// SIGINT, SIGTERM and SIGHUP as a request to stop.
#pragma once

#include "host/base/stop_flag.hpp"

namespace hmacsweep::cli {

/// While it lives, SIGINT, SIGTERM and SIGHUP set the flag; a second one of them ends the process at once. A signal
/// that was ignored stays ignored. One object at a time.
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
