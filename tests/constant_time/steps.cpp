// The instructions that are executed, one by one: whatever the secrets are, it must be the same ones in the same order.
// A parent process steps through a child's verify() by ptrace, which knows every instruction set that the CPU knows.
#include "tests/constant_time/subject.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <optional>

#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hmacsweep::constant_time {

#if defined(__x86_64__)
namespace {

/// The way through the code: how many instructions, and a hash of their addresses.
struct Path {
    std::uint64_t length = 0;
    std::uint64_t hash = 0xcbf29ce484222325ULL;

    void add(std::uint64_t address) {
        ++length;
        hash = (hash ^ address) * 0x100000001b3ULL;    // FNV-1a, of words
    }
    bool operator==(const Path&) const = default;
};

void stop_here() {
    static_cast<void>(::kill(::getpid(), SIGSTOP));
}

/// Waits for the child to stop; the signal it stopped by, 0 when it ended.
int wait_for(pid_t child) {
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFSTOPPED(status) ? WSTOPSIG(status) : 0;
}

/// Follows `work` in a child process; nothing where processes may not be traced.
template <class Work>
std::optional<Path> follow(Work&& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) {
            ::_exit(1);
        }
        stop_here();
        work();
        stop_here();
        ::_exit(0);
    }
    if (child < 0 || wait_for(child) != SIGSTOP) {
        return std::nullopt;
    }
    Path path;
    for (int stopped = SIGTRAP; stopped == SIGTRAP;) {
        if (::ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) != 0) {
            break;
        }
        stopped = wait_for(child);
        user_regs_struct registers{};
        if (stopped == SIGTRAP && ::ptrace(PTRACE_GETREGS, child, nullptr, &registers) == 0) {
            path.add(registers.rip);
        }
    }
    static_cast<void>(::kill(child, SIGKILL));
    static_cast<void>(::waitpid(child, nullptr, 0));
    return path;
}

struct Case {
    const char* what;
    std::uint8_t key;
    Damage damage;
};
constexpr std::array cases{
    Case{"right MACs", 0, Damage::None},
    Case{"wrong in the first byte", 0, Damage::FirstByte},
    Case{"wrong in the last byte", 0, Damage::LastByte},
    Case{"wrong in every byte", 0, Damage::EveryByte},
    Case{"right MACs under another key", 0xff, Damage::None},
};

/// The path through one case. All cases are made in one place, so that addresses mean the same.
std::optional<Path> path_of(const std::string& name, Algorithm algorithm, const Case& one) {
    std::array<std::uint8_t, 32> material{};
    material.fill(one.key);
    Subject subject(algorithm, material, name.starts_with("simd") ? 19 : 3);
    const std::unique_ptr<backend::Backend> backend = open(name, subject.table());
    std::vector<Verdict> verdicts(subject.view().num_items, Verdict::NotJudged);
    backend->verify(subject.view(), verdicts);    // what is done once only is done
    subject.put_macs(subject.damaged_macs(one.damage, 1));
    return follow([&] { backend->verify(subject.view(), verdicts); });
}

}    // namespace

int check_steps(const std::string& backend) {
    Subject probe(Algorithm::HmacSha256, std::array<std::uint8_t, 32>{}, 1);
    if (!open(backend, probe.table())) {
        std::puts("skipped: this CPU does not have it");
        return is_skipped;
    }
    int differences = 0;
    for (const Algorithm algorithm : algorithms_checked) {
        std::optional<Path> first;
        for (const Case& one : cases) {
            const std::optional<Path> path = path_of(backend, algorithm, one);
            if (!path) {
                std::puts("skipped: processes may not be traced here");
                return is_skipped;
            }
            if (!first) {
                first = path;
                std::printf("%s %s: %llu instructions\n", backend.c_str(), std::string(name_of(algorithm)).c_str(),
                            static_cast<unsigned long long>(path->length));
            }
            if (*path != *first || path->length < 1000) {
                ++differences;
                std::printf("  %s: another way, of %llu instructions\n", one.what,
                            static_cast<unsigned long long>(path->length));
            }
        }
    }
    std::printf("%s: %d ways that depend on a secret\n", backend.c_str(), differences);
    return differences == 0 ? 0 : 1;
}
#else
int check_steps(const std::string& /*backend*/) {
    std::puts("skipped: instructions are followed on x86-64 only");
    return is_skipped;
}
#endif

}    // namespace hmacsweep::constant_time
