// Walks through an archive: gives its members one after another, and the content of each. Nothing is written to disk,
// and memory is bounded for any content.
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
    std::string not_read;       ///< why the member cannot be an input: follows its name in a sentence; empty: it can
    bool is_folder = false;     ///< whether the member is a folder, which has no content
    std::uint64_t bytes = 0;    ///< the size of the content, according to the archive
};

/// A walk through one archive. For one thread at a time.
class ArchiveWalk {
public:
    ArchiveWalk() = default;
    ArchiveWalk(const ArchiveWalk&) = delete;
    ArchiveWalk& operator=(const ArchiveWalk&) = delete;
    ArchiveWalk(ArchiveWalk&&) = delete;
    ArchiveWalk& operator=(ArchiveWalk&&) = delete;
    virtual ~ArchiveWalk() = default;

    /// Goes to the next member, which becomes the current one; nullopt behind the last member, or on an error, which is
    /// then in error().
    virtual std::optional<ArchiveEntry> next() = 0;
    /// Reads at most `room` bytes of the current member's content into `to`. Returns how many; 0 at the content's end,
    /// on an error, which is then in content_error(), or once `stop` is requested. `stop` may be null.
    virtual std::size_t read(std::uint8_t* to, std::size_t room, const StopFlag* stop) = 0;
    /// What is wrong with the current member's content: a text that follows the member's name in a sentence; empty:
    /// nothing so far.
    [[nodiscard]] const std::string& content_error() const { return content_error_; }
    /// What is wrong with the archive: a text that follows the archive's name in a sentence; empty: nothing so far. It
    /// is known for sure only once next() has given nullopt.
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

/// Makes a walk that begins before the first member. `file` must outlive the walk, and only one walk may read it at a
/// time. `is_checked` says that an earlier walk has checked the structure of the file; then the structure of a zip or
/// 7z archive is not checked again. Requires can_read_archives().
[[nodiscard]] std::unique_ptr<ArchiveWalk> walk_archive(const ArchiveFile& file, bool is_checked);

/// The walk of walk_archive(). Only a build with libarchive has this function.
[[nodiscard]] std::unique_ptr<ArchiveWalk> make_libarchive_walk(const ArchiveFile& file, bool is_checked);

}    // namespace hmacsweep::input
