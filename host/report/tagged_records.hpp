// Writes the records of an input again, each with its MAC: what `generate --with-record` writes.
#pragma once

#include "host/input/slab.hpp"
#include "host/judge/slab_result.hpp"

#include <cstdint>
#include <string>

namespace hmacsweep::report {

/// Appends the slab's records to `out`, and returns the number of outcomes. A line of text gets ` hmac=` and the MAC in
/// hex, a row one more cell with it, and a JSON object one more member `Mac`, in base64, and becomes one line. A
/// table's header line gets one more name, `mac`. A record without a MAC stays as it is, but a row gets an empty cell.
/// A record that was too long is left out.
std::uint64_t append_tagged(const input::Slab& slab, const judge::SlabResult& result, std::string& out);

}    // namespace hmacsweep::report
