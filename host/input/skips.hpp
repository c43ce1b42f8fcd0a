// Passes over what a SlabReader reads and does not keep: records that are too long, and the bytes behind the last
// record or behind a fault.
#pragma once

#include "host/format/cutter.hpp"
#include "host/input/content_reader.hpp"
#include "host/input/slab.hpp"

#include <string_view>

namespace hmacsweep::input {

/// Passes over a record that is too long, and makes `slab` an OversizeRecord or OversizeBlankLine. The slab's buffer
/// has the first `size` bytes of the record, which are dropped. The bytes behind the record go to carry(). False if the
/// slab must not be judged: the record has no end and needs one, or a stop was requested. A fault goes to
/// Source::error. `slab_bytes` is the size of a slab without longer records, to which the buffer shrinks.
[[nodiscard]] bool skip_record(Slab& slab, std::size_t size, std::size_t slab_bytes, ContentReader& content,
                               format::Cutter& cutter);

/// Reads the rest of the source, behind the last record. Ends at the first byte that Cutter::may_follow() does not
/// allow: then Cutter::fault_behind() goes to Source::error.
void end_records(ContentReader& content, const format::Cutter& cutter);

/// Ends the current source at a fault: Source::error becomes a text with `what`, the fault, and `offset`, where the
/// fault is. The rest of a regular file is read for its digest first. Keeps an error with which the source had ended,
/// and sets none after a stop. Does nothing if `what` is empty.
void fail_behind(std::string_view what, std::uint64_t offset, ContentReader& content, const format::Cutter& cutter);

}    // namespace hmacsweep::input
