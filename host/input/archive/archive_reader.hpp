// Reads the members of one archive for the sources of a run. Each member is a source, and all share one ArchiveReader.
#pragma once

#include "host/base/stop_flag.hpp"
#include "host/input/archive/archive_walk.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace hmacsweep::input {

/// Not for use by several threads at once.
class ArchiveReader {
public:
    /// Takes over the file and its descriptor.
    explicit ArchiveReader(ArchiveFile file) : file_(std::move(file)) {}

    /// Begins a new walk at the first member, with which the caller looks at all members. The walk checks the archive's
    /// structure. It is valid until the next call of any function.
    [[nodiscard]] ArchiveWalk& start_look();
    /// Reads the next bytes, at most `room`, of member `index` into `to`. Members are counted from 0, folders included.
    /// `name` must be the member's name; an archive with another name there has changed, which is an error. Members
    /// before this one are passed over. For a member before the one that was read last, reading begins at the archive's
    /// first byte again. Returns how many bytes; 0 at the member's end, on a stop, or on an error. `error` is then
    /// empty, or the error's text, which follows the member's name in a sentence.
    std::size_t read(std::uint64_t index, const std::string& name, std::uint8_t* to, std::size_t room,
                     std::string& error, const StopFlag& stop);
    /// Frees the memory of the current walk. The next read() begins at the archive's first byte again.
    void close() { walk_.reset(); }

private:
    ArchiveFile file_;
    std::unique_ptr<ArchiveWalk> walk_;
    std::uint64_t num_begun_ = 0;    ///< members that walk_ has come to
    std::string name_;               ///< of the last of them
};

}    // namespace hmacsweep::input
