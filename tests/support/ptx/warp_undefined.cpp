// Values of which nothing is known. nvcc may load a local byte before it is known whether that byte was written, and
// combine it with a condition that then decides alone. So such a value is followed, and is a fault only where it has an
// effect: where lanes branch by it, store it, hand it to others, or take it for an address.
#include "tests/support/ptx/warp.hpp"

namespace hmacsweep::tests::ptx {

LaneMask Warp::undefined(const Operand& operand) const {
    return operand.kind == Operand::Kind::Register && !undefined_.empty() ? undefined_[operand.index] : 0;
}

void Warp::set_undefined(const Operand& operand, LaneMask undefined, LaneMask lanes) {
    if (operand.kind != Operand::Kind::Register || (undefined_.empty() && undefined == 0)) {
        return;
    }
    undefined_.resize(block_.kernel.num_registers);
    LaneMask& kept = undefined_[operand.index];
    kept = (kept & ~lanes) | (undefined & lanes);
}

void Warp::require_defined(const Operand& operand, LaneMask lanes) const {
    if ((undefined(operand) & lanes) != 0) {
        throw Fault("an undefined byte of local memory has an effect", launch_failure);
    }
}

/// In which lanes a computation's result is undefined.
LaneMask Warp::undefined_result(const Instruction& in) const {
    const bool is_or = in.opcode == Opcode::Or;
    if ((is_or || in.opcode == Opcode::And) && in.type.bits == 1) {
        const LaneMask a = undefined(in.sources[0]);
        const LaneMask b = undefined(in.sources[1]);
        const auto decides = [&](const Operand& source) { return is_or ? predicate(source) : ~predicate(source); };
        return (a | b) & ~(~a & decides(in.sources[0])) & ~(~b & decides(in.sources[1]));
    }
    if (in.opcode == Opcode::Select) {
        const LaneMask chosen = predicate(in.sources[2]);
        return undefined(in.sources[2]) | (chosen & undefined(in.sources[0])) | (~chosen & undefined(in.sources[1]));
    }
    LaneMask any = 0;
    for (const Operand& source : in.sources) {
        any |= undefined(source);
    }
    return any;
}

void Warp::follow_undefined(const Instruction& in, LaneMask active) {
    require_defined(in.guard, active);
    if (in.guard.kind != Operand::Kind::None) {
        active &= predicate(in.guard);
    }
    require_defined(in.address, active);
    switch (in.opcode) {
        case Opcode::Store:
        case Opcode::Atomic:
        case Opcode::BarrierReduce:
        case Opcode::Vote:
        case Opcode::Shuffle:
        case Opcode::Divide:
        case Opcode::Remainder:
            for (const Operand& source : in.sources) {
                require_defined(source, active);
            }
            break;
        case Opcode::Load:    // sets its own
            return;
        default:
            break;
    }
    const LaneMask undefined = undefined_result(in);
    for (const Operand& destination : in.destinations) {
        set_undefined(destination, undefined, active);
    }
}

}    // namespace hmacsweep::tests::ptx
