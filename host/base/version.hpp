// The program's version, from the build.
#pragma once

#include <string_view>

namespace hmacsweep {

/// `MAJOR.MINOR.PATCH` (semver.org).
[[nodiscard]] std::string_view version();

}    // namespace hmacsweep
