#include "host/run/outputs.hpp"

#include <optional>
#include <utility>

namespace hmacsweep::run {

std::vector<FileIdentity> forbidden_files(std::span<const input::Source> sources, std::vector<FileIdentity> others) {
    for (const input::Source& source : sources) {
        // A file that could not be opened must not be written either.
        const std::optional<FileIdentity> identity =
            source.identity || source.name == "-" ? source.identity : identity_of(source.name);
        if (identity && (source.is_regular || !source.identity)) {
            others.push_back(*identity);
        }
    }
    return others;
}

int finish_results(const Outputs& outputs, report::Report& report, const report::Expectations& expectations) {
    const int status = report::exit_status(report, expectations);
    const bool is_trusted = status != static_cast<int>(report::Status::BackendFailed) && report.signal == 0;
    const auto may_appear = [&] { return is_trusted && report.results.error.empty() && report.rejects.error.empty(); };
    report.results.bytes = outputs.results.bytes();
    report.results.sha256 = outputs.results.take_digest();
    if (outputs.rejects != nullptr) {
        report.rejects.bytes = outputs.rejects->bytes();
        report.rejects.sha256 = outputs.rejects->take_digest();
        if (may_appear() && outputs.rejects->commit() != WriteOutcome::Ok) {
            report.rejects.error = outputs.rejects->error();
        }
    }
    if (may_appear() && outputs.results.commit() == WriteOutcome::Ok) {
        return status;    // without another allocation, which could fail now that the results are there
    }
    if (may_appear()) {
        report.results.error = outputs.results.error();
    }
    return report::exit_status(report, expectations);
}

}    // namespace hmacsweep::run
