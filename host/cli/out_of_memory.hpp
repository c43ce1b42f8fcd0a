// The end of a run that has no memory left, where nothing can be thrown any more.
#pragma once

#include <new>
#include <string_view>

namespace hmacsweep::cli {

/// What is said of it.
inline constexpr std::string_view out_of_memory =
    "out of memory: fewer --threads or a smaller --max-record-bytes need less";

/// Says so and ends the process, with status 3 where results stand under their name by then, else 5. Leaves no
/// temporary file. Takes no memory.
[[noreturn]] void end_without_memory() noexcept;

/// For std::set_terminate: the same for std::bad_alloc, an abort with its words for every other exception.
[[noreturn]] void end_at_once() noexcept;

/// While it lives, an allocation by `new` that fails ends the process, as end_without_memory() does. For code of others
/// that does not survive std::bad_alloc: nlohmann::json's objects are half made by then, and crash when they go.
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
