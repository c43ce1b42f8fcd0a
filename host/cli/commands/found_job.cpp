#include "host/cli/commands/found_job.hpp"

#include "host/base/counts_text.hpp"
#include "host/cli/commands/command_table.hpp"

#include <cstdint>

#include <fmt/format.h>

namespace hmacsweep::cli {

std::string text_of(const FoundJob& job, CommandWords given) {
    for (diagnosis::Setting& setting : given.others) {
        if (setting.name == "--keys" && setting.value == job.replaced_key.first) {
            setting.value = job.replaced_key.second;
        }
    }
    const SampleCounts& counts = job.counts;
    const std::uint64_t rest = counts.records - counts.valid;
    const std::uint64_t open = rest - counts.invalid;
    const std::string others = rest == 0 ? ""
                                         : fmt::format(", {} {} not ({} with a wrong MAC{})", grouped(rest),
                                                       rest == 1 ? "does" : "do", grouped(counts.invalid),
                                                       open == 0 ? "" : fmt::format(", {} not judged", grouped(open)));
    std::string text = fmt::format("{} of the first {} {}{}:\n  {}{}\n", grouped(counts.valid),
                                   plural(counts.records, "record"), counts.valid == 1 ? "verifies" : "verify", others,
                                   given.before, command_line(verify_words(given, job.settings)));
    if (given.inputs == std::vector<std::string>{"-"}) {
        text += "note: - is standard input: give it the same records again, as by cat FILE | hmacsweep verify - ...\n";
    }
    if (!counts.other_arrays.empty()) {
        text += fmt::format("note: --records leaves out other arrays of the first document: {}\n",
                            format::names_of(counts.other_arrays));
    }
    for (const std::string& note : job.notes) {
        text += fmt::format("note: {}\n", note);
    }
    return text;
}

}    // namespace hmacsweep::cli
