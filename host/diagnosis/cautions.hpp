// What a finding covers less than a person may think.
#pragma once

#include "host/diagnosis/advice.hpp"

#include <string_view>
#include <vector>

namespace hmacsweep::diagnosis {

/// The remarks of a finding about records whose MAC, with its mistakes corrected, covers a digest alone, or less than
/// the options or the records ask for.
[[nodiscard]] std::vector<std::string_view> cautions(const Finding& finding, const AdviceContext& context);

/// Whether a text looks like a digest of MD5, SHA-1 or SHA-2.
[[nodiscard]] bool is_digest(std::string_view text);

}    // namespace hmacsweep::diagnosis
