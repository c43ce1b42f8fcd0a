// What the parser makes of PTX, and what the interpreter runs: instructions whose operands are numbers and no names.
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace hmacsweep::tests::ptx {

inline constexpr unsigned warp_lanes = 32;
/// One value for each lane of a warp. Narrow ones stand in the low bits; what is above them is nobody's.
using Lanes = std::array<std::uint64_t, warp_lanes>;
/// A bit for each lane.
using LaneMask = std::uint32_t;
inline constexpr LaneMask all_lanes = ~LaneMask{0};

/// PTX that the parser does not know; the text is in what().
struct Unsupported : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What a program did that a GPU would not survive, or that has no defined result. `code` is what CUDA would report.
struct Fault : std::runtime_error {
    Fault(const std::string& what, int cuda_code) : std::runtime_error(what), code(cuda_code) {}
    int code;
};
// Codes of cudaError_t.
inline constexpr int illegal_address = 700;
inline constexpr int misaligned_address = 716;
inline constexpr int launch_failure = 719;

enum class Opcode : std::uint8_t {
    Abs,
    ActiveMask,
    Add,
    And,
    Atomic,
    BarrierReduce,
    BarrierSync,
    BarrierWarp,
    BitFieldExtract,
    BitFieldInsert,
    BitMask,
    BitReverse,
    Branch,
    Convert,
    CountLeadingZeros,
    Divide,
    Fence,
    FunnelShift,
    Load,
    Logic3,
    Max,
    Min,
    Move,
    Multiply,
    MultiplyAdd,
    Negate,
    Not,
    Or,
    Permute,
    PopulationCount,
    Remainder,
    Return,
    Select,
    SetPredicate,
    ShiftLeft,
    ShiftRight,
    Shuffle,
    Sleep,
    Store,
    Subtract,
    Trap,
    Vote,
    Xor,
};

/// The word of an instruction that says how it does its work.
enum class Mode : std::uint8_t {
    None,
    Low,
    High,
    Wide,    // which half of a product
    Left,
    Right,    // funnel shifts
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,    // comparisons
    Ballot,
    Any,
    All,
    Uniform,    // votes
    Up,
    Down,
    Butterfly,
    Index,    // shuffles
    Add,
    Min,
    Max,
    And,
    Or,
    Exchange,
    CompareAndSwap,    // atomics, and reductions over a block
};

enum class Space : std::uint8_t { Generic, Global, Shared, Local, Parameter };

/// The type that an instruction takes its operands for; a predicate has one bit.
struct Type {
    unsigned bits = 0;
    bool is_signed = false;
};

enum class SpecialRegister : std::uint8_t {
    ThreadX,
    ThreadY,
    ThreadZ,
    BlockThreadsX,
    BlockThreadsY,
    BlockThreadsZ,
    BlockX,
    BlockY,
    BlockZ,
    GridX,
    GridY,
    GridZ,
    Lane,
    LaneEqual,
    LaneLessEqual,
    LaneLess,
    LaneGreaterEqual,
    LaneGreater,
    Warp,
};
inline constexpr unsigned num_special_registers = 19;

struct Operand {
    enum class Kind : std::uint8_t { None, Register, Constant, Special };
    Kind kind = Kind::None;
    bool is_negated = false;    ///< of predicates
    std::uint32_t index = 0;    ///< within its kind
};

struct Instruction {
    Opcode opcode = Opcode::Return;
    Mode mode = Mode::None;
    Type type;    ///< of the result, where there are two
    Type source_type;
    Space space = Space::Generic;
    bool is_noncoherent = false;    ///< .nc: promises that the kernel does not write what it reads
    bool is_ordered = false;        ///< volatile, relaxed, acquire, release, atomic: may meet other threads' accesses
    bool clamps = false;            ///< .clamp, of shifts and masks
    Operand guard;                  ///< @p; none when it always runs
    std::vector<Operand> destinations;
    std::vector<Operand> sources;
    Operand address;
    std::int64_t offset = 0;             ///< added to the address
    std::uint64_t used_bytes = ~0ULL;    ///< of a load, a bit for each byte: the others may be undefined
    std::uint32_t target = 0;            ///< of a branch
    std::uint32_t line = 0;
    std::string text;
};

struct Parameter {
    std::size_t offset = 0;
    std::size_t bytes = 0;
};

/// Addresses that a kernel computes tell their space by these bits; global ones have none of them.
inline constexpr std::uint64_t shared_tag = 1ULL << 60;
inline constexpr std::uint64_t local_tag = 1ULL << 61;
inline constexpr std::uint64_t parameter_tag = 1ULL << 62;
inline constexpr std::uint64_t space_tags = shared_tag | local_tag | parameter_tag;

struct Kernel {
    std::string name;
    std::vector<Parameter> parameters;
    std::size_t parameter_bytes = 0;
    std::vector<Instruction> instructions;
    std::uint32_t num_registers = 0;
    std::vector<Lanes> constants;    ///< each value in every lane
    std::size_t shared_bytes = 0;
    std::size_t local_bytes = 0;    ///< of one thread
    unsigned max_threads = 0;       ///< of a block; 0: no bound is declared
    bool has_barriers = false;      ///< so that threads may hand each other what they wrote
};

/// Where in the program: for faults.
[[nodiscard]] std::string place_of(const Kernel& kernel, const Instruction& instruction);

}    // namespace hmacsweep::tests::ptx
