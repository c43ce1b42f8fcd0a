// The members of an archive, one after another, each with its content. Nothing is written to disk, and memory is
// bounded for any content.
#pragma once

#include "host/base/stop_flag.hpp"
#include "host/input/archive/archive_bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace hmacsweep::input {

/// A member of an archive.
struct ArchiveEntry {
    std::string name;
    std::string not_read;       ///< why the member is no input, after its name in a sentence; empty: it may be one
    bool is_folder = false;     ///< has no content
    std::uint64_t bytes = 0;    ///< of content, as the archive says
};

class ArchiveWalk {
public:
    ArchiveWalk() = default;
    ArchiveWalk(const ArchiveWalk&) = delete;
    ArchiveWalk& operator=(const ArchiveWalk&) = delete;
    ArchiveWalk(ArchiveWalk&&) = delete;
    ArchiveWalk& operator=(ArchiveWalk&&) = delete;
    virtual ~ArchiveWalk() = default;

    /// The next member; nullopt behind the last one or on an error, which is then in error().
    virtual std::optional<ArchiveEntry> next() = 0;
    /// Reads at most `room` bytes of the member's content. Returns how many; 0 at the content's end, on a stop or on an
    /// error, which is then in content_error().
    virtual std::size_t read(std::uint8_t* to, std::size_t room, const StopFlag* stop) = 0;
    /// What is wrong with the member's content, after its name in a sentence.
    [[nodiscard]] const std::string& content_error() const { return content_error_; }
    /// What is wrong with the archive, as "ends at ..."; empty: nothing so far. Complete behind the last member.
    [[nodiscard]] const std::string& error() const { return error_; }

protected:
    /// Only the first error is kept.
    void fail(std::string what) {
        if (error_.empty()) {
            error_ = std::move(what);
        }
    }
    std::string content_error_;    // NOLINT(*-non-private-member-variables-in-classes): for the one kind of walk
    std::string error_;            // NOLINT(*-non-private-member-variables-in-classes)
};

/// Whether this program was built with libarchive.
[[nodiscard]] bool can_read_archives();

/// Begins at the first member. `file` must outlive the walk, and only one walk may read it at a time. With `is_checked`
/// the structure of a zip and of a 7z archive is taken for right. Requires can_read_archives().
[[nodiscard]] std::unique_ptr<ArchiveWalk> walk_archive(const ArchiveFile& file, bool is_checked);

// Defined only if the build has libarchive.
[[nodiscard]] std::unique_ptr<ArchiveWalk> make_libarchive_walk(const ArchiveFile& file, bool is_checked);

}    // namespace hmacsweep::input
