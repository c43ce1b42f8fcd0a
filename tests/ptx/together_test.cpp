// Lanes that part and meet, votes, shuffles and barriers; and the faults of programs that get their masks wrong.
#include "tests/ptx/running.hpp"

#include "tests/support/catch.hpp"

#include <vector>

namespace hmacsweep::tests::ptx {
namespace {

constexpr const char* store_w = "mul.wide.u32 %at, %thread, 4; add.s64 %at, %at, %out; st.global.u32 [%at], w;\n";

/// What each thread stores of w.
std::vector<std::uint32_t> words_of(const std::string& body, unsigned num_threads = warp_lanes) {
    Bench bench(4, 4 * std::size_t{num_threads});
    bench.run(".reg .b32 w, v; .reg .pred p, q;\n" + body + store_w, 1, num_threads);
    std::vector<std::uint32_t> words(num_threads);
    for (unsigned i = 0; i < num_threads; ++i) {
        words[i] = bench.out_word(i);
    }
    return words;
}

std::vector<std::uint32_t> expected(unsigned count, std::uint32_t (*f)(std::uint32_t)) {
    std::vector<std::uint32_t> words(count);
    for (unsigned i = 0; i < count; ++i) {
        words[i] = f(i);
    }
    return words;
}

std::string fault_of(const std::string& body, unsigned num_threads = warp_lanes) {
    try {
        words_of(body, num_threads);
    } catch (const Fault& fault) {
        return fault.what();
    }
    return "";
}

}    // namespace

TEST_CASE("lanes that part at a branch go their ways and meet again") {
    CHECK(words_of("and.b32 v, %thread, 1; setp.eq.u32 p, v, 1; @p bra ODD; mov.u32 w, 100; bra MET;\n"
                   "ODD: mov.u32 w, 200;\nMET: add.u32 w, w, %thread;\n") ==
          expected(32, [](std::uint32_t i) { return (i % 2 == 1 ? 200 : 100) + i; }));
    // Each lane goes round as often as its number says.
    CHECK(words_of("mov.u32 w, 0; mov.u32 v, 0;\nAGAIN: setp.ge.u32 p, v, %thread; @p bra DONE;\n"
                   "add.u32 v, v, 1; add.u32 w, w, v; bra AGAIN;\nDONE:\n") ==
          expected(32, [](std::uint32_t i) { return i * (i + 1) / 2; }));
}

TEST_CASE("threads know who they are") {
    CHECK(words_of("mov.u32 w, %laneid; mov.u32 v, %warpid; mad.lo.u32 w, v, 100, w;", 40) ==
          expected(40, [](std::uint32_t i) { return i / 32 * 100 + i % 32; }));
    CHECK(words_of("mov.u32 w, %lanemask_lt;") == expected(32, [](std::uint32_t i) { return (1U << i) - 1; }));
    CHECK(words_of("mov.u32 w, %lanemask_ge;") == expected(32, [](std::uint32_t i) { return ~((1U << i) - 1); }));
    CHECK(words_of("mov.u32 w, %ntid.x; mov.u32 v, %nctaid.x; add.u32 w, w, v;", 7) ==
          expected(7, [](std::uint32_t) { return 8U; }));
}

TEST_CASE("votes count the lanes that say yes") {
    const std::string says_yes = "setp.lt.u32 p, %thread, 5;";
    CHECK(words_of(says_yes + "vote.sync.ballot.b32 w, p, -1;") == expected(32, [](std::uint32_t) { return 31U; }));
    CHECK(words_of(says_yes + "vote.sync.ballot.b32 w, !p, -1;") == expected(32, [](std::uint32_t) { return ~31U; }));
    CHECK(words_of(says_yes + "vote.sync.any.pred q, p, -1; selp.u32 w, 1, 0, q;") ==
          expected(32, [](std::uint32_t) { return 1U; }));
    CHECK(words_of(says_yes + "vote.sync.all.pred q, p, -1; selp.u32 w, 1, 0, q;") ==
          expected(32, [](std::uint32_t) { return 0U; }));
    CHECK(words_of(says_yes + "vote.sync.uni.pred q, p, -1; selp.u32 w, 1, 0, q;") ==
          expected(32, [](std::uint32_t) { return 0U; }));
    CHECK(words_of(says_yes + "mov.u32 w, 7; @!p bra END; activemask.b32 w; vote.sync.ballot.b32 v, 1, 31;\nEND:") ==
          expected(32, [](std::uint32_t i) { return i < 5 ? 31U : 7U; }));
}

TEST_CASE("shuffles bring each lane what another one has") {
    CHECK(words_of("shfl.sync.up.b32 w, %thread, 3, 0, -1;") ==
          expected(32, [](std::uint32_t i) { return i < 3 ? i : i - 3; }));
    CHECK(words_of("shfl.sync.down.b32 w, %thread, 3, 31, -1;") ==
          expected(32, [](std::uint32_t i) { return i + 3 > 31 ? i : i + 3; }));
    CHECK(words_of("shfl.sync.bfly.b32 w, %thread, 5, 31, -1;") == expected(32, [](std::uint32_t i) { return i ^ 5; }));
    CHECK(words_of("shfl.sync.idx.b32 w, %thread, 9, 31, -1;") == expected(32, [](std::uint32_t) { return 9U; }));
    // Segments of 8 lanes, and the predicate of what is within.
    CHECK(words_of("shfl.sync.down.b32 w|p, %thread, 1, 0x181f, -1; selp.u32 w, w, 99, p;") ==
          expected(32, [](std::uint32_t i) { return i % 8 == 7 ? 99 : i + 1; }));
    CHECK(words_of("shfl.sync.up.b32 w|p, %thread, 1, 0x1800, -1; selp.u32 w, w, 99, p;") ==
          expected(32, [](std::uint32_t i) { return i % 8 == 0 ? 99 : i - 1; }));
}

TEST_CASE("a barrier holds every warp until all have come") {
    const std::string turned =
        ".shared .align 4 .b8 s[512]; .reg .b64 slot;\n"
        "cvt.u64.u32 slot, %thread; shl.b64 slot, slot, 2; mov.u64 %at, s; add.s64 slot, slot, %at;\n"
        "add.u32 w, %thread, 1000; st.shared.u32 [slot], w; bar.sync 0;\n"
        "sub.u32 v, 127, %thread; mul.wide.u32 slot, v, 4; add.s64 slot, slot, %at; ld.shared.u32 w, [slot];\n";
    CHECK(words_of(turned, 128) == expected(128, [](std::uint32_t i) { return 1127 - i; }));
    CHECK(words_of("setp.eq.u32 p, %thread, 70; bar.red.or.pred q, 0, p; selp.u32 w, 1, 0, q;", 128) ==
          expected(128, [](std::uint32_t) { return 1U; }));
    CHECK(words_of("setp.ne.u32 p, %thread, 70; bar.red.and.pred q, 0, p; selp.u32 w, 1, 0, q;", 128) ==
          expected(128, [](std::uint32_t) { return 0U; }));
    // Without the barrier, the first warps read what the last have not written.
    const std::size_t barrier = turned.find(" bar.sync 0;");
    CHECK_THAT(fault_of(turned.substr(0, barrier) + turned.substr(barrier + 12), 128), has_text("undefined"));
}

TEST_CASE("a member mask that is wrong is found") {
    CHECK_THAT(fault_of("setp.lt.u32 p, %thread, 5; vote.sync.ballot.b32 w, p, 0x7fffffff;"),
               has_text("lane 31 is not in its own member mask"));
    CHECK_THAT(fault_of("setp.lt.u32 p, %thread, 5; @p vote.sync.ballot.b32 w, 1, -1;"), has_text("skip"));
    CHECK_THAT(fault_of("mov.u32 w, 0; setp.lt.u32 p, %thread, 5; @p bra FEW; bar.warp.sync -1; bra END;\n"
                        "FEW: vote.sync.ballot.b32 w, 1, -1;\nEND:"),
               has_text("do not come"));
    CHECK_THAT(
        fault_of("mov.u32 w, 0; setp.lt.u32 p, %thread, 5; @!p bra END; shfl.sync.down.b32 w, w, 1, 31, 31;\nEND:"),
        has_text("hears lane 5, which is no member"));
    CHECK_THAT(fault_of("mov.u32 w, 0; setp.lt.u32 p, %thread, 5; @p bar.sync 0;"), has_text("skip"));
}

TEST_CASE("a block that goes round for ever is found") {
    CHECK_THAT(fault_of("mov.u32 w, 0;\nAGAIN: bra AGAIN;\n"), has_text("does not end"));
}

TEST_CASE("lanes that have returned are not waited for") {
    CHECK(fault_of("mov.u32 w, 0; setp.ge.u32 p, %thread, 5; @p ret; vote.sync.ballot.b32 w, 1, -1;").empty());
    CHECK(fault_of("mov.u32 w, 0; setp.ge.u32 p, %thread, 40; @p ret; bar.sync 0;", 64).empty());
}

TEST_CASE("a division by zero, a trap and a uniform branch that is none are found") {
    CHECK_THAT(fault_of("div.u32 w, 7, %thread;"), has_text("division by zero"));
    CHECK_THAT(fault_of("setp.eq.u32 p, %thread, 9; @p trap; mov.u32 w, 0;"), has_text("trap"));
    CHECK_THAT(fault_of("mov.u32 w, 0; setp.eq.u32 p, %thread, 9; @p bra.uni END;\nEND:"), has_text("uniform"));
}

}    // namespace hmacsweep::tests::ptx
