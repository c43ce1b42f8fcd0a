#include "host/base/environment.hpp"

#include <algorithm>
#include <cstdlib>

namespace hmacsweep {

std::string environment(const char* variable) {
    const char* const value = std::getenv(variable);    // NOLINT(concurrency-mt-unsafe): before any thread
    return value == nullptr ? "" : value;
}

std::vector<std::string> listed_key_files() {
    std::vector<std::string> names;
    const std::string list = environment("HMACSWEEP_KEYS");
    for (std::size_t begin = 0; begin < list.size();) {
        const std::size_t end = std::min(list.find(':', begin), list.size());
        if (end > begin) {
            names.push_back(list.substr(begin, end - begin));
        }
        begin = end + 1;
    }
    return names;
}

}    // namespace hmacsweep
