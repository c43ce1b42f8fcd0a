// A library for LD_PRELOAD that lets allocations fail: number HMACSWEEP_FAIL_ALLOCATION since main() began, and with
// HMACSWEEP_FAIL_ONWARDS=1 every one after it. At the end it writes how many there were to the file that
// HMACSWEEP_COUNT_ALLOCATIONS names. It knows glibc's own names of its allocator.
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include <dlfcn.h>

namespace {

std::atomic<bool> is_counting{false};
std::atomic<unsigned long> num_allocations{0};
unsigned long first_failure = 0;
bool fails_onwards = false;

/// Whether this allocation is one that fails.
bool fails() {
    if (!is_counting.load(std::memory_order_relaxed)) {
        return false;
    }
    const unsigned long number = ++num_allocations;
    if (first_failure == 0 || (fails_onwards ? number < first_failure : number != first_failure)) {
        return false;
    }
    errno = ENOMEM;
    return true;
}

using Main = int (*)(int, char**, char**);
Main real_main = nullptr;

int counted_main(int argc, char** argv, char** environment) {
    if (const char* const number = std::getenv("HMACSWEEP_FAIL_ALLOCATION")) {
        first_failure = std::strtoul(number, nullptr, 10);
        fails_onwards = std::getenv("HMACSWEEP_FAIL_ONWARDS") != nullptr;
    }
    is_counting = true;
    const int status = real_main(argc, argv, environment);
    is_counting = false;
    if (const char* const path = std::getenv("HMACSWEEP_COUNT_ALLOCATIONS")) {
        if (std::FILE* const file = std::fopen(path, "w")) {
            std::fprintf(file, "%lu\n", num_allocations.load());
            std::fclose(file);
        }
    }
    return status;
}

}    // namespace

extern "C" {

void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size) {
    return fails() ? nullptr : __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) {
    return fails() ? nullptr : __libc_calloc(count, size);
}

void* realloc(void* memory, std::size_t size) {
    return size != 0 && fails() ? nullptr : __libc_realloc(memory, size);
}

void* memalign(std::size_t alignment, std::size_t size) {
    return fails() ? nullptr : __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
    return memalign(alignment, size);
}

int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
    *memory = memalign(alignment, size);
    return *memory == nullptr ? ENOMEM : 0;
}

int __libc_start_main(Main main, int argc, char** argv, void (*init)(), void (*fini)(), void (*rtld_fini)(),
                      void* stack_end) {
    using Start = int (*)(Main, int, char**, void (*)(), void (*)(), void (*)(), void*);
    real_main = main;
    const auto start = reinterpret_cast<Start>(dlsym(RTLD_NEXT, "__libc_start_main"));
    return start(counted_main, argc, argv, init, fini, rtld_fini, stack_end);
}
}
