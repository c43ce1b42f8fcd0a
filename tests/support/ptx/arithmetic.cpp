#include "tests/support/ptx/arithmetic.hpp"

#include <algorithm>
#include <bit>

// Most of the interpreter's time goes here: compiled for AVX2, too, and taken where the machine has it.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define HMACSWEEP_PTX_FAST [[gnu::target_clones("avx2", "default")]]
#else
#define HMACSWEEP_PTX_FAST
#endif

// Ahead of a loop over lanes: the result is one of the sources, or apart from all of them.
#if defined(__clang__)
#define HMACSWEEP_PTX_LANES _Pragma("clang loop vectorize(assume_safety)")
#else
#define HMACSWEEP_PTX_LANES _Pragma("GCC ivdep")
#endif

namespace hmacsweep::tests::ptx {
namespace {

using U = std::uint64_t;

/// prmt: each nibble of the selector picks one of eight bytes, or its sign.
U permuted(U a, U b, U selector) {
    const U bytes = (cut(b, 32) << 32) | cut(a, 32);
    U result = 0;
    for (unsigned i = 0; i < 4; ++i) {
        const U pick = (selector >> (4 * i)) & 15;
        U byte = (bytes >> (8 * (pick & 7))) & 0xff;
        if ((pick & 8) != 0) {
            byte = (byte & 0x80) != 0 ? 0xff : 0;
        }
        result |= byte << (8 * i);
    }
    return result;
}

/// bfe: `length` bits from `begin` on; what lies beyond the value is its sign, or zero.
U extracted(U value, U begin, U length, Type type) {
    begin = cut(begin, 8);
    length = cut(length, 8);
    const unsigned top = type.bits - 1;
    const bool sign = type.is_signed && length != 0 && ((value >> std::min<U>(begin + length - 1, top)) & 1) != 0;
    U result = 0;
    for (unsigned i = 0; i < type.bits; ++i) {
        const bool bit = i < length && begin + i <= top ? ((value >> (begin + i)) & 1) != 0 : sign;
        result |= U{bit} << i;
    }
    return result;
}

/// bfi: the low bits of `field` at `begin` of `value`.
U inserted(U field, U value, U begin, U length, Type type) {
    begin = cut(begin, 8);
    length = cut(length, 8);
    if (begin >= type.bits || length == 0) {
        return value;
    }
    const U mask = cut(cut(~U{0}, static_cast<unsigned>(std::min<U>(length, 64))) << begin, type.bits);
    return (value & ~mask) | ((field << begin) & mask);
}

U high_product(U a, U b, Type type) {
    __extension__ using Wide = __int128;
    __extension__ using UnsignedWide = unsigned __int128;
    if (type.is_signed) {
        return static_cast<U>((Wide{signed_cut(a, type.bits)} * signed_cut(b, type.bits)) >> type.bits);
    }
    return static_cast<U>((UnsignedWide{cut(a, type.bits)} * cut(b, type.bits)) >> type.bits);
}

U logic3(U a, U b, U c, U table) {
    U result = 0;
    for (unsigned i = 0; i < 8; ++i) {
        const U row = ((i & 4) != 0 ? a : ~a) & ((i & 2) != 0 ? b : ~b) & ((i & 1) != 0 ? c : ~c);
        result |= ((table >> i) & 1) != 0 ? row : 0;
    }
    return result;
}

U reversed(U value, unsigned bits) {
    U result = 0;
    for (unsigned i = 0; i < bits; ++i) {
        result |= ((value >> i) & 1) << (bits - 1 - i);
    }
    return result;
}

/// shf: both words in a row, shifted, of which one word is kept.
U funneled(U low, U high, U count, const Instruction& in) {
    const U shift = in.clamps ? std::min<U>(cut(count, 32), 32) : count & 31;
    const U both = (cut(high, 32) << 32) | cut(low, 32);
    if (in.mode == Mode::Right) {
        return both >> shift;
    }
    return shift == 32 ? low : (both << shift) >> 32;
}

template <class T>
bool holds(Mode mode, T a, T b) {
    switch (mode) {
        case Mode::Equal:
            return a == b;
        case Mode::NotEqual:
            return a != b;
        case Mode::Less:
            return a < b;
        case Mode::LessEqual:
            return a <= b;
        case Mode::Greater:
            return a > b;
        default:
            return a >= b;
    }
}

/// A comparison, the minimum and the like: by the type's sign.
template <class F>
U by_sign(Type type, U a, U b, F&& f) {
    return type.is_signed ? static_cast<U>(f(signed_cut(a, type.bits), signed_cut(b, type.bits)))
                          : static_cast<U>(f(cut(a, type.bits), cut(b, type.bits)));
}

}    // namespace

HMACSWEEP_PTX_FAST bool compute(const Instruction& in, const Sources& sources, Lanes& out) {
    const Type type = in.type;
    const unsigned bits = type.bits;
    const U mask = cut(~U{0}, bits == 0 ? 64 : bits);
    const Lanes& a = *sources[0];
    const Lanes& b = *sources[1];
    const Lanes& c = *sources[2];
    const Lanes& d = *sources[3];
    const auto each = [&](auto&& lane) __attribute__((always_inline)) {
        HMACSWEEP_PTX_LANES
        for (unsigned i = 0; i < warp_lanes; ++i) {
            out[i] = lane(i) & mask;
        }
        return true;
    };
    switch (in.opcode) {
        case Opcode::Add:
            return each([&](unsigned i) { return a[i] + b[i]; });
        case Opcode::Subtract:
            return each([&](unsigned i) { return a[i] - b[i]; });
        case Opcode::And:
            return each([&](unsigned i) { return a[i] & b[i]; });
        case Opcode::Or:
            return each([&](unsigned i) { return a[i] | b[i]; });
        case Opcode::Xor:
            return each([&](unsigned i) { return a[i] ^ b[i]; });
        case Opcode::Not:
            return each([&](unsigned i) { return ~a[i]; });
        case Opcode::Negate:
            return each([&](unsigned i) { return 0 - a[i]; });
        case Opcode::Abs:
            return each([&](unsigned i) { return signed_cut(a[i], bits) < 0 ? 0 - a[i] : a[i]; });
        case Opcode::ShiftLeft:
            return each([&](unsigned i) { return cut(b[i], 32) >= bits ? 0 : a[i] << (b[i] & 63); });
        case Opcode::ShiftRight:
            if (type.is_signed) {
                return each([&](unsigned i) {
                    return static_cast<U>(signed_cut(a[i], bits) >> std::min<U>(cut(b[i], 32), bits - 1));
                });
            }
            return each([&](unsigned i) { return cut(b[i], 32) >= bits ? 0 : (a[i] & mask) >> (b[i] & 63); });
        case Opcode::FunnelShift:
            if (in.mode == Mode::Left && !in.clamps) {    // the rotations of SHA-2
                return each([&](unsigned i) { return (((b[i] << 32) | cut(a[i], 32)) << (c[i] & 31)) >> 32; });
            }
            return each([&](unsigned i) { return funneled(a[i], b[i], c[i], in); });
        case Opcode::Permute:
            return each([&](unsigned i) { return permuted(a[i], b[i], c[i]); });
        case Opcode::BitFieldExtract:
            return each([&](unsigned i) { return extracted(a[i] & mask, b[i], c[i], type); });
        case Opcode::BitFieldInsert:
            return each([&](unsigned i) { return inserted(a[i], b[i] & mask, c[i], d[i], type); });
        case Opcode::BitMask:
            return each([&](unsigned i) {
                const U length = std::min<U>(cut(b[i], 32), 32);
                return cut(~U{0}, static_cast<unsigned>(length)) << std::min<U>(cut(a[i], 32), 32);
            });
        case Opcode::BitReverse:
            return each([&](unsigned i) { return reversed(a[i], bits); });
        case Opcode::CountLeadingZeros:
            return each([&](unsigned i) { return static_cast<U>(std::countl_zero(a[i] & mask)) - (64 - bits); });
        case Opcode::PopulationCount:
            return each([&](unsigned i) { return static_cast<U>(std::popcount(a[i] & mask)); });
        case Opcode::Logic3:
            return each([&](unsigned i) { return logic3(a[i], b[i], c[i], d[i]); });
        case Opcode::Min:
            return each(
                [&](unsigned i) { return by_sign(type, a[i], b[i], [](auto x, auto y) { return std::min(x, y); }); });
        case Opcode::Max:
            return each(
                [&](unsigned i) { return by_sign(type, a[i], b[i], [](auto x, auto y) { return std::max(x, y); }); });
        case Opcode::SetPredicate:
            for (unsigned i = 0; i < warp_lanes; ++i) {
                out[i] = by_sign(type, a[i], b[i], [&](auto x, auto y) { return holds(in.mode, x, y); });
            }
            return true;
        case Opcode::Select:
            return each([&](unsigned i) { return (c[i] & 1) != 0 ? a[i] : b[i]; });
        case Opcode::Convert:
            if (in.source_type.is_signed) {
                return each([&](unsigned i) { return static_cast<U>(signed_cut(a[i], in.source_type.bits)); });
            }
            return each([&](unsigned i) { return cut(a[i], in.source_type.bits); });
        case Opcode::Multiply:
        case Opcode::MultiplyAdd: {
            const bool adds = in.opcode == Opcode::MultiplyAdd;
            const U result_mask = cut(~U{0}, in.mode == Mode::Wide ? 2 * bits : bits);
            for (unsigned i = 0; i < warp_lanes; ++i) {
                const U product = in.mode == Mode::High ? high_product(a[i], b[i], type)
                                                        : by_sign(type, a[i], b[i], [](auto x, auto y) {
                                                              return static_cast<U>(x) * static_cast<U>(y);
                                                          });
                out[i] = (product + (adds ? c[i] : 0)) & result_mask;
            }
            return true;
        }
        case Opcode::Divide:
        case Opcode::Remainder:
            for (unsigned i = 0; i < warp_lanes; ++i) {
                // By zero, PTX leaves the result open; so does a lane that is not in this.
                const bool is_open = (b[i] & mask) == 0 || (type.is_signed && signed_cut(b[i], bits) == -1);
                const U quotient = is_open ? 0 - a[i] : by_sign(type, a[i], b[i], [](auto x, auto y) { return x / y; });
                out[i] = (in.opcode == Opcode::Divide ? quotient : a[i] - quotient * b[i]) & mask;
            }
            return true;
        default:
            return false;
    }
}

}    // namespace hmacsweep::tests::ptx
