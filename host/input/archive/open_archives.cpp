#include "host/input/archive/open_archives.hpp"

#include "host/input/archive/archive_reader.hpp"
#include "host/input/containers.hpp"
#include "host/input/folder_file.hpp"
#include "host/input/globs.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hmacsweep::input {
namespace {

constexpr char separator = '!';

/// The archive that the source is; null: none. Only a tar may be compressed as a whole.
const Container* find_archive(const Source& source, Compression& compression) {
    if (!source.error.empty() || !source.is_regular || source.name == "-") {
        return nullptr;
    }
    const ContentHead head = read_content_head(source, container_head_bytes);
    compression = head.compression;
    const Container* const container = find_container(head.bytes);
    const bool is_archive = container != nullptr && container->archive != ArchiveKind::None;
    return is_archive && (container->archive == ArchiveKind::Tar || compression == Compression::None) ? container
                                                                                                      : nullptr;
}

/// Makes sources of one archive's members.
class Opening {
public:
    Opening(Source archive, const Container& container, ArchiveFile file, const format::Shape& shape,
            const FolderRules& rules, Inputs& inputs)
        : archive_(std::move(archive)),
          container_(container),
          reader_(std::make_shared<ArchiveReader>(std::move(file))),
          shape_(shape),
          rules_(rules),
          inputs_(inputs) {}

    void run() {
        ArchiveWalk& walk = reader_->start_look();
        for (; std::optional<ArchiveEntry> entry = walk.next(); ++num_members_) {
            if (!names_.insert(entry->name).second && repeated_.empty()) {
                repeated_ = entry->name;
            }
            if (!entry->is_folder || !entry->not_read.empty()) {
                ++num_files_;
                take(*entry, walk);
            }
        }
        archive_.archive_error = error_of(walk);
        reader_->close();
        archive_.archive = reader_;
        archive_.is_archive = true;
        archive_.is_found = true;    // its own content is empty
        inputs_.sources.push_back(std::move(archive_));
    }

private:
    [[nodiscard]] std::string error_of(const ArchiveWalk& walk) const {
        if (!walk.error().empty()) {
            return fmt::format("{} is {} and {}; what could be read of its members was judged", archive_.name,
                               container_.name, walk.error());
        }
        if (!repeated_.empty()) {
            return fmt::format("{} is {} and has several members of the name {}", archive_.name, container_.name,
                               repeated_);
        }
        return num_files_ == 0 ? fmt::format("{} is {} and has no files", archive_.name, container_.name) : "";
    }

    void take(const ArchiveEntry& entry, ArchiveWalk& walk) {
        const std::string name = archive_.name + separator + entry.name;
        // An archive that --include has chosen in a folder is read whole.
        const std::string_view option = option_against(rules_, entry.name, !archive_.is_found);
        if (!option.empty()) {
            inputs_.passed_over.push_back({name, fmt::format("is left out by {}", option), true});
            return;
        }
        if (!entry.not_read.empty()) {
            inputs_.passed_over.push_back({name, entry.not_read});
            return;
        }
        std::vector<std::uint8_t> head(look_bytes);
        std::size_t size = 0;
        for (std::size_t got = 1; got != 0 && size < head.size(); size += got) {
            got = walk.read(head.data() + size, head.size() - size, nullptr);
        }
        if (walk.content_error().empty()) {
            const FileHead file{name, Bytes(head).first(size), entry.bytes, rules_.charset};
            if (std::optional<NotRead> found =
                    look_at_member(file, shape_, rules_.reads_all || shape_.format != format::InputFormat::Auto)) {
                inputs_.passed_over.push_back({name, std::move(found->reason), found->is_accepted});
                return;
            }
        }
        Source member;
        member.name = name;
        member.is_regular = true;
        member.is_found = true;
        member.expected_bytes = entry.bytes;
        member.archive = reader_;
        member.member = num_members_;
        member.member_name = entry.name;
        inputs_.sources.push_back(std::move(member));
    }

    Source archive_;
    const Container& container_;
    std::shared_ptr<ArchiveReader> reader_;
    const format::Shape& shape_;
    const FolderRules& rules_;
    Inputs& inputs_;
    std::set<std::string> names_;
    std::string repeated_;
    std::uint64_t num_members_ = 0;
    std::uint64_t num_files_ = 0;
};

/// Adds the source, and its members before it if it is an archive.
void add(Source source, const format::Shape& shape, const FolderRules& rules, Inputs& inputs) {
    Compression compression = Compression::None;
    const Container* const container = can_read_archives() ? find_archive(source, compression) : nullptr;
    Fd fd(container == nullptr ? -1 : ::dup(source.fd.get()));
    if (!fd) {
        inputs.sources.push_back(std::move(source));
        return;
    }
    ArchiveFile file{source.name, std::move(fd), source.expected_bytes, container->archive, compression};
    Opening(std::move(source), *container, std::move(file), shape, rules, inputs).run();
}

/// The name of the archive in a member's name; empty if no such file is there.
std::string archive_name(const std::string& name) {
    for (std::size_t at = name.find(separator); at != std::string::npos; at = name.find(separator, at + 1)) {
        struct stat status{};
        if (::stat(name.substr(0, at).c_str(), &status) == 0 && S_ISREG(status.st_mode)) {
            return name.substr(0, at);
        }
    }
    return {};
}

}    // namespace

void open_archives(const format::Shape& shape, const FolderRules& rules, Inputs& inputs) {
    std::vector<Source> sources = std::exchange(inputs.sources, {});
    inputs.sources.reserve(sources.size());
    for (Source& source : sources) {
        add(std::move(source), shape, rules, inputs);
    }
}

bool names_member(const std::string& name) {
    struct stat status{};
    return ::stat(name.c_str(), &status) != 0 && !archive_name(name).empty();
}

Source open_member(const std::string& name, const format::Shape& shape, const std::string& charset) {
    const std::string archive = archive_name(name);
    Inputs inputs;
    add(open_source(archive), shape, {.reads_all = true, .charset = charset}, inputs);
    const auto found = std::ranges::find(inputs.sources, name, &Source::name);
    return found == inputs.sources.end()
               ? failed_source(name, fmt::format("{} has no member {}", archive, name.substr(archive.size() + 1)))
               : std::move(*found);
}

}    // namespace hmacsweep::input
