// Every instruction that only computes, as text, parsed and run, against the host's own arithmetic over edge values and
// random ones.
#include "tests/ptx/running.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <bit>
#include <type_traits>

namespace hmacsweep::tests::ptx {
namespace {

template <class T>
void check_unary(const char* instruction, std::type_identity_t<T (*)(T)> expected) {
    INFO(instruction);
    for (const Inputs& in : inputs_for(sizeof(T))) {
        const Lanes out = run_on(instruction, sizeof(T), sizeof(T), in);
        for (unsigned i = 0; i < warp_lanes; ++i) {
            CAPTURE(i, in.a[i]);
            REQUIRE(static_cast<T>(out[i]) == expected(static_cast<T>(in.a[i])));
        }
    }
}

template <class T, class R = T, class B = T>
void check_binary(const char* instruction, std::type_identity_t<R (*)(T, B)> expected) {
    INFO(instruction);
    for (const Inputs& in : inputs_for(sizeof(T))) {
        const Lanes out = run_on(instruction, sizeof(T), sizeof(R), in);
        for (unsigned i = 0; i < warp_lanes; ++i) {
            CAPTURE(i, in.a[i], in.b[i]);
            REQUIRE(static_cast<R>(out[i]) == expected(static_cast<T>(in.a[i]), static_cast<B>(in.b[i])));
        }
    }
}

template <class T>
void check_ternary(const char* instruction, std::type_identity_t<T (*)(T, T, T)> expected) {
    INFO(instruction);
    for (const Inputs& in : inputs_for(sizeof(T))) {
        const Lanes out = run_on(instruction, sizeof(T), sizeof(T), in);
        for (unsigned i = 0; i < warp_lanes; ++i) {
            CAPTURE(i, in.a[i], in.b[i], in.c[i]);
            REQUIRE(static_cast<T>(out[i]) ==
                    expected(static_cast<T>(in.a[i]), static_cast<T>(in.b[i]), static_cast<T>(in.c[i])));
        }
    }
}

template <class T>
void check_comparison(const char* instruction, std::type_identity_t<bool (*)(T, T)> expected) {
    const std::string program = std::string("{ .reg .pred p; ") + instruction + " p, a, b; selp.u32 d, 1, 0, p; }";
    for (const Inputs& in : inputs_for(sizeof(T))) {
        const Lanes out = run_on(program, sizeof(T), 4, in);
        for (unsigned i = 0; i < warp_lanes; ++i) {
            CAPTURE(instruction, i, in.a[i], in.b[i]);
            REQUIRE((out[i] != 0) == expected(static_cast<T>(in.a[i]), static_cast<T>(in.b[i])));
        }
    }
}

using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using s16 = std::int16_t;
using s32 = std::int32_t;
using s64 = std::int64_t;

}    // namespace

TEST_CASE("sums, differences and the logical instructions are the host's") {
    check_binary<u16>("add.s16 d, a, b;", [](u16 a, u16 b) { return static_cast<u16>(a + b); });
    check_binary<u32>("add.s32 d, a, b;", [](u32 a, u32 b) { return a + b; });
    check_binary<u64>("add.u64 d, a, b;", [](u64 a, u64 b) { return a + b; });
    check_binary<u32>("sub.s32 d, a, b;", [](u32 a, u32 b) { return a - b; });
    check_binary<u64>("sub.s64 d, a, b;", [](u64 a, u64 b) { return a - b; });
    check_binary<u32>("and.b32 d, a, b;", [](u32 a, u32 b) { return a & b; });
    check_binary<u16>("or.b16 d, a, b;", [](u16 a, u16 b) { return static_cast<u16>(a | b); });
    check_binary<u64>("xor.b64 d, a, b;", [](u64 a, u64 b) { return a ^ b; });
    check_unary<u32>("not.b32 d, a;", [](u32 a) { return ~a; });
    check_unary<u64>("neg.s64 d, a;", [](u64 a) { return 0 - a; });
    check_unary<u32>("abs.s32 d, a;", [](u32 a) { return a >> 31 != 0 ? 0 - a : a; });
    check_ternary<u32>("lop3.b32 d, a, b, c, 0x96;", [](u32 a, u32 b, u32 c) { return a ^ b ^ c; });
    check_ternary<u32>("lop3.b32 d, a, b, c, 0xE8;", [](u32 a, u32 b, u32 c) { return (a & b) | (a & c) | (b & c); });
}

TEST_CASE("products are the host's, whichever half is kept") {
    check_binary<u32>("mul.lo.s32 d, a, b;", [](u32 a, u32 b) { return a * b; });
    check_binary<u64>("mul.lo.s64 d, a, b;", [](u64 a, u64 b) { return a * b; });
    check_binary<u32, u64>("mul.wide.u32 d, a, b;", [](u32 a, u32 b) { return u64{a} * b; });
    check_binary<s32, s64>("mul.wide.s32 d, a, b;", [](s32 a, s32 b) { return s64{a} * b; });
    check_binary<u16, u32>("mul.wide.u16 d, a, b;", [](u16 a, u16 b) { return u32{a} * b; });
    check_binary<u32>("mul.hi.u32 d, a, b;", [](u32 a, u32 b) { return static_cast<u32>((u64{a} * b) >> 32); });
    check_binary<s32>("mul.hi.s32 d, a, b;", [](s32 a, s32 b) { return static_cast<s32>((s64{a} * b) >> 32); });
    check_ternary<u32>("mad.lo.s32 d, a, b, c;", [](u32 a, u32 b, u32 c) { return a * b + c; });
}

TEST_CASE("quotients and remainders are the host's") {
    check_binary<u32>("{ or.b32 b, b, 1; div.u32 d, a, b; }", [](u32 a, u32 b) { return a / (b | 1); });
    check_binary<u32>("{ or.b32 b, b, 1; rem.u32 d, a, b; }", [](u32 a, u32 b) { return a % (b | 1); });
    check_binary<u64>("{ or.b64 b, b, 1; div.u64 d, a, b; }", [](u64 a, u64 b) { return a / (b | 1); });
    check_binary<s32>("{ or.b32 b, b, 1; div.s32 d, a, b; }", [](s32 a, s32 b) {
        return (b | 1) == -1 ? static_cast<s32>(0 - static_cast<u32>(a)) : a / (b | 1);
    });
    check_binary<s32>("{ or.b32 b, b, 1; rem.s32 d, a, b; }",
                      [](s32 a, s32 b) { return (b | 1) == -1 ? 0 : a % (b | 1); });
}

TEST_CASE("shifts by as much as the width or more leave nothing, or the sign") {
    check_binary<u32>("shl.b32 d, a, b;", [](u32 a, u32 b) { return b >= 32 ? 0 : a << b; });
    check_binary<u32>("shr.u32 d, a, b;", [](u32 a, u32 b) { return b >= 32 ? 0 : a >> b; });
    check_binary<u32>("shr.b32 d, a, b;", [](u32 a, u32 b) { return b >= 32 ? 0 : a >> b; });
    check_binary<s32, s32, u32>("shr.s32 d, a, b;", [](s32 a, u32 b) { return a >> std::min(b, 31U); });
    check_binary<u64, u64, u32>("{ .reg .b32 n; cvt.u32.u64 n, b; shl.b64 d, a, n; }",
                                [](u64 a, u32 b) { return b >= 64 ? 0 : a << b; });
    check_binary<u64, u64, u32>("{ .reg .b32 n; cvt.u32.u64 n, b; shr.u64 d, a, n; }",
                                [](u64 a, u32 b) { return b >= 64 ? 0 : a >> b; });
    check_binary<u16>("{ .reg .b32 n; cvt.u32.u16 n, b; shr.u16 d, a, n; }",
                      [](u16 a, u16 b) { return static_cast<u16>(b >= 16 ? 0 : a >> b); });
    check_ternary<u32>("shf.l.wrap.b32 d, a, b, c;", [](u32 low, u32 high, u32 n) {
        return n % 32 == 0 ? high : (high << (n % 32)) | (low >> (32 - n % 32));
    });
    check_ternary<u32>("shf.r.wrap.b32 d, a, b, c;", [](u32 low, u32 high, u32 n) {
        return n % 32 == 0 ? low : (low >> (n % 32)) | (high << (32 - n % 32));
    });
    check_ternary<u32>("shf.r.clamp.b32 d, a, b, c;", [](u32 low, u32 high, u32 n) {
        const std::uint64_t both = (u64{high} << 32) | low;
        return static_cast<u32>(both >> std::min(n, 32U));
    });
}

TEST_CASE("counts, reversals, fields and masks of bits are the host's") {
    check_unary<u32>("clz.b32 d, a;", [](u32 a) { return static_cast<u32>(std::countl_zero(a)); });
    check_binary<u64, u32>("clz.b64 d, a;", [](u64 a, u64) { return static_cast<u32>(std::countl_zero(a)); });
    check_unary<u32>("popc.b32 d, a;", [](u32 a) { return static_cast<u32>(std::popcount(a)); });
    check_binary<u64, u32>("popc.b64 d, a;", [](u64 a, u64) { return static_cast<u32>(std::popcount(a)); });
    check_unary<u32>("brev.b32 d, a;", [](u32 a) {
        u32 result = 0;
        for (unsigned i = 0; i < 32; ++i) {
            result = (result << 1) | ((a >> i) & 1);
        }
        return result;
    });
    check_binary<u32>("bmsk.clamp.b32 d, a, b;", [](u32 begin, u32 length) {
        u32 mask = 0;
        for (u32 i = begin; i < 32 && i - begin < length; ++i) {
            mask |= 1U << i;
        }
        return mask;
    });
    check_ternary<u32>("bfe.u32 d, a, b, c;", [](u32 a, u32 begin, u32 length) {
        begin &= 255;
        length &= 255;
        return begin >= 32 ? 0 : (a >> begin) & (length >= 32 ? ~0U : (1U << length) - 1);
    });
    check_ternary<s32>("bfe.s32 d, a, 4, 8;",
                       [](s32 a, s32, s32) { return static_cast<s32>(static_cast<std::int8_t>(a >> 4)); });
    check_binary<u32>("bfi.b32 d, a, b, 8, 12;", [](u32 a, u32 b) { return (b & ~0xfff00U) | ((a & 0xfff) << 8); });
    check_binary<u64>("bfi.b64 d, a, b, 32, 32;", [](u64 a, u64 b) { return (b & 0xffffffff) | (a << 32); });
    check_binary<u32>("prmt.b32 d, a, b, 0x0123;", [](u32 a, u32) { return __builtin_bswap32(a); });
    check_binary<u32>("prmt.b32 d, a, b, 0x7604;",
                      [](u32 a, u32 b) { return (b & 0xff) | ((a & 0xff) << 8) | (b & 0xffff0000); });
    check_binary<u32>("prmt.b32 d, a, b, 0x888B;",
                      [](u32 a, u32) { return (a >> 31 != 0 ? 0xffU : 0U) | ((a & 0x80) != 0 ? 0xffffff00U : 0U); });
}

TEST_CASE("minima, maxima and comparisons go by the type's sign") {
    check_binary<u32>("min.u32 d, a, b;", [](u32 a, u32 b) { return std::min(a, b); });
    check_binary<s32>("min.s32 d, a, b;", [](s32 a, s32 b) { return std::min(a, b); });
    check_binary<u64>("max.u64 d, a, b;", [](u64 a, u64 b) { return std::max(a, b); });
    check_binary<s64>("max.s64 d, a, b;", [](s64 a, s64 b) { return std::max(a, b); });
    check_comparison<u32>("setp.lt.u32", [](u32 a, u32 b) { return a < b; });
    check_comparison<s32>("setp.lt.s32", [](s32 a, s32 b) { return a < b; });
    check_comparison<u64>("setp.le.u64", [](u64 a, u64 b) { return a <= b; });
    check_comparison<s64>("setp.gt.s64", [](s64 a, s64 b) { return a > b; });
    check_comparison<u16>("setp.ge.u16", [](u16 a, u16 b) { return a >= b; });
    check_comparison<s16>("setp.eq.s16", [](s16 a, s16 b) { return a == b; });
    check_comparison<u64>("setp.ne.b64", [](u64 a, u64 b) { return a != b; });
    check_comparison<u32>("setp.lo.u32", [](u32 a, u32 b) { return a < b; });
    check_comparison<u32>("setp.hi.u32", [](u32 a, u32 b) { return a > b; });
}

TEST_CASE("conversions cut, and carry the source's sign") {
    check_binary<u32, u64>("cvt.u64.u32 d, a;", [](u32 a, u32) { return u64{a}; });
    check_binary<s32, s64>("cvt.s64.s32 d, a;", [](s32 a, s32) { return s64{a}; });
    check_binary<u64, u32>("cvt.u32.u64 d, a;", [](u64 a, u64) { return static_cast<u32>(a); });
    check_binary<u64, u16>("cvt.u16.u64 d, a;", [](u64 a, u64) { return static_cast<u16>(a); });
    check_binary<u32, s32>("cvt.s32.s8 d, a;", [](u32 a, u32) { return s32{static_cast<std::int8_t>(a)}; });
}

TEST_CASE("moves pack and unpack vectors, and selections go by the predicate, negated or not") {
    check_unary<u64>("{ .reg .b32 lo, hi; mov.b64 {lo, hi}, a; mov.b64 d, {hi, lo}; }",
                     [](u64 a) { return std::rotr(a, 32); });
    check_unary<u32>("{ .reg .b16 lo, hi; mov.b32 {lo, hi}, a; mov.b32 d, {hi, lo}; }",
                     [](u32 a) { return std::rotr(a, 16); });
    check_binary<u32>(
        "{ .reg .pred p, q; setp.lt.u32 p, a, b; not.pred q, p; and.pred q, q, !p; selp.b32 d, a, b, q; }",
        [](u32 a, u32 b) { return a < b ? b : a; });
    check_binary<u32>("{ .reg .pred p; setp.lt.u32 p, a, b; mov.u32 d, 7; @p mov.u32 d, a; @!p mov.u32 d, b; }",
                      [](u32 a, u32 b) { return a < b ? a : b; });
}

TEST_CASE("what the parser does not know is refused with its text") {
    for (const char* unknown :
         {"add.sat.s32 d, a, b;", "add.cc.u32 d, a, b;", "add.f32 d, a, b;", "fma.rn.f32 d, a, b, c;",
          "mul.s32 d, a, b;", "setp.lt.and.u32 p, a, b, q;", "tex.2d.v4.f32.f32 {a}, [b];", "call f;", "bar.sync 1;",
          "add.u32 d, a;", "ld.global.v4.u32 d, [a];", "add.u32 d, a, nobody;", "bra NOWHERE;"}) {
        CAPTURE(unknown);
        CHECK_THROWS_AS(run_on(unknown, 4, 4, inputs_for(4).front()), Unsupported);
    }
    CHECK_THROWS_WITH(run_on("add.sat.s32 d, a, b;", 4, 4, inputs_for(4).front()), has_text("add.sat.s32 d, a, b"));
}

}    // namespace hmacsweep::tests::ptx
