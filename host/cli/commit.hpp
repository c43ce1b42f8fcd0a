// The commit that the program was built from; commit.cmake writes the text.
#pragma once

#include <string_view>

namespace hmacsweep::cli {

/// In hex, with `-dirty` behind it where files were altered since; `unknown` for a build outside of a repository.
[[nodiscard]] std::string_view commit();

}    // namespace hmacsweep::cli
