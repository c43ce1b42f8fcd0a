#include "host/cli/process_secrets.hpp"

#include "host/base/secret_memory.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include <openssl/crypto.h>
#include <sys/resource.h>

namespace hmacsweep::cli {
namespace {

void* allocate(std::size_t size, const char* /*file*/, int /*line*/) noexcept {
    try {
        return size == 0 ? nullptr : allocate_secret(size);
    } catch (const std::bad_alloc&) {
        return nullptr;    // which OpenSSL expects
    }
}

void release(void* block, const char* /*file*/, int /*line*/) noexcept {
    release_secret(block);
}

void* reallocate(void* block, std::size_t size, const char* file, int line) noexcept {
    if (block == nullptr || size == 0) {
        release(block, file, line);
        return allocate(size, file, line);
    }
    void* const larger = allocate(size, file, line);
    if (larger != nullptr) {
        std::memcpy(larger, block, std::min(size, secret_room(block)));
        release_secret(block);
    }
    return larger;
}

/// Of a process that fails while it hashes, registers hold what no memory is to show. One byte is no core file either,
/// and where cores go to a program (kernel.core_pattern) it is what tells the kernel not to, as 0 does not. The hard
/// limit stays, for `prlimit --core` from outside; debuggers are not concerned.
void forbid_core_dumps() {
    struct rlimit limit{};
    if (::getrlimit(RLIMIT_CORE, &limit) == 0) {
        limit.rlim_cur = std::min<rlim_t>(1, limit.rlim_max);
        static_cast<void>(::setrlimit(RLIMIT_CORE, &limit));    // lowering it cannot fail
    }
}

}    // namespace

void keep_secrets_in_process() {
    forbid_core_dumps();
    // Only where OpenSSL has allocated something already would it refuse.
    static_cast<void>(CRYPTO_set_mem_functions(allocate, reallocate, release));
}

}    // namespace hmacsweep::cli
