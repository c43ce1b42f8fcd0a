// What a thread of a run threw, kept for the thread that reports it.
#pragma once

#include <exception>
#include <mutex>
#include <string>

namespace hmacsweep::run {

/// For use by several threads.
class Failure {
public:
    /// Keeps the exception that is being handled, unless an earlier one is kept. Takes no memory.
    void keep_current();
    /// Whether an exception was kept.
    [[nodiscard]] bool is_set() const;
    /// What the exception says, for a person; empty where none was kept.
    [[nodiscard]] std::string words() const;

private:
    mutable std::mutex mutex_;
    std::exception_ptr first_;    ///< not its words, which may take memory that is not there when it is thrown
};

}    // namespace hmacsweep::run
