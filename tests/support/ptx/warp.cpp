#include "tests/support/ptx/warp.hpp"

#include "tests/support/ptx/arithmetic.hpp"

#include <algorithm>
#include <bit>

namespace hmacsweep::tests::ptx {
namespace {

constexpr Lanes no_lanes{};

/// The value that `f` has for each lane.
template <class F>
Lanes lanes_of(F&& f) {
    Lanes lanes;
    for (unsigned i = 0; i < warp_lanes; ++i) {
        lanes[i] = f(i);
    }
    return lanes;
}

void compute_or_refuse(const Instruction& in, const Sources& sources, Lanes& result) {
    if (!compute(in, sources, result)) {
        throw Fault("an instruction that the interpreter does not run", launch_failure);
    }
}

}    // namespace

Warp::Warp(Block& block, unsigned index, Lanes* registers)
    : block_(block), first_thread_(index * warp_lanes), registers_(registers) {
    const unsigned num_lanes = std::min(warp_lanes, block.num_threads - first_thread_);
    alive_ = static_cast<LaneMask>(cut(~0ULL, num_lanes));
    using enum SpecialRegister;
    const auto everywhere = [](std::uint64_t value) { return lanes_of([value](unsigned) { return value; }); };
    for (const SpecialRegister one : {BlockThreadsY, BlockThreadsZ, GridY, GridZ}) {
        set_special(one, everywhere(1));
    }
    set_special(ThreadX, lanes_of([&](unsigned lane) { return std::uint64_t{first_thread_} + lane; }));
    set_special(BlockThreadsX, everywhere(block.num_threads));
    set_special(BlockX, everywhere(block.index));
    set_special(GridX, everywhere(block.num_blocks));
    set_special(SpecialRegister::Warp, everywhere(index));
    set_special(Lane, lanes_of([](unsigned lane) { return std::uint64_t{lane}; }));
    set_special(LaneEqual, lanes_of([](unsigned lane) { return 1ULL << lane; }));
    set_special(LaneLess, lanes_of([](unsigned lane) { return (1ULL << lane) - 1; }));
    set_special(LaneLessEqual, lanes_of([](unsigned lane) { return (2ULL << lane) - 1; }));
    set_special(LaneGreater, lanes_of([](unsigned lane) { return cut(~((2ULL << lane) - 1), 32); }));
    set_special(LaneGreaterEqual, lanes_of([](unsigned lane) { return cut(~((1ULL << lane) - 1), 32); }));
    if (block.kernel.local_bytes > 0) {
        for (unsigned lane = 0; lane < num_lanes; ++lane) {
            local_.emplace_back(block.kernel.local_bytes);
        }
    }
}

bool Warp::run(std::uint64_t max_instructions) {
    std::uint64_t num_run = 0;
    while (num_run < max_instructions) {
        const LaneMask running = alive_ & ~waiting_ & ~at_barrier_;
        if (running == 0) {
            return num_run > 0;
        }
        Group group = lowest_group(running);
        while (group.lanes != 0 && group.place < group.next && num_run < max_instructions) {
            step(group);
            ++num_run;
        }
        for (LaneMask left = group.lanes; left != 0; left &= left - 1) {
            places_[static_cast<unsigned>(std::countr_zero(left))] = group.place;
        }
    }
    return true;
}

Warp::Group Warp::lowest_group(LaneMask running) const {
    Group group{0, ~0U, ~0U};
    for (LaneMask left = running; left != 0; left &= left - 1) {
        const auto lane = static_cast<unsigned>(std::countr_zero(left));
        if (places_[lane] < group.place) {
            group = {0, places_[lane], group.place};
        } else if (places_[lane] > group.place) {
            group.next = std::min(group.next, places_[lane]);
        }
        group.lanes |= places_[lane] == group.place ? 1U << lane : 0;
    }
    return group;
}

void Warp::step(Group& group) {
    const Instruction& in = block_.kernel.instructions[group.place];
    ++block_.executed[group.place];
    const LaneMask active = in.guard.kind == Operand::Kind::None ? group.lanes : group.lanes & predicate(in.guard);
    try {
        if (!undefined_.empty()) {
            follow_undefined(in, group.lanes);
        }
        if (block_.changed != nullptr) {
            compare_change(in, active);
        }
        switch (in.opcode) {
            case Opcode::Branch:
                branch(in, group, active);
                return;
            case Opcode::Return:
                alive_ &= ~active;
                group.lanes &= ~active;
                break;
            case Opcode::BarrierSync:
            case Opcode::BarrierReduce:
            case Opcode::BarrierWarp:
            case Opcode::Vote:
            case Opcode::Shuffle:
                if (active != group.lanes) {
                    throw Fault("some lanes of a warp skip an instruction that waits", launch_failure);
                }
                wait_for_members(in, group);
                group.lanes = 0;
                return;
            default:
                if (active != 0) {
                    execute(in, active);
                }
        }
    } catch (const Fault& fault) {
        throw Fault(std::string(fault.what()) + ", in " + place_of(block_.kernel, in), fault.code);
    }
    ++group.place;
}

void Warp::branch(const Instruction& in, Group& group, LaneMask active) {
    if (active == group.lanes) {
        group.place = in.target;
        return;
    }
    if (active != 0) {
        if (in.mode == Mode::Uniform) {
            throw Fault("lanes part at a branch that is declared uniform", launch_failure);
        }
        for (LaneMask left = active; left != 0; left &= left - 1) {
            places_[static_cast<unsigned>(std::countr_zero(left))] = in.target;
        }
        // Those that go on may meet the others at once.
        group.next = in.target <= group.place ? 0 : std::min(group.next, in.target);
        group.lanes &= ~active;
    }
    ++group.place;
}

Sources Warp::sources_of(const Instruction& in, Lanes& negated) const {
    Sources sources{&no_lanes, &no_lanes, &no_lanes, &no_lanes};
    for (std::size_t i = 0; i < in.sources.size(); ++i) {
        sources[i] = &value(in.sources[i]);
        if (in.sources[i].is_negated) {
            negated = lanes_of([&](unsigned lane) { return (*sources[i])[lane] ^ 1; });
            sources[i] = &negated;
        }
    }
    return sources;
}

/// Notes whether the instruction's change would have another result.
void Warp::compare_change(const Instruction& in, LaneMask active) const {
    const auto place = static_cast<std::size_t>(&in - block_.kernel.instructions.data());
    const Instruction& changed = (*block_.changed)[place];
    if (block_.differs[place] != 0) {
        return;
    }
    Lanes negated;
    Lanes results[2];
    if (!compute(in, sources_of(in, negated), results[0]) ||
        !compute(changed, sources_of(changed, negated), results[1])) {
        block_.differs[place] = 1;
        return;
    }
    for (LaneMask left = active; left != 0; left &= left - 1) {
        const auto lane = static_cast<unsigned>(std::countr_zero(left));
        if (results[0][lane] != results[1][lane]) {
            block_.differs[place] = 1;
        }
    }
}

void Warp::execute(const Instruction& in, LaneMask active) {
    switch (in.opcode) {
        case Opcode::Move:
            move(in, active);
            return;
        case Opcode::Load:
            load(in, active);
            return;
        case Opcode::Store:
            store(in, active);
            return;
        case Opcode::Atomic:
            update(in, active);
            return;
        case Opcode::ActiveMask:
            set(in.destinations[0], lanes_of([&](unsigned) { return std::uint64_t{active}; }), active);
            return;
        case Opcode::Trap:
            throw Fault("a trap", launch_failure);
        case Opcode::Fence:
        case Opcode::Sleep:
            return;
        default:
            break;
    }
    Lanes negated;
    const Sources sources = sources_of(in, negated);
    if (in.opcode == Opcode::Divide || in.opcode == Opcode::Remainder) {
        for (LaneMask left = active; left != 0; left &= left - 1) {
            if (cut((*sources[1])[static_cast<unsigned>(std::countr_zero(left))], in.type.bits) == 0) {
                throw Fault("a division by zero", launch_failure);
            }
        }
    }
    const Operand& destination = in.destinations[0];
    if (active == all_lanes && destination.kind == Operand::Kind::Register) {
        // Sources may be the destination; each lane reads its own before it writes.
        compute_or_refuse(in, sources, registers_[destination.index]);
        return;
    }
    Lanes result;
    compute_or_refuse(in, sources, result);
    set(destination, result, active);
}

/// One value into one, one into the parts of a vector, or such parts into one.
void Warp::move(const Instruction& in, LaneMask active) {
    const auto num_parts = static_cast<unsigned>(std::max(in.destinations.size(), in.sources.size()));
    const unsigned part_bits = in.type.bits / num_parts;
    if (in.destinations.size() > 1) {
        const Lanes whole = value(in.sources[0]);
        for (unsigned part = 0; part < num_parts; ++part) {
            set(in.destinations[part],
                lanes_of([&](unsigned lane) { return cut(whole[lane] >> (part * part_bits), part_bits); }), active);
        }
        return;
    }
    Lanes whole{};
    for (unsigned part = 0; part < num_parts; ++part) {
        const Lanes& from = value(in.sources[part]);
        for (unsigned lane = 0; lane < warp_lanes; ++lane) {
            whole[lane] |= cut(from[lane], part_bits) << (part * part_bits);
        }
    }
    set(in.destinations[0], whole, active);
}

const Lanes& Warp::value(const Operand& operand) const {
    switch (operand.kind) {
        case Operand::Kind::Register:
            return registers_[operand.index];
        case Operand::Kind::Constant:
            return block_.kernel.constants[operand.index];
        case Operand::Kind::Special:
            return special_[operand.index];
        default:
            return no_lanes;
    }
}

LaneMask Warp::predicate(const Operand& operand) const {
    const Lanes& values = value(operand);
    LaneMask lanes = 0;
    for (unsigned i = 0; i < warp_lanes; ++i) {
        lanes |= static_cast<LaneMask>(values[i] & 1) << i;
    }
    return operand.is_negated ? ~lanes : lanes;
}

void Warp::set(const Operand& operand, const Lanes& values, LaneMask lanes) {
    if (operand.kind != Operand::Kind::Register) {
        return;
    }
    Lanes& kept = registers_[operand.index];
    for (unsigned i = 0; i < warp_lanes; ++i) {
        kept[i] = ((lanes >> i) & 1) != 0 ? values[i] : kept[i];
    }
}

}    // namespace hmacsweep::tests::ptx
