// Ends the process when memory runs out and an exception cannot be handled.
#pragma once

#include <new>
#include <string_view>

namespace hmacsweep::cli {

/// The message.
inline constexpr std::string_view out_of_memory =
    "out of memory: fewer --threads or a smaller --max-record-bytes need less";

/// Prints the message and ends the process: with status 3 when the results file has appeared already, else with 5.
/// Leaves no temporary file. Allocates no memory.
[[noreturn]] void end_without_memory() noexcept;

/// A handler for std::set_terminate. Calls end_without_memory() for std::bad_alloc. For every other exception, prints
/// the exception's message, removes temporary files and aborts.
[[noreturn]] void end_at_once() noexcept;

/// While the object lives, a failed allocation by `new` calls end_without_memory(). For library code that does not
/// survive std::bad_alloc: nlohmann::json leaves objects half built, and their destructors crash.
class EndsWithoutMemory {
public:
    EndsWithoutMemory() : before_(std::set_new_handler(end_without_memory)) {}
    ~EndsWithoutMemory() { std::set_new_handler(before_); }
    EndsWithoutMemory(const EndsWithoutMemory&) = delete;
    EndsWithoutMemory& operator=(const EndsWithoutMemory&) = delete;
    EndsWithoutMemory(EndsWithoutMemory&&) = delete;
    EndsWithoutMemory& operator=(EndsWithoutMemory&&) = delete;

private:
    std::new_handler before_;
};

}    // namespace hmacsweep::cli
