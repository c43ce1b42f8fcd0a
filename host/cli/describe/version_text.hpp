// What `hmacsweep --version --verbose` prints.
#pragma once

#include <string>

namespace hmacsweep::cli {

/// Lines with version, commit, compiler, the backends of this program and of this machine, and libraries with their
/// versions.
[[nodiscard]] std::string verbose_version_text();

}    // namespace hmacsweep::cli
