// One warp: 32 lanes, each at a place of its own in the program. Those at the lowest place run together until they meet
// others, part, or wait.
#pragma once

#include "tests/support/ptx/journal.hpp"

#include <span>

namespace hmacsweep::tests::ptx {

/// What the threads of a block have in common.
struct Block {
    const Kernel& kernel;
    std::span<const std::uint8_t> parameters;
    DeviceMemory& memory;
    std::span<std::uint64_t> executed;    ///< how often each instruction ran, in warps
    unsigned num_blocks = 0;
    unsigned num_threads = 0;    ///< of each block
    std::uint32_t launch = 0;    ///< by its number
    std::uint32_t index = 0;     ///< of this block
    Region shared{0};
    Journal* journal = nullptr;    ///< gets what is written to the device's memory
    bool is_trial = false;         ///< what is written is taken back
    /// In place of each instruction that computes, another one (Mutants); null: there are none.
    const std::vector<Instruction>* changed = nullptr;
    std::span<std::uint8_t> differs{};    ///< with `changed`: 1 where that one had another result, or may have had
};

class Warp {
public:
    /// `registers`: memory for kernel.num_registers, which may hold what another warp left.
    Warp(Block& block, unsigned index, Lanes* registers);

    /// Runs until every lane has returned or waits, or for that number of instructions. Whether any ran. Throws Fault.
    bool run(std::uint64_t max_instructions);
    [[nodiscard]] bool is_finished() const { return alive_ == 0; }
    /// Every lane that has not returned is at a barrier of the block.
    [[nodiscard]] bool is_at_barrier() const { return alive_ != 0 && at_barrier_ == alive_; }
    /// What lanes at the barrier say there: whether any says yes, and any no.
    struct Said {
        bool yes = false;
        bool no = false;
    };
    [[nodiscard]] Said said_at_barrier() const;
    void leave_barrier(Said block);

private:
    /// Lanes at one place.
    struct Group {
        LaneMask lanes;
        std::uint32_t place;
        std::uint32_t next;    ///< where the nearest other lanes are
    };
    [[nodiscard]] Group lowest_group(LaneMask running) const;
    void step(Group& group);
    void execute(const Instruction& in, LaneMask active);
    /// What an instruction reads; `negated` has room for what is negated.
    [[nodiscard]] std::array<const Lanes*, 4> sources_of(const Instruction& in, Lanes& negated) const;
    void compare_change(const Instruction& in, LaneMask active) const;
    void branch(const Instruction& in, Group& group, LaneMask active);
    void move(const Instruction& in, LaneMask active);
    void load(const Instruction& in, LaneMask active);
    void store(const Instruction& in, LaneMask active);
    void update(const Instruction& in, LaneMask active);
    /// The lane's bytes at an address of any space.
    std::uint8_t* locate(const Instruction& in, unsigned lane, std::uint64_t address, Access access);
    // Instructions with a member mask: they run when all members are there.
    void wait_for_members(const Instruction& in, const Group& group);
    void run_together(const Instruction& in, LaneMask members);
    void vote(const Instruction& in, LaneMask members);
    void shuffle(const Instruction& in, LaneMask members);

    [[nodiscard]] const Lanes& value(const Operand& operand) const;
    /// A bit for each lane whose predicate holds.
    [[nodiscard]] LaneMask predicate(const Operand& operand) const;
    void set(const Operand& operand, const Lanes& values, LaneMask lanes);
    // Which values are undefined: of loads from local memory, and of what is computed of them.
    [[nodiscard]] LaneMask undefined(const Operand& operand) const;
    void set_undefined(const Operand& operand, LaneMask undefined, LaneMask lanes);
    [[nodiscard]] LaneMask undefined_result(const Instruction& in) const;
    void follow_undefined(const Instruction& in, LaneMask active);
    /// Throws Fault where one of the lanes' values is undefined.
    void require_defined(const Operand& operand, LaneMask lanes) const;
    void set_special(SpecialRegister which, const Lanes& values) { special_[static_cast<std::size_t>(which)] = values; }

    Block& block_;
    unsigned first_thread_;    ///< of the block
    Lanes* registers_;
    std::array<Lanes, num_special_registers> special_{};
    std::array<std::uint32_t, warp_lanes> places_{};
    std::array<LaneMask, warp_lanes> members_{};    ///< whom a waiting lane waits for
    LaneMask alive_ = 0;
    LaneMask waiting_ = 0;    ///< for other lanes of the warp
    LaneMask at_barrier_ = 0;
    std::vector<Region> local_;          ///< each lane's
    std::vector<LaneMask> undefined_;    ///< of each register; empty until one is undefined
};

}    // namespace hmacsweep::tests::ptx
