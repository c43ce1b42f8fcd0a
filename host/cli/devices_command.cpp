#include "host/cli/devices_command.hpp"

#include "host/backend/registry.hpp"
#include "host/backend/self_test.hpp"
#include "host/report.hpp"

#include <fmt/format.h>

namespace hmacsweep::cli {

int run_devices() {
    bool all_pass = true;
    fmt::print("{:<12}  {:<12}  {}\n", "BACKEND", "SELF-TEST", "WHAT IT IS");
    for (const BackendInfo& info : backends()) {
        const Probe probe = info.probe();
        const std::string failure = probe.is_available ? self_test(info) : std::string();
        all_pass = all_pass && failure.empty();
        const char* const outcome = failure.empty() ? "passed" : "FAILED";
        fmt::print("{:<12}  {:<12}  {} ({})\n", info.name, probe.is_available ? outcome : "not here", info.description,
                   failure.empty() ? probe.detail : failure);
    }

    return all_pass ? 0 : static_cast<int>(Status::BackendFailed);
}

}    // namespace hmacsweep::cli
