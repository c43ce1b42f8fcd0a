// A warp's loads, stores and atomics: lane by lane, every access with all checks of its memory.
#include "tests/support/ptx/arithmetic.hpp"
#include "tests/support/ptx/warp.hpp"

#include <algorithm>
#include <cstring>

namespace hmacsweep::tests::ptx {
namespace {

/// What an atomic leaves, of what it found.
std::uint64_t updated(const Instruction& in, std::uint64_t found, std::uint64_t given, std::uint64_t swapped_in) {
    const unsigned bits = in.type.bits;
    const auto less = [&](std::uint64_t a, std::uint64_t b) {
        return in.type.is_signed ? signed_cut(a, bits) < signed_cut(b, bits) : a < b;
    };
    switch (in.mode) {
        case Mode::Add:
            return found + given;
        case Mode::Min:
            return less(given, found) ? given : found;
        case Mode::Max:
            return less(found, given) ? given : found;
        case Mode::And:
            return found & given;
        case Mode::Or:
            return found | given;
        case Mode::Exchange:
            return given;
        default:    // compare and swap
            return found == given ? swapped_in : found;
    }
}

Space space_of(std::uint64_t tag) {
    switch (tag) {
        case shared_tag:
            return Space::Shared;
        case local_tag:
            return Space::Local;
        case parameter_tag:
            return Space::Parameter;
        default:
            return Space::Global;
    }
}

template <class F>
void for_each_lane(LaneMask lanes, F&& f) {
    for (unsigned lane = 0; lane < warp_lanes; ++lane) {
        if (((lanes >> lane) & 1) != 0) {
            f(lane);
        }
    }
}

}    // namespace

std::uint8_t* Warp::locate(const Instruction& in, unsigned lane, std::uint64_t address, Access access) {
    const std::uint64_t tag = address & space_tags;
    const std::uint64_t offset = address & ~space_tags;
    const Space named = space_of(tag);
    // An address within shared or local memory may have 32 bits, and no tag.
    const Space space = in.space != Space::Generic && tag == 0 ? in.space : named;
    if (in.space != Space::Generic && in.space != space) {
        throw Fault("an address of another space", illegal_address);
    }
    access.is_noncoherent = in.is_noncoherent;
    access.is_ordered = in.is_ordered;
    access.used_bytes = in.used_bytes;
    access.is_trial = block_.is_trial;
    access.may_race = !block_.is_trial && !block_.kernel.has_barriers && space == Space::Global;
    access.launch = block_.launch;
    access.is_undefined = space == Space::Local ? access.is_undefined : nullptr;
    access.thread = block_.index * block_.num_threads + first_thread_ + lane;
    switch (space) {
        case Space::Shared:
            return block_.shared.access(offset, access);
        case Space::Local:
            if (local_.empty()) {
                throw Fault("local memory of a kernel that has none", illegal_address);
            }
            return local_[lane].access(offset, access);
        case Space::Parameter:
            if (offset > block_.parameters.size() || access.bytes > block_.parameters.size() - offset ||
                access.writes) {
                throw Fault("an access beyond the parameters", illegal_address);
            }
            // Only read: checked above.
            return const_cast<std::uint8_t*>(block_.parameters.data()) + offset;
        default: {
            const DeviceMemory::Place place = block_.memory.find(address, access.bytes);
            if (access.writes && block_.journal != nullptr) {
                block_.journal->note(*place.region, place.offset, access.bytes);
            }
            return place.region->access(place.offset, access);
        }
    }
}

void Warp::load(const Instruction& in, LaneMask active) {
    const unsigned bytes = in.type.bits / 8;
    const auto num_parts = static_cast<unsigned>(in.destinations.size());
    const Lanes addresses = value(in.address);
    std::array<Lanes, 4> loaded{};
    LaneMask undefined = 0;
    for_each_lane(active, [&](unsigned lane) {
        bool is_undefined = false;
        const Access access{.bytes = bytes * num_parts, .reads = true, .is_undefined = &is_undefined};
        const std::uint8_t* const memory =
            locate(in, lane, addresses[lane] + static_cast<std::uint64_t>(in.offset), access);
        undefined |= is_undefined ? 1U << lane : 0;
        for (unsigned part = 0; part < num_parts; ++part) {
            std::uint64_t read = 0;
            std::memcpy(&read, memory + (std::size_t{part} * bytes), bytes);
            loaded[part][lane] = in.type.is_signed ? static_cast<std::uint64_t>(signed_cut(read, in.type.bits)) : read;
        }
    });
    for (unsigned part = 0; part < num_parts; ++part) {
        set(in.destinations[part], loaded[part], active);
        set_undefined(in.destinations[part], undefined, active);
    }
}

void Warp::store(const Instruction& in, LaneMask active) {
    const unsigned bytes = in.type.bits / 8;
    const auto num_parts = static_cast<unsigned>(in.sources.size());
    const Lanes& addresses = value(in.address);
    for_each_lane(active, [&](unsigned lane) {
        const Access access{.bytes = bytes * num_parts, .writes = true};
        std::uint8_t* const memory = locate(in, lane, addresses[lane] + static_cast<std::uint64_t>(in.offset), access);
        for (unsigned part = 0; part < num_parts; ++part) {
            std::memcpy(memory + (std::size_t{part} * bytes), &value(in.sources[part])[lane], bytes);
        }
    });
}

void Warp::update(const Instruction& in, LaneMask active) {
    const unsigned bytes = in.type.bits / 8;
    const Lanes addresses = value(in.address);
    const Lanes& swapped_in = value(in.sources.back());
    Lanes found{};
    for_each_lane(active, [&](unsigned lane) {
        const Access access{.bytes = bytes, .reads = true, .writes = true};
        std::uint8_t* const memory = locate(in, lane, addresses[lane] + static_cast<std::uint64_t>(in.offset), access);
        std::memcpy(&found[lane], memory, bytes);
        const std::uint64_t given = cut(value(in.sources[0])[lane], in.type.bits);
        const std::uint64_t left = updated(in, found[lane], given, swapped_in[lane]);
        std::memcpy(memory, &left, bytes);
    });
    if (!in.destinations.empty()) {
        set(in.destinations[0], found, active);
    }
}

}    // namespace hmacsweep::tests::ptx
