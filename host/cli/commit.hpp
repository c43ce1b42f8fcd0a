// The commit that the program was built from; commit.cmake writes the text.
#pragma once

#include <string_view>

namespace hmacsweep::cli {

/// The commit in hex, with `-dirty` when files were changed since; `unknown` for a build outside of a repository.
[[nodiscard]] std::string_view commit();

/// The date of the commit, as 2026-11-30.
[[nodiscard]] std::string_view commit_date();

}    // namespace hmacsweep::cli
