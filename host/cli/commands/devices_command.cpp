#include "host/cli/commands/devices_command.hpp"

#include "host/backend/registry.hpp"
#include "host/backend/self_test.hpp"
#include "host/report/ending.hpp"

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// A row of the table.
void print_row(std::string_view name, std::string_view outcome, std::string_view what, std::string_view detail) {
    fmt::print("{:<12}  {:<12}  {}{}\n", name, outcome, what, detail.empty() ? "" : fmt::format(" ({})", detail));
}

/// Runs a self-test and prints its row; whether it passed.
bool test_and_print(const backend::BackendInfo& info, const backend::BackendSetup& setup, std::string_view name,
                    std::string_view what, std::string_view detail) {
    const std::string failure = backend::self_test(info, setup);
    if (failure.empty()) {
        print_row(name, "passed", what, detail);
    } else {
        print_row(name, "FAILED", what, failure);
    }
    return failure.empty();
}

/// One GPU of a backend, below the backend's own row; false when its self-test fails.
bool print_device(const backend::BackendInfo& info, const backend::BackendDevice& device) {
    const std::string name = fmt::format("  {}:{}", info.name, device.index);
    if (!device.obstacle.empty()) {
        print_row(name, "unusable", device.name, device.obstacle);
        return true;
    }
    return test_and_print(info, {{device.index}}, name, device.name, device.detail);
}

/// A backend and its devices, each of which has a self-test of its own; false when one fails.
bool print_backend(const backend::BackendInfo& info) {
    const backend::Probe probe = info.probe({});
    if (!probe.is_available) {
        print_row(info.name, "not here", info.description, probe.detail);
    } else if (probe.devices.empty()) {
        return test_and_print(info, {}, info.name, info.description, probe.detail);
    } else {
        print_row(info.name, "-", info.description, probe.detail);
    }
    if (!probe.advice.empty()) {
        print_row("", "", probe.advice, "");
    }
    bool all_pass = true;
    for (const backend::BackendDevice& device : probe.devices) {
        all_pass = print_device(info, device) && all_pass;
    }
    return all_pass;
}

}    // namespace

int run_devices(const Invocation&) {
    print_row("BACKEND", "SELF-TEST", "WHAT IT IS", "");
    bool all_pass = true;
    for (const backend::BackendInfo& info : backend::backends()) {
        all_pass = print_backend(info) && all_pass;
    }
    const report::Status status = write_out("") ? report::Status::Ok : report::Status::Incomplete;
    return static_cast<int>(all_pass ? status : report::Status::BackendFailed);
}

}    // namespace hmacsweep::cli
