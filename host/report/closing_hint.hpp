// The last line about a run in which no record of a key is valid: what would make these records verify.
#pragma once

#include "host/report/summary.hpp"

#include <string>

namespace hmacsweep::report {

/// Whether the options explain every wrong MAC: no record is valid, and for every key with a wrong MAC all sampled
/// records verify once the MAC or the key's text is decoded in another way. Nobody can forge such records without the
/// key.
[[nodiscard]] bool options_do_not_fit(const Summary& summary);

/// `hint: 16 of 16 verify if ...`, without a line end, for the first key whose whole sample one finding explains; empty
/// when there is no such key.
[[nodiscard]] std::string closing_hint(const Summary& summary);

}    // namespace hmacsweep::report
