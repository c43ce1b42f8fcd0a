#include "host/input/globs.hpp"

#include <algorithm>

#include <fnmatch.h>

namespace hmacsweep::input {
namespace {

bool matches(const std::vector<std::string>& globs, const std::string& text) {
    return std::ranges::any_of(globs,
                               [&](const std::string& glob) { return ::fnmatch(glob.c_str(), text.c_str(), 0) == 0; });
}

/// Whether a glob fits the path relative to the folder, or the name at its end.
bool fits(const std::vector<std::string>& globs, const std::string& path) {
    return matches(globs, path) || matches(globs, path.substr(path.rfind('/') + 1));
}

}    // namespace

std::string_view option_against(const FolderRules& rules, const std::string& path, bool includes) {
    for (std::size_t end = 0; end < path.size(); ++end) {
        end = std::min(path.find('/', end), path.size());
        if (fits(rules.exclude, path.substr(0, end))) {
            return "--exclude";
        }
    }
    return !includes || rules.include.empty() || fits(rules.include, path) ? "" : "--include";
}

}    // namespace hmacsweep::input
