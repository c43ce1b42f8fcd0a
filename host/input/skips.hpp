// What a SlabReader passes over without keeping it: records that are too long, and the bytes behind the end of the
// records or behind a fault.
#pragma once

#include "host/format/cutter.hpp"
#include "host/input/content_reader.hpp"
#include "host/input/slab.hpp"

#include <string_view>

namespace hmacsweep::input {

/// The slab holds the first `size` bytes of a record that is too long: finds the record's end, and keeps none of its
/// bytes. False where the record has no end and needs one. `slab_bytes` is the size of a slab without longer records.
[[nodiscard]] bool skip_record(Slab& slab, std::size_t size, std::size_t slab_bytes, ContentReader& content,
                               format::Cutter& cutter);

/// Called behind the last record. Finds out whether the rest of the source is allowed there.
void end_records(ContentReader& content, const format::Cutter& cutter);

/// Nothing from `offset` on can be read, unless `what` is empty and nothing is wrong.
void fail_behind(std::string_view what, std::uint64_t offset, ContentReader& content, const format::Cutter& cutter);

}    // namespace hmacsweep::input
