// Memory for secrets: blocks are zeros at first and wiped in the end, their pages stay out of core dumps and swap, and
// a system that locks no memory costs protection, not the run.
#include "host/base/secret_memory.hpp"

#include "host/base/secret.hpp"
#include "host/base/secret_fork.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <thread>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define HMACSWEEP_BLOCKS_ARE_MALLOCED 1    // for AddressSanitizer to watch
#else
#define HMACSWEEP_BLOCKS_ARE_MALLOCED 0
#endif

namespace hmacsweep::tests {
namespace {

constexpr std::size_t sizes[] = {1,    15,   16,    17,    31,    32,    33,    63,    64,     65,     4095,
                                 4096, 4097, 16384, 16385, 65471, 65472, 65473, 65536, 100000, 1000000};

bool is_zero(const void* block, std::size_t size) {
    const auto* const bytes = static_cast<const std::uint8_t*>(block);
    return std::all_of(bytes, bytes + size, [](std::uint8_t byte) { return byte == 0; });
}

/// The flags that /proc/self/smaps shows of the mapping with an address.
std::string flags_of(const void* address) {
    const auto place = reinterpret_cast<std::uintptr_t>(address);
    std::ifstream maps("/proc/self/smaps");
    bool is_inside = false;
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t begin = 0;
        std::uintptr_t end = 0;
        char dash = 0;
        std::istringstream text(line);
        if (text >> std::hex >> begin >> dash >> end && dash == '-') {
            is_inside = begin <= place && place < end;
        } else if (is_inside && line.starts_with("VmFlags:")) {
            return line + " ";
        }
    }
    return {};
}

/// Runs `work` in a child process; whether it returned true.
template <class Work>
bool holds_in_child(Work&& work) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::_exit(work() ? 0 : 1);
    }
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}    // namespace

TEST_CASE("blocks of secret memory are zeros, aligned, large enough, and no two share a byte") {
    std::vector<std::pair<std::uint8_t*, std::size_t>> blocks;
    for (int round = 0; round < 3; ++round) {
        for (const std::size_t size : sizes) {
            auto* const block = static_cast<std::uint8_t*>(allocate_secret(size));
            REQUIRE(block != nullptr);
            CHECK(reinterpret_cast<std::uintptr_t>(block) % alignof(std::max_align_t) == 0);
            CHECK(secret_room(block) >= size);
            CHECK(is_zero(block, secret_room(block)));
            std::memset(block, static_cast<int>(blocks.size() + 1), size);
            blocks.emplace_back(block, size);
        }
    }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const auto [block, size] = blocks[i];
        CHECK(std::count(block, block + size, static_cast<std::uint8_t>(i + 1)) == static_cast<std::ptrdiff_t>(size));
        release_secret(block);
    }
    release_secret(nullptr);
}

#if !HMACSWEEP_BLOCKS_ARE_MALLOCED
TEST_CASE("a block that is given back is wiped, whole, before anyone gets it again") {
    std::set<void*> given_back;
    for (int i = 0; i < 100; ++i) {
        void* const block = allocate_secret(48);
        std::memset(block, 0xa5, secret_room(block));
        release_secret(block);
        given_back.insert(block);
        // All but the pool's own note of the next block.
        CHECK(is_zero(static_cast<std::uint8_t*>(block) + sizeof(void*), 64 - sizeof(void*)));
    }
    CHECK(given_back.size() == 1);    // it was used again at once
}

TEST_CASE("secret memory is marked to stay out of core dumps, and locked") {
    const SecretBytes small(32);
    const SecretBytes large(1'000'000);
    for (const SecretBytes* secret : {&small, &large}) {
        CHECK_THAT(flags_of(secret->bytes().data()), has_text(" dd "));
        if (secret_memory_use().locked_bytes == secret_memory_use().bytes) {
            CHECK_THAT(flags_of(secret->bytes().data()), has_text(" lo "));
        }
    }
    CHECK(secret_memory_use().bytes >= 1'000'032);
    const std::string ordinary(1000, 'x');
    CHECK(flags_of(ordinary.data()).find(" dd ") == std::string::npos);
}

TEST_CASE("where no memory may be locked, there is secret memory all the same") {
    CHECK(holds_in_child([] {
        struct rlimit none{0, 0};
        if (::setrlimit(RLIMIT_MEMLOCK, &none) != 0 || (::geteuid() == 0 && ::setuid(65534) != 0)) {
            return false;
        }
        const std::size_t locked_before = secret_memory_use().locked_bytes;
        SecretBytes large(1'000'000);
        std::memset(large.data(), 0x5a, large.size());
        return flags_of(large.bytes().data()).find(" lo ") == std::string::npos &&
               flags_of(large.bytes().data()).find(" dd ") != std::string::npos &&
               secret_memory_use().locked_bytes == locked_before;
    }));
}
#endif

TEST_CASE("threads take and give back secret memory side by side, and each other's") {
    constexpr std::size_t num_threads = 12;
    std::vector<std::vector<SecretBytes>> made(num_threads);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < num_threads; ++t) {
        threads.emplace_back([&made, t] {
            for (std::size_t i = 0; i < 2000; ++i) {
                SecretBytes secret(1 + ((i * 7 + t) % 200));
                std::memset(secret.data(), static_cast<int>(t), secret.size());
                if (i % 4 == 0) {
                    made[t].push_back(std::move(secret));
                }
            }
        });
    }
    std::ranges::for_each(threads, &std::thread::join);
    for (std::size_t t = 0; t < num_threads; ++t) {
        CHECK(std::ranges::all_of(made[t], [&](const SecretBytes& secret) {
            return std::ranges::all_of(secret.bytes(), [&](std::uint8_t byte) { return byte == t; });
        }));
    }
}

#if !HMACSWEEP_BLOCKS_ARE_MALLOCED
TEST_CASE("a process that is forked finds zeros in place of secrets, and has secrets of its own") {
    CHECK(holds_in_child([] {    // so that the other tests keep their memory
        auto before = std::make_unique<SecretBytes>(pattern(100, 1));
        wipe_secrets_on_fork();
        std::vector<SecretBytes> secrets;
        for (const std::size_t size : sizes) {
            secrets.emplace_back(pattern(size, 7));
        }
        before.reset();    // its memory must not be taken for the next one
        secrets.emplace_back(pattern(100, 7));
        const bool is_wiped = holds_in_child([&] {
            bool is_right = true;
            for (const SecretBytes& secret : secrets) {
                is_right &= is_zero(secret.bytes().data(), secret.size());
            }
            std::vector<SecretBytes> own;
            for (const std::size_t size : sizes) {
                own.emplace_back(pattern(size, 9));
            }
            secrets.clear();    // must not give wiped memory to anyone
            own.emplace_back(pattern(100, 9));
            for (const SecretBytes& secret : own) {
                is_right &= std::ranges::equal(secret.bytes(), pattern(secret.size(), 9));
                is_right &= secret_room(secret.bytes().data()) >= secret.size();
            }
            return is_right;
        });
        bool is_kept = true;
        for (const SecretBytes& secret : secrets) {
            is_kept &= std::ranges::equal(secret.bytes(), pattern(secret.size(), 7));
        }
        return is_wiped && is_kept;
    }));
}
#endif

TEST_CASE("the stack of a thread that works with secrets is kept out of core dumps") {
    std::string flags;
    std::thread([&] {
        const SecretStack stack;
        flags = flags_of(&stack);
    }).join();
    CHECK_THAT(flags, has_text(" dd "));
}

TEST_CASE("a secret that shrinks, grows, moves or is moved over keeps its bytes and no others") {
    const ByteVector bytes = pattern(40);
    SecretBytes secret{Bytes(bytes)};
    secret.shrink(33);
    CHECK(is_zero(secret.data() + 33, 7));
    secret.grow(5000);
    CHECK(secret.size() == 5000);
    CHECK(std::equal(bytes.begin(), bytes.begin() + 33, secret.data()));
    CHECK(is_zero(secret.data() + 33, 5000 - 33));
    SecretBytes other(7);
    other = std::move(secret);
    CHECK(other.size() == 5000);
    CHECK(secret.empty());    // NOLINT(bugprone-use-after-move): that is what is tested
    CHECK(SecretBytes().bytes().empty());
    CHECK(SecretBytes(Bytes()).empty());
    SecretVector<std::uint64_t> words(3, 5);
    words.resize(100'000, 5);
    CHECK(std::ranges::count(words, 5U) == 100'000);
}

}    // namespace hmacsweep::tests
