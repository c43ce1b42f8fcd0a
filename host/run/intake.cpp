#include "host/run/intake.hpp"

namespace hmacsweep::run {

Intake::Intake(const judge::RunContext& context, std::span<input::Source> sources, InputDigest digest, StopFlag& stop)
    : is_timed_(context.is_timed),
      stop_(stop),
      reader_(sources,
              {.slab_bytes = context.options.slab_bytes,
               .max_record_bytes = context.options.max_record_bytes,
               .digest = digest,
               .shape = context.options.shape,
               .threads = context.options.threads},
              stop) {}

bool Intake::read(Job& job) {
    job.read_seconds = 0;
    if (!begin(job)) {
        return false;
    }
    const StageTimer timer(is_timed_, job.read_seconds);
    try {
        reader_.read_rest(job.slab, job.rest, job.leaves);
        return true;
    } catch (...) {
        stop_.request(StopFlag::cancelled);    // the slabs behind this one are empty
        throw;
    }
}

bool Intake::begin(Job& job) {
    const std::scoped_lock lock(mutex_);
    const StageTimer timer(is_timed_, job.read_seconds);
    try {
        return reader_.begin_next(job.slab, job.rest, job.leaves);
    } catch (...) {
        stop_.request(StopFlag::cancelled);    // before another thread reads on from the middle of this slab
        throw;
    }
}

}    // namespace hmacsweep::run
