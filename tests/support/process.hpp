// Runs programs and catches what they say: for tests that drive the real binary.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace hmacsweep::tests {

struct ProcessOptions {
    std::string input;                                               ///< what standard input holds
    std::vector<std::pair<std::string, std::string>> environment;    ///< added to this process's own
    std::vector<std::string> unset;                                  ///< names taken out of it
    std::string folder;                                              ///< working folder; empty: this process's
    std::string output_path;    ///< where standard output goes instead of ProcessResult::out (`/dev/full`)
    std::chrono::seconds patience{60};
};

struct ProcessResult {
    std::string out;
    std::string err;
    int status = -1;    ///< exit status, or 128 and the signal that ended it
};

/// A running program. wait() must be called once; a program that outlives its patience is killed, and wait() throws.
class Process {
public:
    /// Starts `command`, its program looked up in PATH. Throws std::runtime_error when that fails.
    explicit Process(const std::vector<std::string>& command, ProcessOptions options = {});
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    Process(Process&&) = delete;
    Process& operator=(Process&&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    void signal(int number) const;
    /// Feeds standard input, collects both outputs and waits for the end.
    ProcessResult wait();

private:
    void pump(ProcessResult& result);
    void close_all();
    bool feed(int fd);
    void reap(ProcessResult& result);

    ProcessOptions options_;
    std::string name_;
    pid_t pid_ = -1;
    int in_ = -1;
    int out_ = -1;
    int err_ = -1;
    std::size_t fed_ = 0;
    std::chrono::steady_clock::time_point deadline_;
};

/// Starts a program and waits for it.
[[nodiscard]] ProcessResult run_process(const std::vector<std::string>& command, const ProcessOptions& options = {});

}    // namespace hmacsweep::tests
