// Reads PTX (PTX ISA 9.0) as nvcc writes it. What the interpreter cannot run is refused here, with its text, and not
// when it is met.
#pragma once

#include "tests/support/ptx/instruction.hpp"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hmacsweep::tests::ptx {

struct Module {
    int architecture = 0;    ///< 90 for `.target sm_90`
    std::map<std::string, Kernel> kernels;
};

/// Places a global variable in device memory with what it starts as, and returns its address.
using PlaceGlobal = std::function<std::uint64_t(std::span<const std::uint8_t> initial, std::size_t alignment)>;

/// Throws Unsupported.
[[nodiscard]] Module parse_module(std::string_view text, const PlaceGlobal& place_global);

// The parts of the parser, each in a file of its own:

/// `u32` and the like.
[[nodiscard]] std::optional<Type> type_of(std::string_view word);
/// The meaning of a name or number at an instruction.
using FindOperand = std::function<Operand(std::string_view)>;
struct ParsedInstruction {
    Instruction instruction;
    std::string_view label;    ///< that a branch goes to; a part of the statement
};
/// One instruction, without its guard.
[[nodiscard]] ParsedInstruction parse_instruction(std::string_view statement, const FindOperand& find);
/// A kernel from the text in its parentheses, behind them and in its braces; the braces begin on that line.
[[nodiscard]] Kernel parse_kernel(std::string_view name, std::string_view parameters, std::string_view directives,
                                  std::string_view body, std::uint32_t line,
                                  const std::map<std::string, std::uint64_t, std::less<>>& globals);

/// Where a variable is declared: `.shared .align 8 .b8 name[24]`.
struct Declaration {
    std::string_view name;
    std::size_t element_bytes = 0;
    std::size_t bytes = 0;
    std::size_t alignment = 0;
};
[[nodiscard]] Declaration parse_declaration(std::string_view text);

}    // namespace hmacsweep::tests::ptx
