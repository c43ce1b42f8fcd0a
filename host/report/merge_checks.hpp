// Whether summaries of parts belong together. All texts are sentences without a full stop; empty: nothing is wrong.
#pragma once

#include "host/report/merge.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::report {

/// What is wrong with one summary of a part.
[[nodiscard]] std::string fault_of_part(const Summary& summary, const std::string& name);

/// What all parts must have alike: the version, the options that decide verdicts, keys, and the list of files.
[[nodiscard]] PartSettings settings_of(const Summary& summary);

/// The name of the program's version among the settings. Names of options begin with `--`.
inline constexpr std::string_view version_setting = "the version";

/// In what the settings of two parts differ.
[[nodiscard]] std::string difference_of(const PartSettings& one, const PartSettings& other);

/// In what two attempts of a part differ, where both did the whole part: counts, keys, inputs, the sum over records.
[[nodiscard]] std::string difference_of(const Summary& one, const Summary& other);

/// How far an attempt came: 2: it did its whole part; 1: something was not read or written; 0: it was interrupted, or
/// its verdicts cannot be trusted.
[[nodiscard]] int rank_of(const Summary& summary);

/// Whether an attempt was interrupted. Such a part is missing.
[[nodiscard]] bool is_interrupted(const Summary& summary);

/// Numbers in words: `2, 5 to 7`, and how many more there are.
[[nodiscard]] std::string number_list(const std::vector<std::uint64_t>& numbers);

}    // namespace hmacsweep::report
