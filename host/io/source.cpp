#include "host/io/source.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include <sys/resource.h>
#include <sys/stat.h>

namespace hmacsweep::io {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 2> json_lines_suffixes{".jsonl", ".ndjson"};
constexpr std::array<std::string_view, 2> lines_suffixes{".log", ".txt"};

/// All sources stay open at a time, so take as many descriptors as the system gives.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));    // it is only a wish
    }
}

Source failed_source(const std::string& name, std::string error) {
    Source source;
    source.name = name;
    source.error = std::move(error);
    return source;
}

Source open_source(const std::string& name) {
    Result<Fd> fd = open_for_reading(name);
    if (!fd) {
        return failed_source(name, fd.error().message);
    }
    struct stat status{};
    if (::fstat(fd->get(), &status) != 0) {
        return failed_source(name, "cannot open " + name + ": " + errno_text(errno));
    }
    Source source;
    source.name = name;
    source.fd = std::move(*fd);
    source.identity = identity_of(status);
    source.is_regular = S_ISREG(status.st_mode);
    source.expected_bytes = source.is_regular ? static_cast<std::uint64_t>(status.st_size) : 0;
    return source;
}

bool has_suffix(const fs::path& path, std::span<const std::string_view> suffixes) {
    const std::string name = path.filename().string();
    return std::ranges::any_of(suffixes, [&](std::string_view suffix) { return name.ends_with(suffix); });
}

std::vector<Source> open_folder(const std::string& folder, InputFormat format) {
    std::error_code error;
    std::vector<std::string> paths;
    fs::recursive_directory_iterator entry(folder, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        std::error_code ignored;
        if (entry->symlink_status(ignored).type() == fs::file_type::regular &&
            has_suffix(entry->path(), suffixes_of(format))) {
            paths.push_back(entry->path().string());
        }
    }
    std::vector<Source> sources;
    if (error) {
        sources.push_back(failed_source(folder, "cannot list folder " + folder + ": " + error.message()));
    }
    if (paths.empty() && !error) {
        std::string wanted;
        for (const std::string_view suffix : suffixes_of(format)) {
            wanted += (wanted.empty() ? "*" : ", *") + std::string(suffix);
        }
        sources.push_back(failed_source(folder, "folder " + folder + " has no files that could be records (" + wanted +
                                                    "); name files to read others"));
    }
    std::ranges::sort(paths);
    for (const std::string& path : paths) {
        sources.push_back(open_source(path));
    }
    return sources;
}

}    // namespace

std::span<const std::string_view> suffixes_of(InputFormat format) {
    return format == InputFormat::Lines ? std::span<const std::string_view>(lines_suffixes) : json_lines_suffixes;
}

std::vector<Source> open_sources(std::span<const std::string> names, InputFormat format) {
    raise_descriptor_limit();
    std::vector<Source> sources;
    for (const std::string& name : names) {
        struct stat status{};
        if (name != "-" && ::stat(name.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
            std::ranges::move(open_folder(name, format), std::back_inserter(sources));
        } else {
            sources.push_back(open_source(name));
        }
    }
    return sources;
}

}    // namespace hmacsweep::io
