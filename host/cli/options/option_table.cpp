#include "host/cli/options/option_table.hpp"

#include <array>
#include <iterator>
#include <utility>

namespace hmacsweep::cli {

std::string_view heading_of(Group group) {
    constexpr std::array<std::string_view, 7> names{"Options", "Input",  "Message and MAC", "Keys",
                                                    "Results", "Checks", "Machine"};
    return names.at(static_cast<std::size_t>(group));
}

const Options& all_options() {
    static const Options all = [] {
        Options options;
        for (const auto& part :
             {show_options,   diagnose_options, input_options,    shard_options,      result_options,
              layout_options, column_options,   line_options,     message_options,    mac_options,
              name_options,   table_options,    where_options,    limit_options,      machine_options,
              check_options,  chain_options,    file_options,     mac_form_options,   ending_options,
              value_options,  evidence_options, terminal_options, report_options,     merge_options,
              key_options,    profiles_options, bench_options,    description_options}) {
            Options more = part();
            options.insert(options.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
        }
        return options;
    }();
    return all;
}

}    // namespace hmacsweep::cli
