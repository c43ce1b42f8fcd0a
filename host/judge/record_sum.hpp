// A sum over the records of a run in which their order does not matter: the same records with the same verdicts give
// the same sum, however a run is cut into slabs, threads, parts and machines.
//
// What it proves: two runs over a part have read the same records and judged them alike; and the sums of all parts add
// up to the sum of the whole. A record that was lost, read twice or altered by accident changes the sum (but for a
// chance of 2^-128 or so). What it does not prove: anything against someone who can choose records. The hash has no
// key and is built for speed; SHA-256 of the inputs (--input-digest) is there for that.
#pragma once

#include "host/base/order_free_sum.hpp"
#include "host/input/slab.hpp"
#include "host/judge/slab_result.hpp"

namespace hmacsweep::judge {

/// XXH3 (128 bits) of the XXH3 of a record's bytes and its verdict.
[[nodiscard]] OrderFreeSum record_hash(Bytes record, Verdict verdict);

/// The sum over all outcomes of a judged slab. A record without bytes in the slab (one that is too long) counts by its
/// verdict alone.
[[nodiscard]] OrderFreeSum sum_of_records(const input::Slab& slab, const SlabResult& result);

}    // namespace hmacsweep::judge
