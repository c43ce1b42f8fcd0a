#include "host/cli/signals.hpp"

#include <array>
#include <atomic>
#include <csignal>

namespace hmacsweep::cli {
namespace {

// A signal handler can be reached by nothing but a global.
std::atomic<StopFlag*> current_flag{nullptr};
constexpr std::array handled_signals{SIGINT, SIGTERM, SIGHUP};

/// Async-signal-safe.
void set_handler(void (*handler)(int)) {
    // Not restarted: a write that blocks must come back and see the flag. While a handler runs, the other signals wait.
    struct sigaction action{};
    action.sa_handler = handler;
    for (const int signal : handled_signals) {
        sigaddset(&action.sa_mask, signal);
    }
    for (const int signal : handled_signals) {
        struct sigaction before{};
        // What is ignored stays so: nohup ignores SIGHUP, and a shell ignores SIGINT for what it runs in the
        // background.
        if (sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) {
            sigaction(signal, &action, nullptr);
        }
    }
}

void on_signal(int signal) {
    if (StopFlag* const flag = current_flag.load()) {
        flag->request(signal);
    }
    set_handler(SIG_DFL);    // the second signal kills, of whatever kind it is
}

}    // namespace

SignalScope::SignalScope(StopFlag& stop) {
    current_flag = &stop;
    set_handler(on_signal);
}

SignalScope::~SignalScope() {
    set_handler(SIG_IGN);
    current_flag = nullptr;
}

}    // namespace hmacsweep::cli
