// To be preloaded: looks for secrets in every block that a program gives back, by free(), realloc() or munmap(), and
// writes what it finds, with who gave it back, to a file. FREE_WATCH_NEEDLES names a file with one needle a line: a
// name, a blank, the bytes in hex. FREE_WATCH_LOG names the file to write. With FREE_WATCH_STOP the process stops
// itself (SIGSTOP) when main() is over and everything was destroyed.
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

struct Needle {
    std::string name;
    std::vector<std::uint8_t> bytes;
};

thread_local bool is_busy = false;    // what the watch itself gives back is not looked at

/// Marks that the watch is at work, on this thread.
class Busy {
public:
    Busy() : was_busy_(is_busy) { is_busy = true; }
    ~Busy() { is_busy = was_busy_; }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

private:
    bool was_busy_;
};

const std::vector<Needle>& needles() {
    static const auto& all = *[] {
        auto* const read = new std::vector<Needle>;
        const char* const path = std::getenv("FREE_WATCH_NEEDLES");
        std::FILE* const file = path != nullptr ? std::fopen(path, "r") : nullptr;
        std::array<char, 200> name{};
        std::array<char, 400> hex{};
        while (file != nullptr && std::fscanf(file, "%199s %399s", name.data(), hex.data()) == 2) {
            Needle needle{name.data(), {}};
            for (std::size_t i = 0; hex[i] != 0; i += 2) {
                const std::array<char, 3> digits{hex[i], hex[i + 1], 0};
                needle.bytes.push_back(static_cast<std::uint8_t>(std::strtoul(digits.data(), nullptr, 16)));
            }
            read->push_back(needle);
        }
        if (file != nullptr) {
            static_cast<void>(std::fclose(file));
        }
        return read;
    }();
    return all;
}

void report(const Needle& needle, const char* how, std::size_t size) {
    const char* const path = std::getenv("FREE_WATCH_LOG");
    const int fd = path != nullptr ? ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : 2;
    ::dprintf(fd, "%s: in a block of %zu bytes given back by %s\n", needle.name.c_str(), size, how);
    std::array<void*, 24> frames{};
    ::backtrace_symbols_fd(frames.data(), ::backtrace(frames.data(), static_cast<int>(frames.size())), fd);
    if (fd != 2) {
        ::close(fd);
    }
}

void look_into(const void* block, std::size_t size, const char* how) {
    const Busy busy;
    for (const Needle& needle : needles()) {
        if (::memmem(block, size, needle.bytes.data(), needle.bytes.size()) != nullptr) {
            report(needle, how, size);
        }
    }
}

template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

[[gnu::constructor]] void begin() {
    const Busy busy;
    static_cast<void>(needles());
    std::array<void*, 4> frames{};
    static_cast<void>(::backtrace(frames.data(), 4));    // loads what it needs, now
}

[[gnu::destructor]] void end() {
    if (std::getenv("FREE_WATCH_STOP") != nullptr) {
        static_cast<void>(std::raise(SIGSTOP));
    }
}

}    // namespace

extern "C" {

void free(void* block) {
    static auto* const real = next<void(void*)>("free");
    if (block != nullptr && !is_busy) {
        look_into(block, ::malloc_usable_size(block), "free");
    }
    real(block);
}

void* realloc(void* block, std::size_t size) {
    static auto* const real = next<void*(void*, std::size_t)>("realloc");
    if (block == nullptr || size == 0 || is_busy) {
        return real(block, size);
    }
    void* const moved = std::malloc(size);
    if (moved != nullptr) {
        const std::size_t had = ::malloc_usable_size(block);
        std::memcpy(moved, block, had < size ? had : size);
        look_into(block, had, "realloc");
        const Busy busy;
        free(block);
    }
    return moved;
}

int munmap(void* address, std::size_t size) {
    static auto* const real = next<int(void*, std::size_t)>("munmap");
    if (!is_busy) {
        const Busy busy;
        std::vector<std::uint8_t> copy(size);    // whose reading cannot fault
        const iovec local{copy.data(), size};
        const iovec remote{address, size};
        const ssize_t got = ::process_vm_readv(::getpid(), &local, 1, &remote, 1, 0);
        if (got > 0) {
            look_into(copy.data(), static_cast<std::size_t>(got), "munmap");
        }
    }
    return real(address, size);
}
}
