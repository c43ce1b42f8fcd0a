// Inputs that `diagnose` must read several times, though they can be read only once or not as they are.
#pragma once

#include "host/base/fd.hpp"
#include "host/base/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::cli {

/// The first `lines` lines that `input` has from here on, at most 8 MiB, as a file that can be read again.
[[nodiscard]] Result<Fd> copy_of_lines(int input, std::uint64_t lines);

/// A file whose first line is `sep=;`, as spreadsheets write it, open behind that line; none for any other inputs.
[[nodiscard]] Fd behind_separator_line(const std::vector<std::string>& inputs);

}    // namespace hmacsweep::cli
