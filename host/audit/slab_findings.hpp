// The findings of a run as it goes on, slab by slab.
#pragma once

#include "host/audit/findings.hpp"
#include "host/input/slab.hpp"
#include "host/keys/key_store.hpp"

namespace hmacsweep::audit {

/// Adds the records of a judged slab that are not valid.
void collect(const Slab& slab, const SlabPlace& place, const SlabResult& result, const KeyStore& keys,
             Findings& findings);

}    // namespace hmacsweep::audit
