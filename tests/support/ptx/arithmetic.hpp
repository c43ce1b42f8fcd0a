// The instructions that only compute: every lane by itself, from its own operands.
#pragma once

#include "tests/support/ptx/instruction.hpp"

namespace hmacsweep::tests::ptx {

/// The sources of one instruction; a predicate's negation is already done.
using Sources = std::array<const Lanes*, 4>;

/// What the instruction computes for every lane. False when it is none of those that only compute.
[[nodiscard]] bool compute(const Instruction& in, const Sources& sources, Lanes& out);

/// The low bits alone.
[[nodiscard]] constexpr std::uint64_t cut(std::uint64_t value, unsigned bits) {
    return bits >= 64 ? value : value & ((std::uint64_t{1} << bits) - 1);
}
/// The low bits as a signed number.
[[nodiscard]] constexpr std::int64_t signed_cut(std::uint64_t value, unsigned bits) {
    return static_cast<std::int64_t>(value << (64 - bits)) >> (64 - bits);
}

}    // namespace hmacsweep::tests::ptx
