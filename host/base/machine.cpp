#include "host/base/machine.hpp"

#include <fstream>
#include <string_view>

namespace hmacsweep {

std::string cpu_model() {
    std::ifstream cpuinfo("/proc/cpuinfo");
    constexpr std::string_view field = "model name";
    for (std::string line; std::getline(cpuinfo, line);) {
        if (line.starts_with(field) && line.find(": ") != std::string::npos) {
            return line.substr(line.find(": ") + 2);
        }
    }
    return "unknown";
}

}    // namespace hmacsweep
