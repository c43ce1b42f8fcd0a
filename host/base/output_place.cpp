#include "host/base/output_place.hpp"

#include <charconv>
#include <filesystem>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace hmacsweep {

namespace fs = std::filesystem;

std::optional<int> descriptor_of(std::string_view path) {
    if (path == "-" || path == "/dev/stdout") {
        return STDOUT_FILENO;
    }
    if (path == "/dev/stderr") {
        return STDERR_FILENO;
    }
    for (const std::string_view prefix : {"/dev/fd/", "/proc/self/fd/"}) {
        int fd = -1;
        if (path.starts_with(prefix)) {
            const char* const end = path.data() + path.size();
            const auto [parsed, error] = std::from_chars(path.data() + prefix.size(), end, fd);
            return error == std::errc() && parsed == end && fd >= 0 ? std::optional(fd) : std::nullopt;
        }
    }
    return std::nullopt;
}

std::string resolve_links(std::string path) {
    constexpr int max_links = 40;    // as the kernel's own limit
    for (int i = 0; i < max_links; ++i) {
        std::error_code error;
        const fs::path target = fs::read_symlink(path, error);
        if (error) {
            break;
        }
        path = target.is_absolute() ? target.string() : (fs::path(path).parent_path() / target).string();
    }
    return path;
}

std::string folder_of(const std::string& path) {
    const std::string folder = fs::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

std::optional<OutputPlace> find_output_place(const std::string& path) {
    struct stat status{};
    const std::optional<int> descriptor = descriptor_of(path);
    if (descriptor ? ::fstat(*descriptor, &status) == 0 : ::stat(path.c_str(), &status) == 0) {
        const std::optional<FileIdentity> null = identity_of("/dev/null");
        if (null && *null == identity_of(status)) {
            return std::nullopt;
        }
        const int device_descriptor = S_ISCHR(status.st_mode) ? descriptor.value_or(-1) : -1;
        return OutputPlace{identity_of(status), {}, device_descriptor, S_ISREG(status.st_mode)};
    }
    const std::string file = resolve_links(path);
    const std::optional<FileIdentity> folder = descriptor ? std::nullopt : identity_of(folder_of(file));
    return folder ? std::optional(OutputPlace{*folder, fs::path(file).filename().string()}) : std::nullopt;
}

}    // namespace hmacsweep
