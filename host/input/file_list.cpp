#include "host/input/file_list.hpp"

#include "host/input/folder.hpp"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

#include <fmt/format.h>

namespace hmacsweep::input {
namespace {

class FilesOfManifest {
public:
    FilesOfManifest(const std::string& base, const FolderRules& rules, std::span<const FileIdentity> left_out)
        : prefix_(base == "." ? "" : base + "/"), rules_(rules), left_out_(left_out) {}

    /// Returns what is wrong with the name; empty: nothing.
    std::string add(const std::string& name) {
        const std::string path = prefix_ + name;
        struct stat status{};
        if (::lstat(path.c_str(), &status) != 0) {
            return fmt::format("cannot find {}: {}", path, errno_text(errno));
        }
        const bool is_folder = S_ISDIR(status.st_mode) || (S_ISLNK(status.st_mode) && name.ends_with('/'));
        if (!is_folder) {
            add_file(path);
            return {};
        }
        FolderFiles found = list_folder(path, rules_, inputs_.passed_over);
        if (!found.failures.empty()) {
            return fmt::format("cannot list {}: {}", found.failures[0].first, found.failures[0].second);
        }
        for (const std::string& file : found.files) {
            add_file(file);
        }
        return {};
    }

    /// The list as a source.
    Result<Inputs> take() {
        Source& source = inputs_.sources.emplace_back();
        source.name = "list of files";
        source.fd = Fd(::memfd_create("hmacsweep-files", MFD_CLOEXEC));
        std::string_view rest = lines_;
        while (source.fd && !rest.empty()) {
            const ssize_t written = ::write(source.fd.get(), rest.data(), rest.size());
            if (written < 0 && errno != EINTR) {
                break;
            }
            rest.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
        }
        struct stat status{};
        if (!source.fd || !rest.empty() || ::lseek(source.fd.get(), 0, SEEK_SET) != 0 ||
            ::fstat(source.fd.get(), &status) != 0) {
            return Error{fmt::format("cannot make the list of files: {}", errno_text(errno))};
        }
        source.identity = identity_of(status);
        source.is_regular = true;
        source.expected_bytes = lines_.size();
        source.modified = status.st_mtim;
        return std::move(inputs_);
    }

private:
    void add_file(const std::string& path) {
        const std::optional<FileIdentity> identity = identity_of(path);
        if (identity && std::ranges::find(left_out_, *identity) != left_out_.end()) {
            inputs_.passed_over.push_back({path, "is written by this run", true});
        } else if (identity && std::ranges::find(rules_.key_files, *identity) != rules_.key_files.end()) {
            inputs_.passed_over.push_back({path, "is a key file of this run", true});
        } else {
            append_line(std::string_view(path).substr(prefix_.size()));
        }
    }

    void append_line(std::string_view name) {
        while (name.starts_with("./")) {
            name.remove_prefix(std::min(name.find_first_not_of('/', 1), name.size()));
        }
        lines_ += "\\  ";
        for (const char c : name) {
            switch (c) {
                case '\n':
                    lines_ += "\\n";
                    break;
                case '\r':
                    lines_ += "\\r";
                    break;
                case '\\':
                    lines_ += "\\\\";
                    break;
                default:
                    lines_ += c;
            }
        }
        lines_ += '\n';
    }

    std::string prefix_;
    const FolderRules& rules_;
    std::span<const FileIdentity> left_out_;
    Inputs inputs_;
    std::string lines_;
};

}    // namespace

Result<Inputs> list_files(std::span<const std::string> names, const std::string& base, const FolderRules& rules,
                          std::span<const FileIdentity> left_out) {
    FilesOfManifest list(base, rules, left_out);
    for (const std::string& name : names) {
        if (const std::string fault = list.add(name); !fault.empty()) {
            return Error{fault};
        }
    }
    return list.take();
}

}    // namespace hmacsweep::input
