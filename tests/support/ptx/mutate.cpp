#include "tests/support/ptx/mutate.hpp"

#include <utility>

namespace hmacsweep::tests::ptx {
namespace {

constexpr std::pair<Opcode, Opcode> neighbours[] = {
    {Opcode::Add, Opcode::Subtract},
    {Opcode::Subtract, Opcode::Add},
    {Opcode::And, Opcode::Or},
    {Opcode::Or, Opcode::And},
    {Opcode::Xor, Opcode::Or},
    {Opcode::Min, Opcode::Max},
    {Opcode::Max, Opcode::Min},
    {Opcode::ShiftLeft, Opcode::ShiftRight},
    {Opcode::ShiftRight, Opcode::ShiftLeft},
    {Opcode::Negate, Opcode::Not},
    {Opcode::Not, Opcode::Negate},
    {Opcode::Multiply, Opcode::Add},
    {Opcode::MultiplyAdd, Opcode::Multiply},
    {Opcode::PopulationCount, Opcode::CountLeadingZeros},
    {Opcode::CountLeadingZeros, Opcode::PopulationCount},
    {Opcode::Divide, Opcode::Remainder},
    {Opcode::Remainder, Opcode::Divide},
    {Opcode::Convert, Opcode::Not},
    {Opcode::BitFieldExtract, Opcode::Not},
    {Opcode::BitReverse, Opcode::Not},
    {Opcode::Abs, Opcode::Not},
};
constexpr std::pair<Mode, Mode> edges[] = {
    {Mode::Equal, Mode::NotEqual},
    {Mode::NotEqual, Mode::Equal},
    {Mode::Less, Mode::LessEqual},
    {Mode::LessEqual, Mode::Less},
    {Mode::Greater, Mode::GreaterEqual},
    {Mode::GreaterEqual, Mode::Greater},
    {Mode::Ballot, Mode::Any},
    {Mode::Any, Mode::All},
    {Mode::All, Mode::Any},
    {Mode::Up, Mode::Down},
    {Mode::Down, Mode::Up},
    {Mode::Left, Mode::Right},
    {Mode::Add, Mode::Max},
    {Mode::Min, Mode::Max},
    {Mode::Max, Mode::Min},
};

}    // namespace

bool mutate(Instruction& in) {
    for (const auto& [from, to] : neighbours) {
        if (in.opcode == from) {
            in.opcode = to;
            return true;
        }
    }
    for (const auto& [from, to] : edges) {
        if (in.mode == from) {
            in.mode = to;
            return true;
        }
    }
    switch (in.opcode) {
        case Opcode::Branch:
            if (in.guard.kind == Operand::Kind::None) {
                in.opcode = Opcode::Fence;    // goes on instead
            }
            in.guard.is_negated = !in.guard.is_negated;
            return true;
        case Opcode::Move:
            if (in.destinations.size() > 1) {
                std::swap(in.destinations[0], in.destinations[1]);
            } else if (in.sources.size() > 1) {
                std::swap(in.sources[0], in.sources[1]);
            } else {
                in.opcode = Opcode::Not;
            }
            return true;
        case Opcode::Load:
            // The next element.
            in.offset += in.type.bits / 8;
            return true;
        case Opcode::Store:
            in.opcode = Opcode::Fence;    // is left out
            return true;
        case Opcode::Select:
        case Opcode::Permute:
        case Opcode::BitFieldInsert:
            std::swap(in.sources[0], in.sources[1]);
            return true;
        default:
            return false;
    }
}

}    // namespace hmacsweep::tests::ptx
