// What the interpreter says of accesses that a GPU would not survive, or that have no defined result: each fault is
// planted in a program that is otherwise right.
#include "tests/ptx/running.hpp"

#include "tests/support/catch.hpp"

namespace hmacsweep::tests::ptx {
namespace {

/// Every thread copies one word: %at is where, and `w` what.
constexpr const char* copy_word =
    ".reg .b32 w; .reg .b64 from;\n"
    "mul.wide.u32 %at, %thread, 4; add.s64 from, %at, %in; add.s64 %at, %at, %out;\n";

/// What a program faults with; empty when it does not.
std::string fault_of(const std::string& body, std::size_t in_bytes = 128, std::size_t defined_bytes = 128) {
    Bench bench(in_bytes, 128);
    const std::vector<std::uint8_t> data(defined_bytes, 7);
    bench.fill_in(data.data(), data.size());
    try {
        bench.run(body);
    } catch (const Fault& fault) {
        return fault.what();
    }
    return "";
}

}    // namespace

TEST_CASE("a copy of every word runs without a fault") {
    CHECK(fault_of(std::string(copy_word) + "ld.global.u32 w, [from]; st.global.u32 [%at], w;").empty());
    CHECK(fault_of(std::string(copy_word) + "ld.global.nc.u32 w, [from]; st.global.u32 [%at], w;").empty());
    CHECK(fault_of(std::string(copy_word) + "ld.u32 w, [from]; st.u32 [%at], w;").empty());
}

TEST_CASE("an access beyond an allocation is found, by one byte or by many, and names its place") {
    CHECK_THAT(fault_of(std::string(copy_word) + "ld.global.u32 w, [from];", 127, 127), has_text("4 bytes at 124"));
    CHECK_THAT(fault_of(std::string(copy_word) + "ld.global.u32 w, [from+4];"),
               has_text("4 bytes at 128 of an allocation of 128"));
    CHECK_THAT(fault_of(std::string(copy_word) + "ld.global.u32 w, [from+-4];"), has_text("no device's"));
    CHECK_THAT(fault_of(std::string(copy_word) + "ld.global.u32 w, [from+4];"), has_text("line"));
    CHECK_THAT(fault_of(std::string(copy_word) + "st.global.u32 [%at+4], w;"), has_text("4 bytes at 128"));
    CHECK_THAT(fault_of(std::string(copy_word) + "atom.global.add.u32 w, [from+4], 1;"), has_text("4 bytes at 128"));
}

TEST_CASE("an access that is not aligned to its size is found, vectors' too") {
    CHECK_THAT(fault_of(std::string(copy_word) + "ld.global.u16 w, [from+1];"), has_text("misaligned"));
    CHECK_THAT(fault_of(".reg .b32 w, v; ld.global.v2.u32 {w, v}, [%in+4];"), has_text("misaligned"));
    CHECK(fault_of(".reg .b32 w, v; ld.global.v2.u32 {w, v}, [%in+8];").empty());
}

TEST_CASE("a read of a byte that nobody wrote is found, and one that the program does not use is not") {
    CHECK_THAT(fault_of(std::string(copy_word) + "ld.global.u32 w, [from];", 128, 127),
               has_text("undefined byte, number 3"));
    CHECK_THAT(fault_of(std::string(copy_word) + "ld.global.u32 w, [%out];"), has_text("undefined byte"));
    CHECK(fault_of(std::string(copy_word) + "st.global.u32 [%at], 1; ld.global.u32 w, [%at];").empty());
    CHECK(fault_of(".reg .b16 a, b; .pragma \"used_bytes_mask 1\"; ld.global.v2.u8 {a, b}, [%in];", 128, 1).empty());
    CHECK_THAT(fault_of(".reg .b16 a, b; .pragma \"used_bytes_mask 2\"; ld.global.v2.u8 {a, b}, [%in];", 128, 1),
               has_text("number 1"));
    CHECK_THAT(fault_of(".reg .b32 w; .shared .align 4 .b8 s[8]; ld.shared.u32 w, [s+4];"), has_text("undefined"));
}

TEST_CASE("a byte of local memory that nobody wrote may be loaded, but must have no effect") {
    const std::string load = ".reg .b32 w; .reg .pred p, q; .local .align 4 .b8 s[8]; ld.local.u32 w, [s+4];\n";
    const std::string compare = load + "setp.eq.u32 p, w, 7;\n";
    CHECK(fault_of(load).empty());
    CHECK_THAT(fault_of(load + "add.u32 w, w, 1; st.global.u32 [%out], w;"), has_text("undefined"));
    CHECK_THAT(fault_of(load + "cvt.u64.u32 %at, w; add.s64 %at, %at, %in; ld.global.u32 w, [%at];"),
               has_text("undefined"));
    CHECK_THAT(fault_of(compare + "@p bra END; END: ret;"), has_text("undefined"));
    CHECK_THAT(fault_of(compare + "@p st.global.u32 [%out], 1;"), has_text("undefined"));
    CHECK_THAT(fault_of(compare + "vote.sync.any.pred p, p, -1;"), has_text("undefined"));
    // The other condition decides in some lanes, or in all of them.
    for (const auto& [condition, either, both] : {std::tuple{"setp.lt.u32 q, %thread, 32;", "or.pred", "and.pred"},
                                                  std::tuple{"setp.ge.u32 q, %thread, 32;", "and.pred", "or.pred"}}) {
        const std::string start = compare + condition;
        CHECK(fault_of(start + either + " p, p, q; @p bra END; END: ret;").empty());
        CHECK(fault_of(start + either + " p, q, p; @p bra END; END: ret;").empty());
        CHECK_THAT(fault_of(start + both + " p, p, q; @p bra END; END: ret;"), has_text("undefined"));
    }
    CHECK_THAT(fault_of(compare + "setp.lt.u32 q, %thread, 31; or.pred p, p, q; @p bra END; END: ret;"),
               has_text("undefined"));
    CHECK(fault_of(compare + "setp.lt.u32 q, %thread, 32; selp.u32 w, 1, w, q; st.global.u32 [%out], w;")
              .find("undefined") == std::string::npos);
    CHECK_THAT(fault_of(compare + "setp.lt.u32 q, %thread, 32; selp.u32 w, w, 1, q; st.global.u32 [%out], w;"),
               has_text("undefined"));
    // A byte that is written is defined again.
    CHECK(fault_of(load + "mov.u32 w, 3; setp.eq.u32 p, w, 7; @p bra END; END: ret;").empty());
}

TEST_CASE("a host's address, a null one and one of another space are found") {
    CHECK_THAT(fault_of(".reg .b32 w; mov.u64 %at, 0x7fff00001000; ld.global.u32 w, [%at];"), has_text("no device's"));
    CHECK_THAT(fault_of(".reg .b32 w; mov.u64 %at, 0; ld.global.u32 w, [%at];"), has_text("no device's"));
    CHECK_THAT(fault_of(".reg .b32 w; .shared .b32 s; mov.u64 %at, s; ld.global.u32 w, [%at];"),
               has_text("another space"));
    CHECK_THAT(fault_of(".reg .b32 w; .shared .b32 s; ld.local.u32 w, [s];"), has_text("another space"));
    CHECK_THAT(fault_of(".reg .b32 w; .shared .b32 s; ld.shared.u32 w, [%in];"), has_text("of 4 bytes"));
    CHECK_THAT(fault_of(".reg .b32 w; ld.param.u32 w, [out_address+8];"), has_text("beyond the parameters"));
}

TEST_CASE("ld.global.nc of what the same kernel wrote is found") {
    CHECK_THAT(fault_of(std::string(copy_word) + "st.global.u32 [from], 1; ld.global.nc.u32 w, [from];"),
               has_text("ld.global.nc"));
    CHECK(fault_of(std::string(copy_word) + "st.global.u32 [from], 1; ld.global.u32 w, [from];").empty());
}

TEST_CASE("released memory is gone, and gaps lie between allocations") {
    DeviceMemory memory;
    const std::uint64_t first = memory.allocate(100);
    const std::uint64_t second = memory.allocate(100);
    CHECK(first % 256 == 0);
    CHECK(second >= first + 100 + 1024);
    CHECK_THROWS_AS(memory.find(first + 100, 1), Fault);
    CHECK(memory.release(first));
    CHECK_FALSE(memory.release(first));
    CHECK_THROWS_AS(memory.find(first, 1), Fault);
    CHECK(memory.find(second, 100).offset == 0);
}

TEST_CASE("loads and stores of every width keep what they should, signs, halves and vectors") {
    Bench bench(64, 64);
    std::uint8_t data[64];
    for (std::size_t i = 0; i < sizeof(data); ++i) {
        data[i] = static_cast<std::uint8_t>(0xf0 + i);
    }
    bench.fill_in(data, sizeof(data));
    bench.run(
        ".reg .b32 w, v, x, y; .reg .b16 h; .reg .b64 l;\n"
        "ld.global.s8 w, [%in]; st.global.u32 [%out], w;\n"
        "ld.global.u8 h, [%in+1]; st.global.u16 [%out+4], h; st.global.u8 [%out+6], h; st.global.u8 [%out+7], 0;\n"
        "ld.global.u64 l, [%in+8]; st.global.u64 [%out+8], l;\n"
        "ld.global.v4.u32 {w, v, x, y}, [%in+16]; st.global.v2.u32 [%out+16], {y, w};\n",
        1, 1);
    CHECK(bench.out_word(0) == 0xfffffff0);
    CHECK(bench.out_word(1) == 0x00f100f1);
    CHECK(bench.out_word(2) == 0xfbfaf9f8);
    CHECK(bench.out_word(3) == 0xfffefdfc);
    CHECK(bench.out_word(4) == 0x0f0e0d0c);
    CHECK(bench.out_word(5) == 0x03020100);
}

TEST_CASE("atomics leave and return what they should, for every lane in turn") {
    const auto run = [](const std::string& instruction, std::uint32_t initial) {
        Bench bench(4, 4);
        bench.fill_in(&initial, 4);
        bench.run(".reg .b32 w, found; add.u32 w, %thread, 1;\n" + instruction +
                  "\n.reg .pred last; setp.eq.u32 last, %thread, 31; @last ld.volatile.global.u32 w, [%in]; @last "
                  "st.global.u32 "
                  "[%out], w;");
        return bench.out_word(0);
    };
    CHECK(run("atom.global.add.u32 found, [%in], w;", 5) == 5 + 32 * 33 / 2);
    CHECK(run("red.global.add.u32 [%in], w;", 5) == 5 + 32 * 33 / 2);
    CHECK(run("atom.global.min.u32 found, [%in], w;", 5) == 1);
    CHECK(run("atom.global.max.u32 found, [%in], w;", 5) == 32);
    CHECK(run("atom.global.max.s32 found, [%in], w;", 0x80000000) == 32);
    CHECK(run("atom.global.or.b32 found, [%in], w;", 0) == 63);
    CHECK(run("atom.global.and.b32 found, [%in], w;", 0xff) == 0);
    CHECK(run("atom.global.exch.b32 found, [%in], w;", 0) == 32);
    CHECK(run("atom.global.cas.b32 found, [%in], %thread, w;", 0) == 32);
}

}    // namespace hmacsweep::tests::ptx
