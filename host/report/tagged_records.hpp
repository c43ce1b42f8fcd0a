// Writes the records of an input again, each with its MAC: what `generate --with-record` writes.
#pragma once

#include "host/input/slab.hpp"
#include "host/judge/slab_result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hmacsweep::report {

/// Why the slab's records cannot get a MAC: they have a member `Mac`, or a column `mac`, already, and verify() refuses
/// a second one. Empty: they can. `source`: its name; `first`: the number of the slab's first record, from 0.
[[nodiscard]] std::string refuse_tagging(const input::Slab& slab, const judge::SlabResult& result,
                                         std::string_view source, std::uint64_t first);

/// Appends the slab's records to `out`, and returns the number of outcomes. A line of text gets ` hmac=` and the MAC in
/// hex, a row one more cell with it, and a JSON object one more member `Mac`, in base64, and becomes one line. A
/// table's header line gets one more name, `mac`. A record without a MAC stays as it is, but a row gets an empty cell.
/// So does a JSON document in which --records finds no array. An element that is missing becomes a blank line. A record
/// that was too long is left out. A byte-order mark at the beginning of a table or of lines is kept.
std::uint64_t append_tagged(const input::Slab& slab, const judge::SlabResult& result, const input::SlabPlace& place,
                            std::string& out);

}    // namespace hmacsweep::report
