// Functions that a run calls while it is going on.
#pragma once

#include "host/diagnosis/diagnosis.hpp"
#include "host/input/slab.hpp"
#include "host/judge/slab_result.hpp"

#include <cstdint>
#include <functional>

namespace hmacsweep::run {

/// What a run has done so far.
struct Progress {
    std::uint64_t bytes = 0;           ///< decompressed bytes
    std::uint64_t source_bytes = 0;    ///< bytes of the inputs themselves, compressed or not
    std::uint64_t records = 0;
    std::uint64_t invalid = 0;    ///< records with a wrong MAC
    std::uint64_t open = 0;       ///< records that are neither valid nor invalid
};

/// The functions. Each may be empty. All are called on the thread that called run().
struct Observer {
    /// About ten times a second.
    std::function<void(const Progress&)> on_progress{};
    /// Why a key has no valid record, as soon as that is known.
    std::function<void(const diagnosis::Diagnosis&)> on_diagnosis{};
    /// Each slab, in input order.
    std::function<void(const input::Slab&, const judge::SlabResult&)> on_slab{};
    /// Each slab that has records that are not valid, in input order.
    std::function<void(const input::Slab&, const input::SlabPlace&, const judge::SlabResult&)> on_failures{};
};

}    // namespace hmacsweep::run
