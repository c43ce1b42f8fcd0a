// The table of all options. To add an option, add its entry to one of the lists below.
#pragma once

#include "host/cli/options/option.hpp"

#include <vector>

namespace hmacsweep::cli {

using Options = std::vector<Option>;

/// Every option of every command. Help and the summary's `options` keep this order. Two entries may have the same name
/// where no command has both.
[[nodiscard]] const Options& all_options();

// The parts of the table. Each is in a file with the checks and effects of its options.
[[nodiscard]] Options input_options();
[[nodiscard]] Options shard_options();
[[nodiscard]] Options limit_options();
[[nodiscard]] Options result_options();
[[nodiscard]] Options evidence_options();
[[nodiscard]] Options layout_options();
[[nodiscard]] Options column_options();
[[nodiscard]] Options line_options();
[[nodiscard]] Options message_options();
[[nodiscard]] Options file_options();
[[nodiscard]] Options chain_options();
[[nodiscard]] Options mac_options();
[[nodiscard]] Options mac_form_options();
[[nodiscard]] Options name_options();
[[nodiscard]] Options table_options();
[[nodiscard]] Options where_options();
[[nodiscard]] Options check_options();
[[nodiscard]] Options ending_options();
[[nodiscard]] Options value_options();
[[nodiscard]] Options machine_options();
[[nodiscard]] Options terminal_options();
[[nodiscard]] Options show_options();
[[nodiscard]] Options diagnose_options();
[[nodiscard]] Options report_options();
[[nodiscard]] Options merge_options();
[[nodiscard]] Options key_options();
[[nodiscard]] Options profiles_options();
[[nodiscard]] Options bench_options();
[[nodiscard]] Options description_options();

}    // namespace hmacsweep::cli
