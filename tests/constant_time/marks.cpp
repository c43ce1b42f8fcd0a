// Secrets as valgrind sees undefined memory: a jump or an address that depends on one is an error of memcheck.
#include "tests/constant_time/subject.hpp"

#include <array>
#include <cstdio>

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define HMACSWEEP_HAS_MEMCHECK 1
#else
#define HMACSWEEP_HAS_MEMCHECK 0
#endif

namespace hmacsweep::constant_time {

#if HMACSWEEP_HAS_MEMCHECK
namespace {

void mark(const void* secret, std::size_t size) {
    static_cast<void>(VALGRIND_MAKE_MEM_UNDEFINED(secret, size));
}

/// Whether a byte depends on what is marked.
bool depends(const void* byte) {
    std::uint8_t bits = 0;
    return VALGRIND_GET_VBITS(byte, &bits, 1) == 1 && bits != 0;
}

/// Judges a batch whose key, right MACs and given MACs are all secret. Returns whether the marks arrived at the end.
bool judge(const std::string& name, Algorithm algorithm) {
    std::array<std::uint8_t, 32> material{};
    material.fill(0x2a);
    mark(material.data(), material.size());    // from here on, with the schedules made of it
    Subject subject(algorithm, material, 19);
    mark(subject.view().macs, subject.right_macs().size());
    const std::unique_ptr<backend::Backend> backend = open(name, subject.table());
    std::vector<Verdict> verdicts(subject.view().num_items, Verdict::NotJudged);
    backend->verify(subject.view(), verdicts);
    const bool is_secret = depends(verdicts.data()) && depends(&verdicts.back());
    // The verdicts themselves are what the program tells.
    static_cast<void>(VALGRIND_MAKE_MEM_DEFINED(verdicts.data(), verdicts.size()));
    return is_secret;
}

}    // namespace

int check_marks(const std::string& backend) {
    if (RUNNING_ON_VALGRIND == 0) {
        std::puts("skipped: not run by valgrind");
        return is_skipped;
    }
    Subject probe(Algorithm::HmacSha256, std::array<std::uint8_t, 32>{}, 1);
    if (!open(backend, probe.table())) {
        std::puts("skipped: valgrind's CPU does not have it");
        return is_skipped;
    }
    bool are_marked = true;
    for (const Algorithm algorithm : algorithms_checked) {
        are_marked = judge(backend, algorithm) && are_marked;
    }
    const auto errors = static_cast<unsigned>(VALGRIND_COUNT_ERRORS);
    std::printf("%s: %u jumps or addresses that depend on a secret%s\n", backend.c_str(), errors,
                are_marked || backend == planted ? "" : "; but the marks were lost on the way");
    // The planted backend's verdicts come from its jumps, which carry no mark.
    return errors == 0 && are_marked ? 0 : 1;
}
#else
int check_marks(const std::string& /*backend*/) {
    std::puts("skipped: valgrind/memcheck.h was not there when this was built");
    return is_skipped;
}
#endif

}    // namespace hmacsweep::constant_time
