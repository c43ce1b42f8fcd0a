#include "host/cli/commands/job_hint.hpp"

#include "host/cli/commands/job_finder.hpp"
#include "host/report/diagnosis_text.hpp"

#include <algorithm>
#include <filesystem>
#include <new>
#include <span>
#include <system_error>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// A run that failed is not made much longer, and needs not much more memory.
constexpr JobLimits brief{.first = 200, .num_macs = 100'000, .texts = {.left = std::uint64_t{64} << 20}};

bool can_read_again(const std::string& name) {
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(name, error);
    return std::filesystem::is_regular_file(status) || std::filesystem::is_directory(status);
}

/// The hint, where a command is found.
std::string search_for_hint(const BatchRequest& request, const keys::LoadedKeys& keys) {
    const Result<backend::ChosenBackend> backend = backend::choose_backend({.name = "scalar"});
    if (!backend) {
        return {};
    }
    const CommandWords given = sort_words(std::span(request.command).subspan(2));
    const JobSearch search = find_job(given, keys, *backend, brief);
    if (!search.best || 2 * search.best->counts.valid <= search.best->counts.records) {
        return {};
    }
    return fmt::format("hint: another command explains more, and may cover less than you asked for: {}",
                       text_of(*search.best, given));
}

}    // namespace

std::string job_hint(const BatchRequest& request, const keys::LoadedKeys& keys, const report::Report& report) {
    if (request.is_quiet || request.run.operation != rules::Operation::Verify || request.command.size() < 2 ||
        report.counts.of(report::RecordClass::Valid) != 0 ||
        std::ranges::any_of(report.diagnoses, report::explains_most) ||
        !std::ranges::all_of(request.inputs, can_read_again)) {
        return {};
    }
    try {
        return search_for_hint(request, keys);
    } catch (const std::bad_alloc&) {    // the verdicts stand, and the run's status with them
        return "hint: no other command was searched for to its end, since memory ran out; hmacsweep diagnose searches "
               "more\n";
    }
}

}    // namespace hmacsweep::cli
