// The engine's Thrust steps on the host: Thrust's own CPP system where the toolkit's headers are, else the standard
// library.
#pragma once

#include "cuda/gpu/runtime.hpp"

namespace hmacsweep::tests {

/// Whether it is Thrust that runs.
[[nodiscard]] bool runs_thrust();

/// gpu::sort_order over step.keys and step.order.
void sort_on_host(const gpu::OrderStep& step);
/// gpu::tally_verdicts.
void tally_on_host(const gpu::TallyStep& step);

/// gpu::join_pieces and gpu::count_records.
void join_on_host(const gpu::FrameStep& step);
void count_on_host(const gpu::FrameStep& step);

}    // namespace hmacsweep::tests
