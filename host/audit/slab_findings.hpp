// Collects the findings of a live run, slab by slab.
#pragma once

#include "host/audit/findings.hpp"
#include "host/input/slab.hpp"
#include "host/keys/key_store.hpp"

namespace hmacsweep::audit {

/// Adds the records of a judged slab that are not valid. `place` is the slab's place in its source. To be called in
/// input order.
void collect(const input::Slab& slab, const input::SlabPlace& place, const judge::SlabResult& result,
             const keys::KeyStore& keys, Findings& findings);

}    // namespace hmacsweep::audit
