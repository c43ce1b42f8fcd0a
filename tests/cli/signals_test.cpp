// Signals as a request to stop: the first one sets the flag, the second one of any kind ends the process at once.
#include "host/cli/signals.hpp"

#include "tests/support/catch.hpp"

#include <csignal>
#include <utility>

#include <sys/wait.h>
#include <unistd.h>

namespace hmacsweep::tests {
namespace {

/// The wait status of a child that gets these two signals in a SignalScope, and exits with 7 if it lives on.
int status_after(int first, int second) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        StopFlag stop;
        const cli::SignalScope scope(stop);
        static_cast<void>(std::raise(first));
        if (stop.signal() == first) {
            static_cast<void>(std::raise(second));
        }
        ::_exit(7);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return status;
}

}    // namespace

TEST_CASE("a second signal ends the process, of whatever kind the two are") {
    for (const auto& [first, second] : {std::pair(SIGINT, SIGINT), std::pair(SIGINT, SIGTERM),
                                        std::pair(SIGTERM, SIGINT), std::pair(SIGHUP, SIGTERM)}) {
        const int status = status_after(first, second);
        INFO(first << " and " << second);
        REQUIRE(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == second);
    }
}

TEST_CASE("a signal that was ignored stays ignored, and does not count as the first") {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        static_cast<void>(std::signal(SIGHUP, SIG_IGN));
        StopFlag stop;
        const cli::SignalScope scope(stop);
        static_cast<void>(std::raise(SIGHUP));
        const bool is_ignored = !stop.is_requested();
        static_cast<void>(std::raise(SIGINT));
        static_cast<void>(std::raise(SIGHUP));
        ::_exit(is_ignored && stop.signal() == SIGINT ? 7 : 8);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 7);
}

}    // namespace hmacsweep::tests
