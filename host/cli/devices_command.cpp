#include "host/cli/devices_command.hpp"

#include "host/backend/registry.hpp"
#include "host/backend/self_test.hpp"
#include "host/report.hpp"

#include <fmt/format.h>

namespace hmacsweep::cli {

namespace {

/// One GPU of a backend, below the backend's own line; false when its self-test fails.
bool print_device(const BackendInfo& info, const BackendDevice& device) {
    const std::string failure = device.obstacle.empty() ? self_test(info, {{device.index}}) : std::string();
    const char* const outcome = !device.obstacle.empty() ? "unusable" : failure.empty() ? "passed" : "FAILED";
    fmt::print("  {:<10}  {:<12}  {} ({})\n", fmt::format("{}:{}", info.name, device.index), outcome, device.name,
               !device.obstacle.empty() ? device.obstacle
               : failure.empty()        ? device.detail
                                        : failure);
    return failure.empty();
}

}    // namespace

int run_devices() {
    bool all_pass = true;
    fmt::print("{:<12}  {:<12}  {}\n", "BACKEND", "SELF-TEST", "WHAT IT IS");
    for (const BackendInfo& info : backends()) {
        const Probe probe = info.probe();
        // Each GPU has its own, below.
        const bool is_tested = probe.is_available && probe.devices.empty();
        const std::string failure = is_tested ? self_test(info) : std::string();
        all_pass = all_pass && failure.empty();
        const char* const outcome = !probe.is_available ? "not here"
                                    : !is_tested        ? "-"
                                    : failure.empty()   ? "passed"
                                                        : "FAILED";
        fmt::print("{:<12}  {:<12}  {} ({})\n", info.name, outcome, info.description,
                   failure.empty() ? probe.detail : failure);
        if (!probe.advice.empty()) {
            fmt::print("{:<12}  {:<12}  {}\n", "", "", probe.advice);
        }
        for (const BackendDevice& device : probe.devices) {
            all_pass = print_device(info, device) && all_pass;
        }
    }

    return all_pass ? 0 : static_cast<int>(Status::BackendFailed);
}

}    // namespace hmacsweep::cli
