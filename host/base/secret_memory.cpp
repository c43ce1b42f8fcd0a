#include "host/base/secret_memory.hpp"

#include "host/base/secret_fork.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <mutex>

#include <malloc.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <sys/mman.h>

namespace hmacsweep {
namespace {

/// Whether AddressSanitizer is there: then blocks are of their own, so that it watches their ends.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool is_watched = true;
#elif defined(__has_feature)
constexpr bool is_watched = __has_feature(address_sanitizer);
#else
constexpr bool is_watched = false;
#endif

/// Blocks come from chunks that begin at multiples of their size, so that a block's address tells its chunk.
constexpr std::size_t chunk_bytes = std::size_t{64} << 10;
constexpr std::size_t least_block = 16;
/// Larger blocks have a mapping of their own.
constexpr std::size_t most_pooled = std::size_t{16} << 10;
constexpr std::size_t num_sizes = std::bit_width(most_pooled) - std::bit_width(least_block) + 1;
/// Threads are spread over so many pools, so that they seldom wait for each other.
constexpr std::size_t num_pools = 8;

std::atomic<std::size_t>& held_bytes() {
    static std::atomic<std::size_t> bytes{0};
    return bytes;
}
std::atomic<std::size_t>& locked_bytes() {
    static std::atomic<std::size_t> bytes{0};
    return bytes;
}

std::atomic<bool>& is_wiped_on_fork() {
    static std::atomic<bool> is_wiped{false};
    return is_wiped;
}

class Pool;

/// Stands at the beginning of every mapping.
struct alignas(64) Chunk {
    std::size_t block_bytes;
    std::size_t mapped_bytes;
    Pool* pool;    ///< none for a block that has the mapping to itself
    bool is_locked;
};

Chunk* chunk_of(const void* block) {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the chunk of an address is what an address is asked for
    return reinterpret_cast<Chunk*>(reinterpret_cast<std::uintptr_t>(block) & ~(chunk_bytes - 1));
}

/// A mapping of a multiple of chunk_bytes (of whole pages, that is), which begins at one; null when there is no memory.
Chunk* map_chunk(std::size_t bytes) {
    const std::size_t wanted = bytes + chunk_bytes;
    void* const mapping = ::mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED) {
        return nullptr;
    }
    auto* const begin = static_cast<std::uint8_t*>(mapping);
    const std::size_t before = (chunk_bytes - (reinterpret_cast<std::uintptr_t>(begin) % chunk_bytes)) % chunk_bytes;
    if (before != 0) {
        ::munmap(begin, before);
    }
    ::munmap(begin + before + bytes, wanted - before - bytes);
    std::uint8_t* const place = begin + before;
    static_cast<void>(::madvise(place, bytes, MADV_DONTDUMP));    // an old kernel dumps it
    if (is_wiped_on_fork()) {
        static_cast<void>(::madvise(place, bytes, MADV_WIPEONFORK));
    }
    // A small RLIMIT_MEMLOCK means less protection, not a failure.
    const bool is_locked = ::mlock(place, bytes) == 0;
    held_bytes() += bytes;
    locked_bytes() += is_locked ? bytes : 0;
    return new (place) Chunk{0, bytes, nullptr, is_locked};
}

void unmap_chunk(Chunk* chunk) {
    held_bytes() -= chunk->mapped_bytes;
    locked_bytes() -= chunk->is_locked ? chunk->mapped_bytes : 0;
    ::munmap(chunk, chunk->mapped_bytes);
}

/// Blocks of at most most_pooled bytes, in sizes that are powers of two. What it has it keeps.
class Pool {
public:
    /// Zeros; null when there is no memory.
    void* take(std::size_t size) {
        const std::size_t bytes = std::bit_ceil(std::max(size, least_block));
        Size& row = sizes_[std::bit_width(bytes) - std::bit_width(least_block)];
        const std::scoped_lock lock(mutex_);
        if (row.free == nullptr && !add_chunk(row, bytes)) {
            return nullptr;
        }
        Free* const block = row.free;
        row.free = block->next;
        block->next = nullptr;
        return block;
    }
    /// A block of zeros.
    void give_back(void* block, std::size_t bytes) {
        Size& row = sizes_[std::bit_width(bytes) - std::bit_width(least_block)];
        const std::scoped_lock lock(mutex_);
        row.free = new (block) Free{row.free};
    }

private:
    struct Free {
        Free* next;
    };
    struct Size {
        Free* free = nullptr;
    };

    bool add_chunk(Size& row, std::size_t bytes) {
        Chunk* const chunk = map_chunk(chunk_bytes);
        if (chunk == nullptr) {
            return false;
        }
        chunk->block_bytes = bytes;
        chunk->pool = this;
        auto* const begin = reinterpret_cast<std::uint8_t*>(chunk);
        const std::size_t first = std::max(bytes, sizeof(Chunk));
        for (std::size_t at = chunk_bytes; at >= first + bytes; at -= bytes) {
            row.free = new (begin + at - bytes) Free{row.free};
        }
        return true;
    }

    std::mutex mutex_;
    std::array<Size, num_sizes> sizes_;
};

/// The pools that blocks are taken from. Pools are never destroyed: OpenSSL gives memory back after main() is over.
std::atomic<std::array<Pool, num_pools>*>& pools() {
    static std::atomic all = new std::array<Pool, num_pools>();
    return all;
}

/// Blocks of the pools until now are given back to these, and taken from no more.
void renew_pools() {
    pools() = new std::array<Pool, num_pools>();
}

Pool& pool_of_thread() {
    static std::atomic<std::size_t> num_threads{0};
    thread_local const std::size_t number = num_threads++;
    return (*pools())[number % num_pools];
}

void* take_mapping(std::size_t size) {
    if (size > static_cast<std::size_t>(-1) / 2) {
        return nullptr;
    }
    const std::size_t bytes = (sizeof(Chunk) + size + chunk_bytes - 1) / chunk_bytes * chunk_bytes;
    Chunk* const chunk = map_chunk(bytes);
    if (chunk == nullptr) {
        return nullptr;
    }
    chunk->block_bytes = bytes - sizeof(Chunk);
    return chunk + 1;
}

}    // namespace

void wipe(void* data, std::size_t size) noexcept {
    if (size != 0) {
        OPENSSL_cleanse(data, size);
    }
}

void* allocate_secret(std::size_t size) {
    void* block = nullptr;
    if constexpr (is_watched) {
        block = std::calloc(1, std::max<std::size_t>(size, 1));
    } else {
        block = size <= most_pooled ? pool_of_thread().take(size) : take_mapping(size);
    }
    return block != nullptr ? block : throw std::bad_alloc();
}

void release_secret(void* block) noexcept {
    if (block == nullptr) {
        return;
    }
    wipe(block, secret_room(block));
    if constexpr (is_watched) {
        std::free(block);
    } else if (Chunk* const chunk = chunk_of(block); chunk->pool != nullptr) {
        chunk->pool->give_back(block, chunk->block_bytes);
    } else if (chunk->mapped_bytes != 0) {    // 0: the fork that made this process wiped the chunk
        unmap_chunk(chunk);
    }
}

std::size_t secret_room(const void* block) noexcept {
    if constexpr (is_watched) {
        return ::malloc_usable_size(const_cast<void*>(block));
    } else {
        return chunk_of(block)->block_bytes;
    }
}

void wipe_secrets_on_fork() {
    if (is_watched || is_wiped_on_fork().exchange(true)) {
        return;
    }
    renew_pools();
    // In a child the free blocks are in chunks that forgot their sizes.
    if (::pthread_atfork(nullptr, nullptr, renew_pools) != 0) {
        throw std::bad_alloc();
    }
}

SecretMemoryUse secret_memory_use() {
    return {held_bytes(), locked_bytes()};
}

[[gnu::noinline]] void wipe_stack() noexcept {
    std::array<std::uint8_t, std::size_t{64} << 10> below;    // NOLINT(cppcoreguidelines-pro-type-member-init)
    wipe(below.data(), below.size());
}

SecretStack::SecretStack() noexcept {
    pthread_attr_t attributes;
    if (::pthread_getattr_np(::pthread_self(), &attributes) != 0) {
        return;
    }
    void* begin = nullptr;
    std::size_t bytes = 0;
    if (::pthread_attr_getstack(&attributes, &begin, &bytes) == 0) {
        static_cast<void>(::madvise(begin, bytes, MADV_DONTDUMP));
    }
    static_cast<void>(::pthread_attr_destroy(&attributes));
}

}    // namespace hmacsweep
