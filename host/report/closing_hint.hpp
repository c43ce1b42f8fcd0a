// The last line of a run in which a whole key failed: what would make its records verify.
#pragma once

#include "host/report/summary.hpp"

#include <string>

namespace hmacsweep::report {

/// Whether a mistake of representation alone explains everything: no record is valid, and for every key all records of
/// the sample verify once the MAC, or the key's text, is decoded in another way. Without the key nobody can make
/// that so.
[[nodiscard]] bool options_do_not_fit(const Summary& summary);

/// One line without its end; empty where nothing explains the records of a key that has no valid one.
[[nodiscard]] std::string closing_hint(const Summary& summary);

}    // namespace hmacsweep::report
