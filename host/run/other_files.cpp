#include "host/run/other_files.hpp"

#include "host/input/folder.hpp"
#include "host/input/source_base.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include <sys/stat.h>

namespace hmacsweep::run {
namespace {

namespace fs = std::filesystem;

std::string joined(const std::string& folder, const std::string& path) {
    return (fs::path(folder) / path).lexically_normal().string();
}

/// The path behind `folder`, as list_folder() has put them together.
std::string behind(const std::string& folder, const std::string& path) {
    return path.substr(std::min((fs::path(folder) / "").string().size(), path.size()));
}

}    // namespace

OtherFiles::OtherFiles(std::span<const input::Source> sources, const format::Shape& shape,
                       const input::FolderRules& rules, std::span<const FileIdentity> own) {
    for (const input::Source& source : sources) {
        format::Shape of_source = shape;
        if (!source.error.empty() || source.is_archive || !input::settle_base(source, of_source).empty() ||
            real_.contains(of_source.base)) {
            continue;    // the run says why the source has no folder
        }
        std::error_code error;
        const std::string real = fs::canonical(of_source.base, error).string();
        if (error) {
            unlisted_.push_back({of_source.base, "cannot be listed: " + error.message()});
        } else {
            real_.emplace(of_source.base, real);
        }
    }
    std::map<std::string, std::string> folders;    // with a slash at the end: an outer one is before those in it
    for (const auto& [folder, real] : real_) {
        folders.emplace(joined(real, ""), folder);
    }
    std::string outer;
    for (const auto& [real, folder] : folders) {
        if (outer.empty() || !real.starts_with(outer)) {
            list(folder, real, {.exclude = rules.exclude});
            outer = real;
        }
    }
    leave_out(own);
    num_files_ = static_cast<std::uint64_t>(
        std::ranges::count_if(open_, [](const auto& row) { return !row.second.is_accepted; }));
}

void OtherFiles::leave_out(std::span<const FileIdentity> own) {
    std::set<std::pair<dev_t, ino_t>> files;
    for (const FileIdentity& file : own) {
        files.emplace(file.device, file.inode);
    }
    std::erase_if(open_, [&](const auto& row) {
        struct stat status{};    // of a link itself: it may lead to such a file
        // Another name of such a file may be one too many.
        return ::lstat(row.first.c_str(), &status) == 0 && files.contains({status.st_dev, status.st_ino}) &&
               status.st_nlink == 1;
    });
}

void OtherFiles::list(const std::string& folder, const std::string& real, const input::FolderRules& rules) {
    std::vector<input::PassedOver> no_files;
    const input::FolderFiles found = input::list_folder(folder, rules, no_files);
    for (const std::string& path : found.files) {
        open_.emplace(joined(real, behind(folder, path)), input::PassedOver{path, "is named by no record"});
    }
    for (input::PassedOver& row : no_files) {
        const std::string path = joined(real, behind(folder, row.name));
        if (!row.is_accepted) {
            row.reason = "is no regular file, and is named by no record";
        }
        open_.emplace(path, std::move(row));
    }
    for (const auto& [path, reason] : found.failures) {
        unlisted_.push_back({path, "cannot be listed: " + reason});
    }
}

void OtherFiles::see(const input::Slab& slab, const judge::SlabResult& result) {
    const auto real = real_.find(slab.shape->base);
    for (std::size_t i = 0; i < result.file_names.size() && real != real_.end(); ++i) {
        open_.erase(joined(real->second, result.file_names[i]));
    }
}

void OtherFiles::finish(report::Report& report) const {
    if (report.is_stopped_early) {
        return;    // the records behind the stop may name the rest, and the run says that it did not read them
    }
    const bool is_whole = report.is_complete();
    report.num_files_in_base = num_files_;
    report.passed_over.insert(report.passed_over.end(), unlisted_.begin(), unlisted_.end());
    for (const auto& [path, row] : open_) {
        report.num_unnamed_files += row.is_accepted ? 0 : 1;
        report.passed_over.push_back(row);
        if (!is_whole && !row.is_accepted) {
            report.passed_over.back().reason += " that was read";
        }
    }
}

}    // namespace hmacsweep::run
