// The words that options take as values, for completions. The test of completions compares them with what the program
// itself says that it takes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::cli {

/// Values of an option of that name (`--results`), in any command that has it; none where any text may be one.
[[nodiscard]] std::vector<std::string> words_of_option(std::string_view name);

/// Whether its value names a file.
[[nodiscard]] bool takes_file(std::string_view name);

}    // namespace hmacsweep::cli
