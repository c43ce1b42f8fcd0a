#include "host/input/source.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <sys/resource.h>
#include <sys/stat.h>

namespace hmacsweep::input {
namespace {

namespace fs = std::filesystem;

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
    source.modified = status.st_mtim;
    // Standard input may be a file of which another program has read the beginning.
    const off_t begin = source.is_regular ? std::max<off_t>(::lseek(source.fd.get(), 0, SEEK_CUR), 0) : 0;
    source.expected_bytes =
        source.is_regular ? static_cast<std::uint64_t>(std::max<off_t>(status.st_size - begin, 0)) : 0;
    return source;
}

bool has_suffix(const fs::path& path, std::span<const std::string_view> suffixes) {
    const std::string whole_name = path.filename().string();
    const std::string_view name = without_compression_suffix(whole_name);
    return std::ranges::any_of(suffixes, [&](std::string_view suffix) { return name.ends_with(suffix); });
}

/// What a walk through folders found: files to read, and what could not be listed.
struct Listing {
    std::vector<std::string> files;
    std::vector<std::pair<std::string, std::string>> failures;    ///< a folder or what stands in one, reason
};

/// Adds a folder and all below it. One that cannot be listed does not stop the others.
void list_folder(const fs::path& folder, std::span<const std::string_view> suffixes, Listing& listing) {
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        std::error_code reason;
        const fs::file_type type = entry->symlink_status(reason).type();    // not_found: it is gone by now
        if (type == fs::file_type::none) {
            listing.failures.emplace_back(entry->path().string(), reason.message());
        } else if (type == fs::file_type::directory) {
            list_folder(entry->path(), suffixes, listing);
        } else if (type == fs::file_type::regular && has_suffix(entry->path(), suffixes)) {
            listing.files.push_back(entry->path().string());
        }
    }
    if (error) {
        listing.failures.emplace_back(folder.string(), error.message());
    }
}

std::vector<Source> open_folder(const std::string& folder, format::InputFormat format) {
    Listing listing;
    list_folder(folder, format::suffixes_of(format), listing);
    std::ranges::sort(listing.files);
    std::vector<Source> sources;
    sources.reserve(listing.files.size() + listing.failures.size());
    for (const std::string& path : listing.files) {
        sources.push_back(open_source(path));
    }
    for (const auto& [name, reason] : listing.failures) {
        sources.push_back(failed_source(name, "cannot list " + name + ": " + reason));
    }
    if (sources.empty()) {
        std::string wanted;
        for (const std::string_view suffix : format::suffixes_of(format)) {
            wanted += (wanted.empty() ? "*" : ", *") + std::string(suffix);
        }
        sources.push_back(failed_source(folder, "folder " + folder + " has no files that could be records (" + wanted +
                                                    "); name files to read others"));
    }
    return sources;
}

}    // namespace

std::vector<Source> open_sources(std::span<const std::string> names, format::InputFormat format) {
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

void leave_out(std::vector<Source>& sources, std::span<const std::string> names, std::span<const FileIdentity> files) {
    std::erase_if(sources, [&](const Source& source) {
        return source.identity && std::ranges::find(files, *source.identity) != files.end() &&
               std::ranges::find(names, source.name) == names.end();
    });
}

}    // namespace hmacsweep::input
