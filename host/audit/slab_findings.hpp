// The findings of a run as it goes on, slab by slab.
#pragma once

#include "host/audit/findings.hpp"
#include "host/input/slab.hpp"
#include "host/keys/key_store.hpp"

namespace hmacsweep::audit {

/// Adds the records of a judged slab that are not valid.
void collect(const input::Slab& slab, const input::SlabPlace& place, const judge::SlabResult& result,
             const keys::KeyStore& keys, Findings& findings);

}    // namespace hmacsweep::audit
