// SIGINT and SIGTERM as a request to stop.
#pragma once

#include "host/base/stop_flag.hpp"

namespace hmacsweep::cli {

/// While it lives, SIGINT and SIGTERM set the flag; a second one of them ends the process at once. One at a time.
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
