#include "host/cli/signals.hpp"

#include <array>
#include <atomic>
#include <csignal>

namespace hmacsweep::cli {
namespace {

// A signal handler can be reached by nothing but a global.
std::atomic<StopFlag*> current_flag{nullptr};
constexpr std::array handled_signals{SIGINT, SIGTERM, SIGHUP};

void on_signal(int signal) {
    if (StopFlag* const flag = current_flag.load()) {
        flag->request(signal);
    }
}

void set_handler(void (*handler)(int), int flags) {
    struct sigaction action{};
    action.sa_handler = handler;
    action.sa_flags = flags;
    for (const int signal : handled_signals) {
        struct sigaction before{};
        // What is ignored stays so: nohup ignores SIGHUP, and a shell ignores SIGINT for what it runs in the
        // background.
        if (sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) {
            sigaction(signal, &action, nullptr);
        }
    }
}

}    // namespace

SignalScope::SignalScope(StopFlag& stop) {
    current_flag = &stop;
    // Not restarted: a write that blocks must come back and see the flag. Reset: the second signal kills.
    set_handler(on_signal, static_cast<int>(SA_RESETHAND));
}

SignalScope::~SignalScope() {
    set_handler(SIG_DFL, 0);
    current_flag = nullptr;
}

}    // namespace hmacsweep::cli
