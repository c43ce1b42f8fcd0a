// Gives each worker of a run its next slab.
#pragma once

#include "host/input/slab_reader.hpp"
#include "host/judge/run_context.hpp"
#include "host/run/job.hpp"

#include <mutex>
#include <span>

namespace hmacsweep::run {

/// For use by several threads. When read() throws, it has requested a stop, because the slabs behind a failed one
/// cannot be judged.
class Intake {
public:
    /// All must outlive the object. `digest` says which digest of each source is computed.
    Intake(const judge::RunContext& context, std::span<input::Source> sources, InputDigest digest, StopFlag& stop);

    /// Reads the next slab on the thread that calls, so that its bytes are in that thread's cache. False when there are
    /// no more, or when a stop was requested.
    bool read(Job& job);

private:
    bool begin(Job& job);

    bool is_timed_;
    StopFlag& stop_;
    std::mutex mutex_;
    input::SlabReader reader_;
};

}    // namespace hmacsweep::run
