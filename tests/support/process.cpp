#include "tests/support/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <map>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace hmacsweep::tests {
namespace {

[[noreturn]] void fail(const std::string& what, int error) {
    throw std::runtime_error(what + ": " + std::string(std::strerror(error)));
}

std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        fail("pipe2", errno);
    }
    return ends;
}

std::vector<std::string> environment_of(const ProcessOptions& options) {
    std::map<std::string, std::string> variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos) {
            variables[std::string(text.substr(0, equals))] = text.substr(equals + 1);
        }
    }
    for (const std::string& name : options.unset) {
        variables.erase(name);
    }
    for (const auto& [name, value] : options.environment) {
        variables[name] = value;
    }
    std::vector<std::string> entries;
    for (const auto& [name, value] : variables) {
        entries.push_back(name + "=" + value);
    }
    return entries;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

/// Appends what can be read; false at the end.
bool drain(int fd, std::string& to) {
    std::array<char, 65536> bytes{};
    const ssize_t got = ::read(fd, bytes.data(), bytes.size());
    if (got > 0) {
        to.append(bytes.data(), static_cast<std::size_t>(got));
    }
    return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

void close_fd(int& fd) {
    if (fd >= 0) {
        ::close(fd);
        fd = -1;
    }
}

}    // namespace

Process::Process(const std::vector<std::string>& command, ProcessOptions options)
    : options_(std::move(options)),
      name_(command.at(0)),
      deadline_(std::chrono::steady_clock::now() + options_.patience) {
    // Everything that allocates comes before the fork.
    std::vector<std::string> arguments = command;
    std::vector<std::string> entries = environment_of(options_);
    const std::vector<char*> argv = pointers_to(arguments);
    const std::vector<char*> envp = pointers_to(entries);
    std::array<int, 2> in = make_pipe();
    std::array<int, 2> out = make_pipe();
    std::array<int, 2> err = make_pipe();
    if (!options_.output_path.empty()) {
        close_fd(out[1]);
        out[1] = ::open(options_.output_path.c_str(), O_WRONLY | O_CLOEXEC);
        if (out[1] < 0) {
            fail(options_.output_path, errno);
        }
    }
    pid_ = ::fork();
    if (pid_ < 0) {
        fail("fork", errno);
    }
    if (pid_ == 0) {
        ::dup2(in[0], STDIN_FILENO);
        ::dup2(out[1], STDOUT_FILENO);
        ::dup2(err[1], STDERR_FILENO);
        ::signal(SIGPIPE, SIG_DFL);
        if (options_.folder.empty() || ::chdir(options_.folder.c_str()) == 0) {
            ::execvpe(argv[0], argv.data(), envp.data());
        }
        ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    ::close(err[1]);
    in_ = in[1];
    out_ = out[0];
    err_ = err[0];
    ::fcntl(in_, F_SETFL, O_NONBLOCK);
}

Process::~Process() {
    close_all();
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
}

void Process::signal(int number) const {
    ::kill(pid_, number);
}

void Process::close_all() {
    close_fd(in_);
    close_fd(out_);
    close_fd(err_);
}

/// Writes a piece of the input; false when there is no more to write or nobody to read it.
bool Process::feed(int fd) {
    if (fed_ == options_.input.size()) {
        return false;
    }
    const ssize_t written = ::write(fd, options_.input.data() + fed_, options_.input.size() - fed_);
    if (written < 0) {
        return errno == EINTR || errno == EAGAIN;
    }
    fed_ += static_cast<std::size_t>(written);
    return fed_ < options_.input.size();
}

void Process::pump(ProcessResult& result) {
    if (options_.input.empty()) {
        close_fd(in_);
    }
    while (out_ >= 0 || err_ >= 0) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
        if (left.count() <= 0) {
            return;
        }
        // poll() passes over negative descriptors.
        std::array<pollfd, 3> waits{{{in_, POLLOUT, 0}, {out_, POLLIN, 0}, {err_, POLLIN, 0}}};
        if (::poll(waits.data(), waits.size(), static_cast<int>(left.count())) <= 0) {
            continue;
        }
        if (waits[0].revents != 0 && !feed(in_)) {
            close_fd(in_);
        }
        if (waits[1].revents != 0 && !drain(out_, result.out)) {
            close_fd(out_);
        }
        if (waits[2].revents != 0 && !drain(err_, result.err)) {
            close_fd(err_);
        }
    }
}

void Process::reap(ProcessResult& result) {
    int status = 0;
    while (::waitpid(pid_, &status, WNOHANG) == 0) {
        if (std::chrono::steady_clock::now() >= deadline_) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, &status, 0);
            pid_ = -1;
            throw std::runtime_error(name_ + " did not end in time; standard error: " + result.err);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    pid_ = -1;
    result.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

ProcessResult Process::wait() {
    // A program that does not read its input must not end the tests.
    struct sigaction ignore{};
    struct sigaction before{};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, &before);
    ProcessResult result;
    pump(result);
    close_all();
    ::sigaction(SIGPIPE, &before, nullptr);
    reap(result);
    return result;
}

ProcessResult run_process(const std::vector<std::string>& command, const ProcessOptions& options) {
    Process process(command, options);
    return process.wait();
}

}    // namespace hmacsweep::tests
