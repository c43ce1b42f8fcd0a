// Catch2 in both of its generations (2.13 in Debian 12, 3.x in Ubuntu 24.04), and the one thing that the older lacks.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <cstdio>
#include <string>

namespace hmacsweep::tests {

/// Matches a text that has `part` in it, for CHECK_THAT.
inline auto has_text(const std::string& part) {
#if __has_include(<catch2/catch_all.hpp>)
    return Catch::Matchers::ContainsSubstring(part);
#else
    return Catch::Matchers::Contains(part);
#endif
}

/// Says on standard output that a test, or a part of one, did not run. CTest shows it with `-V`.
inline void say_skipped(const std::string& reason) {
    std::printf("skipped: %s\n", reason.c_str());
    std::fflush(stdout);
}

}    // namespace hmacsweep::tests

/// Leaves the test case, visibly. (Catch2 2.13 has no SKIP.)
#define HMACSWEEP_SKIP(reason)                 \
    do {                                       \
        hmacsweep::tests::say_skipped(reason); \
        return;                                \
    } while (false)
