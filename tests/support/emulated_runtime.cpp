// What test builds have behind the engine's seam: the emulated GPU. HMACSWEEP_EMULATED_GPU configures it for tests of
// the whole program: `devices=2 faults=Judge:700:1+@0`, or `none` for a machine without a driver.
#include "tests/support/emulated_gpu.hpp"

#include <cstdlib>
#include <sstream>

namespace hmacsweep::gpu {

OpenedRuntime open_runtime() {
    const char* const configuration = std::getenv("HMACSWEEP_EMULATED_GPU");
    tests::EmulatedGpuOptions options;
    std::istringstream words(configuration == nullptr ? "" : configuration);
    for (std::string word; words >> word;) {
        if (word == "none") {
            return {nullptr, {"no driver is emulated", "unset HMACSWEEP_EMULATED_GPU", false, true}};
        }
        const std::string value = word.substr(word.find('=') + 1);
        if (word.starts_with("devices=")) {
            options.num_devices = std::stoi(value);
        } else if (word.starts_with("bytes=")) {
            options.device_bytes = std::stoull(value);
        } else if (word.starts_with("faults=")) {
            options.faults = tests::parse_faults(value);
        }
    }
    return {std::make_shared<tests::EmulatedGpu>(options), {}};
}

}    // namespace hmacsweep::gpu
