// Keeps signals away from new threads.
#pragma once

#include <csignal>

namespace hmacsweep {

/// Blocks all signals for the calling thread during a scope. Threads that the thread starts in this scope inherit the
/// block, so that signals reach only older threads.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &saved_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &saved_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;
    SignalsBlocked(SignalsBlocked&&) = delete;
    SignalsBlocked& operator=(SignalsBlocked&&) = delete;

private:
    sigset_t saved_{};
};

}    // namespace hmacsweep
