// Memory for secrets. Its pages are kept out of core dumps, and out of swap as far as the system allows it. Each block
// is wiped before it is used again. Also protects the stacks of threads that work with secrets.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace hmacsweep {

/// Overwrites `size` bytes in a way that no compiler removes.
void wipe(void* data, std::size_t size) noexcept;

/// A block of at least `size` zero bytes, aligned for any type; not null, also for 0 bytes. Throws std::bad_alloc. Any
/// thread may call it. release_secret() frees the block.
[[nodiscard]] void* allocate_secret(std::size_t size);
/// Wipes and frees a block of allocate_secret(), from any thread. A no-op for null.
void release_secret(void* block) noexcept;
/// How many bytes a block has, at least as many as were asked for. `block` must not be null.
[[nodiscard]] std::size_t secret_room(const void* block) noexcept;

/// How much secret memory the process has mapped, used or not.
struct SecretMemoryUse {
    std::size_t bytes = 0;
    std::size_t locked_bytes = 0;    ///< kept out of swap; less than `bytes` if RLIMIT_MEMLOCK is too small
};
[[nodiscard]] SecretMemoryUse secret_memory_use();

/// An allocator that puts a container's elements into secret memory.
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

/// Wipes the 64 KiB of the stack below the caller, where functions that have returned may have left secrets.
void wipe_stack() noexcept;

/// Protects the stack of a thread that works with secrets. Must be declared where the thread begins. The constructor
/// keeps the thread's stack out of core dumps. The destructor calls wipe_stack(), because the system gives stacks to
/// other threads.
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
