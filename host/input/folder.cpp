#include "host/input/folder.hpp"

#include "host/input/folder_file.hpp"
#include "host/input/globs.hpp"
#include "host/input/own_files.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include <sys/stat.h>

namespace hmacsweep::input {
namespace {

namespace fs = std::filesystem;

class FolderWalk {
public:
    FolderWalk(const std::string& folder, const FolderRules& rules, std::vector<PassedOver>& passed_over)
        : root_bytes_((fs::path(folder) / "").string().size()), rules_(rules), passed_over_(passed_over) {
        list(folder);
        // Links come last, so that a folder that is there by itself keeps its own path.
        while (!links_.empty()) {
            std::ranges::sort(links_);
            const std::string link = std::move(links_.front());
            links_.pop_front();
            follow(link);
        }
        std::ranges::sort(files_);
    }

    [[nodiscard]] FolderFiles take() { return {std::move(files_), std::move(failures_), num_found_ == 0}; }

private:
    /// One that cannot be listed does not stop the others.
    void list(const std::string& folder) {
        const std::optional<FileIdentity> identity = rules_.follows_links ? identity_of(folder) : std::nullopt;
        if (identity && !entered_.emplace(identity->device, identity->inode).second) {
            pass_over(folder, "is a folder that is read under another name already", true);
            return;
        }
        std::error_code error;
        fs::directory_iterator entry(folder, error);
        for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
            std::error_code reason;
            const fs::file_type type = entry->symlink_status(reason).type();    // not_found: it is gone by now
            if (type == fs::file_type::not_found) {
                continue;
            }
            ++num_found_;
            if (type == fs::file_type::none) {
                fail(entry->path().string(), reason.message());
            } else {
                add(entry->path().string(), type);
            }
        }
        if (error) {
            fail(folder, error.message());
        }
    }

    void add(const std::string& path, fs::file_type type) {
        if (type == fs::file_type::directory) {
            list(path);
        } else if (const std::string_view option = option_against(path); !option.empty()) {
            pass_over(path, "is left out by " + std::string(option), true);
        } else if (type == fs::file_type::regular) {
            files_.push_back(path);
        } else if (type == fs::file_type::symlink && rules_.follows_links) {
            links_.push_back(path);
        } else if (type == fs::file_type::symlink) {
            pass_over(path, "is a link (--follow-links reads what links lead to)", false);
        } else {
            pass_over(path, "is a pipe, a socket or a device", false);
        }
    }

    void follow(const std::string& link) {
        std::error_code error;
        const fs::file_type type = fs::status(link, error).type();
        if (type == fs::file_type::none || type == fs::file_type::not_found) {
            pass_over(link, "is a link that leads nowhere", false);
        } else {
            add(link, type);
        }
    }

    /// The option that does not want the file; empty when it is wanted.
    [[nodiscard]] std::string_view option_against(const std::string& path) const {
        return input::option_against(rules_, path.substr(std::min(root_bytes_, path.size())));
    }

    void pass_over(const std::string& path, std::string reason, bool is_accepted) {
        passed_over_.push_back({path, std::move(reason), is_accepted});
    }

    void fail(const std::string& path, std::string reason) {
        if (const std::string_view option = option_against(path); option == "--exclude") {
            pass_over(path, "is left out by --exclude", true);
        } else {
            failures_.emplace_back(path, std::move(reason));
        }
    }

    std::size_t root_bytes_;    ///< of a path, before what is relative to the folder
    const FolderRules& rules_;
    std::vector<PassedOver>& passed_over_;
    std::vector<std::string> files_;
    std::deque<std::string> links_;
    std::vector<std::pair<std::string, std::string>> failures_;    ///< a folder or what is in one, reason
    std::set<std::pair<dev_t, ino_t>> entered_;                    ///< where links are followed
    std::size_t num_found_ = 0;
};

/// The rule against a file that is open; nothing when it is to be read.
std::optional<NotRead> rule_against(const Source& source, const format::Shape& shape, const FolderRules& rules) {
    if (!source.error.empty()) {
        return std::nullopt;
    }
    if (std::ranges::find(rules.key_files, *source.identity) != rules.key_files.end()) {
        return NotRead{"is a key file of this run", true};
    }
    return look_at(source, rules.charset, shape, rules.reads_all || shape.format != format::InputFormat::Auto);
}

/// Passes over the files that summaries beside them tell of.
void leave_out_rejects(const std::vector<KeptRejects>& rejects, Inputs& inputs) {
    std::erase_if(inputs.sources, [&](const Source& source) {
        const bool may_be_some = source.is_found && source.fd && std::ranges::any_of(rejects, [&](const auto& kept) {
                                     return kept.bytes == source.expected_bytes;
                                 });
        const std::optional<KeptRejects> described = may_be_some ? describe_file(source.fd.get()) : std::nullopt;
        if (!described || std::ranges::find(rejects, *described) == rejects.end()) {
            return false;
        }
        inputs.passed_over.push_back({source.name, "has rejects of hmacsweep, as a summary in the same folder says"});
        return true;
    });
}

}    // namespace

FolderFiles list_folder(const std::string& folder, const FolderRules& rules, std::vector<PassedOver>& passed_over) {
    return FolderWalk(folder, rules, passed_over).take();
}

void open_folder(const std::string& folder, const format::Shape& shape, const FolderRules& rules, Inputs& inputs) {
    const std::size_t num_before = inputs.passed_over.size();
    const FolderFiles found_files = list_folder(folder, rules, inputs.passed_over);
    std::vector<KeptRejects> rejects;
    for (const std::string& path : found_files.files) {
        Source source = open_source(path);
        source.is_found = true;
        if (std::optional<NotRead> found = rule_against(source, shape, rules)) {
            if (const std::optional<KeptRejects> kept =
                    found->is_summary ? find_rejects(source.fd.get()) : std::nullopt) {
                rejects.push_back(*kept);
            }
            inputs.passed_over.push_back({path, std::move(found->reason), found->is_accepted});
        } else {
            inputs.sources.push_back(std::move(source));
        }
    }
    leave_out_rejects(rejects, inputs);
    for (const auto& [name, reason] : found_files.failures) {
        inputs.sources.push_back(failed_source(name, "cannot list " + name + ": " + reason));
    }
    if (found_files.is_empty && found_files.failures.empty()) {
        inputs.sources.push_back(failed_source(folder, "folder " + folder + " has no files"));
    }
    std::ranges::sort(inputs.passed_over.begin() + static_cast<std::ptrdiff_t>(num_before), inputs.passed_over.end(),
                      {}, &PassedOver::name);
}

}    // namespace hmacsweep::input
