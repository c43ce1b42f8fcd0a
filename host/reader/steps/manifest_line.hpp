// The parts of a manifest's line: a file's name, its MAC and, in some styles, the algorithm.
#pragma once

#include "host/reader/steps/step_outcome.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::reader {

/// Finds `part` (`name`, `mac` or `algorithm`) in a line of one of these styles:
///
///     HMAC-SHA2-256(NAME)= HEX       openssl dgst
///     HMAC-SHA256 (NAME) = HEX       BSD
///     HEX  NAME    HEX *NAME         sha256sum, hmaccalc, openssl dgst -r; without an algorithm, which is NULL then
///
/// A backslash before the line means that the name has `\n`, `\r` and `\\` for a line feed, a carriage return and a
/// backslash. The result is a view of `line` or of `out`, which must be empty.
[[nodiscard]] StepOutcome take_from_manifest(std::string_view line, std::string_view part, std::string& out);

}    // namespace hmacsweep::reader
