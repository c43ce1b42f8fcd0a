// Instructions that lanes of a warp run together: votes, shuffles and barriers. A lane that is not named by its own
// mask, or that hears a lane which is not there, is a fault: such programs mostly work, until they do not.
#include "tests/support/ptx/arithmetic.hpp"
#include "tests/support/ptx/warp.hpp"

#include <bit>

namespace hmacsweep::tests::ptx {
namespace {

/// Which lane a lane hears (PTX ISA, shfl.sync), and whether that is within its segment.
struct Heard {
    unsigned lane;
    bool is_within;
};

Heard heard_by(unsigned lane, Mode mode, std::uint64_t b, std::uint64_t c) {
    const auto distance = static_cast<unsigned>(b & 31);
    const auto clamp = static_cast<unsigned>(c & 31);
    const auto segment = static_cast<unsigned>((c >> 8) & 31);
    const unsigned first = lane & segment;
    const unsigned last = first | (clamp & ~segment & 31);
    switch (mode) {
        case Mode::Up:
            return {lane - distance, lane >= distance && lane - distance >= last};
        case Mode::Down:
            return {lane + distance, lane + distance <= last};
        case Mode::Butterfly:
            return {lane ^ distance, (lane ^ distance) <= last};
        default: {
            const unsigned other = first | (distance & ~segment & 31);
            return {other, other <= last};
        }
    }
}

}    // namespace

void Warp::wait_for_members(const Instruction& in, const Group& group) {
    const bool is_blocks = in.opcode == Opcode::BarrierSync || in.opcode == Opcode::BarrierReduce;
    const Lanes& masks = is_blocks ? special_[0] : value(in.sources.back());
    LaneMask named = 0;
    for (LaneMask left = group.lanes; left != 0; left &= left - 1) {
        const auto lane = static_cast<unsigned>(std::countr_zero(left));
        places_[lane] = group.place;
        members_[lane] = static_cast<LaneMask>(masks[lane]);
        named = members_[lane];
        if (!is_blocks && ((named >> lane) & 1) == 0) {
            throw Fault("lane " + std::to_string(lane) + " is not in its own member mask", launch_failure);
        }
    }
    if (is_blocks) {
        at_barrier_ |= group.lanes;
        return;
    }
    waiting_ |= group.lanes;
    LaneMask here = 0;
    for (LaneMask left = waiting_; left != 0; left &= left - 1) {
        const auto lane = static_cast<unsigned>(std::countr_zero(left));
        here |= places_[lane] == group.place && members_[lane] == named ? 1U << lane : 0;
    }
    // Lanes that have returned are not waited for.
    if ((named & alive_) == here) {
        run_together(in, here);
        waiting_ &= ~here;
        for (LaneMask left = here; left != 0; left &= left - 1) {
            ++places_[static_cast<unsigned>(std::countr_zero(left))];
        }
    }
}

void Warp::run_together(const Instruction& in, LaneMask members) {
    if (in.opcode == Opcode::Vote) {
        vote(in, members);
    } else if (in.opcode == Opcode::Shuffle) {
        shuffle(in, members);
    }
}

void Warp::vote(const Instruction& in, LaneMask members) {
    const LaneMask yes = predicate(in.sources[0]) & members;
    std::uint64_t result = yes;
    if (in.mode == Mode::Any) {
        result = yes != 0 ? 1 : 0;
    } else if (in.mode == Mode::All) {
        result = yes == members ? 1 : 0;
    } else if (in.mode == Mode::Uniform) {
        result = yes == 0 || yes == members ? 1 : 0;
    }
    Lanes results;
    results.fill(result);
    set(in.destinations[0], results, members);
}

void Warp::shuffle(const Instruction& in, LaneMask members) {
    const Lanes from = value(in.sources[0]);
    const Lanes& distances = value(in.sources[1]);
    const Lanes& bounds = value(in.sources[2]);
    Lanes result{};
    Lanes is_within{};
    for (LaneMask left = members; left != 0; left &= left - 1) {
        const auto lane = static_cast<unsigned>(std::countr_zero(left));
        const Heard heard = heard_by(lane, in.mode, distances[lane], bounds[lane]);
        if (heard.is_within && ((members >> heard.lane) & 1) == 0) {
            throw Fault(
                "lane " + std::to_string(lane) + " hears lane " + std::to_string(heard.lane) + ", which is no member",
                launch_failure);
        }
        result[lane] = cut(from[heard.is_within ? heard.lane : lane], 32);
        is_within[lane] = heard.is_within ? 1 : 0;
    }
    set(in.destinations[0], result, members);
    if (in.destinations.size() > 1) {
        set(in.destinations[1], is_within, members);
    }
}

Warp::Said Warp::said_at_barrier() const {
    Said said;
    for (LaneMask left = at_barrier_; left != 0; left &= left - 1) {
        const auto lane = static_cast<unsigned>(std::countr_zero(left));
        const Instruction& in = block_.kernel.instructions[places_[lane]];
        if (in.opcode == Opcode::BarrierReduce) {
            const bool yes = ((predicate(in.sources[0]) >> lane) & 1) != 0;
            said.yes |= yes;
            said.no |= !yes;
        }
    }
    return said;
}

void Warp::leave_barrier(Said block) {
    for (LaneMask left = at_barrier_; left != 0; left &= left - 1) {
        const auto lane = static_cast<unsigned>(std::countr_zero(left));
        const Instruction& in = block_.kernel.instructions[places_[lane]];
        if (in.opcode == Opcode::BarrierReduce) {
            Lanes result;
            result.fill((in.mode == Mode::Or ? block.yes : !block.no) ? 1 : 0);
            set(in.destinations[0], result, 1U << lane);
        }
        ++places_[lane];
    }
    at_barrier_ = 0;
}

}    // namespace hmacsweep::tests::ptx
