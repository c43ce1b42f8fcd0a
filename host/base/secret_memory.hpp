// Memory for secrets, of the whole process: pages that stay out of swap as far as the system allows it, and out of core
// dumps; every block is wiped before it is used again. And the stacks of threads that work with secrets.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace hmacsweep {

/// Overwrites `size` bytes in a way that no compiler removes.
void wipe(void* data, std::size_t size) noexcept;

/// `size` bytes of zeros, aligned for anything; at least one byte. Throws std::bad_alloc. Any thread may call this.
[[nodiscard]] void* allocate_secret(std::size_t size);
/// Wipes the block and takes it back. Nothing happens to a null pointer.
void release_secret(void* block) noexcept;
/// How many bytes the block has, which may be more than were asked for.
[[nodiscard]] std::size_t secret_room(const void* block) noexcept;

/// What the process holds of such memory, used or not.
struct SecretMemoryUse {
    std::size_t bytes = 0;
    std::size_t locked_bytes = 0;    ///< less where RLIMIT_MEMLOCK is too small for all
};
[[nodiscard]] SecretMemoryUse secret_memory_use();

/// Puts a container's elements into secret memory.
template <class T>
struct SecretAllocator {
    using value_type = T;

    SecretAllocator() = default;
    template <class U>
    explicit(false) SecretAllocator(const SecretAllocator<U>& /*other*/) {}

    [[nodiscard]] T* allocate(std::size_t count) {
        static_assert(alignof(T) <= alignof(std::max_align_t));
        if (count > static_cast<std::size_t>(-1) / sizeof(T)) {
            throw std::bad_array_new_length();
        }
        return static_cast<T*>(allocate_secret(count * sizeof(T)));
    }
    void deallocate(T* memory, std::size_t /*count*/) noexcept { release_secret(memory); }

    template <class U>
    bool operator==(const SecretAllocator<U>& /*other*/) const {
        return true;
    }
};

template <class T>
using SecretVector = std::vector<T, SecretAllocator<T>>;

/// Wipes what functions that have returned left on the stack below the caller: 64 KiB of it.
void wipe_stack() noexcept;

/// The stack of a thread that works with secrets, declared where the thread begins: kept out of core dumps, and wiped
/// in the end, since the system gives stacks to other threads.
class SecretStack {
public:
    SecretStack() noexcept;
    ~SecretStack() { wipe_stack(); }
    SecretStack(const SecretStack&) = delete;
    SecretStack& operator=(const SecretStack&) = delete;
    SecretStack(SecretStack&&) = delete;
    SecretStack& operator=(SecretStack&&) = delete;
};

}    // namespace hmacsweep
