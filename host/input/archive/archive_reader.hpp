// Gives the content of an archive's members to the sources that they are.
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
    explicit ArchiveReader(ArchiveFile file) : file_(std::move(file)) {}

    /// Walks through all members, for the caller to look at. Ends the reading of members.
    [[nodiscard]] ArchiveWalk& start_look();
    /// Reads on in member `index`, counted from 0, folders included, which must have this name. Members before it are
    /// passed over; to go back, all is read anew. Returns how many bytes; 0 at the member's end, on a stop, or on an
    /// error, which is then in `error`, after the member's name in a sentence.
    std::size_t read(std::uint64_t index, const std::string& name, std::uint8_t* to, std::size_t room,
                     std::string& error, const StopFlag& stop);
    /// Frees what reading needs. It begins anew with the next call.
    void close() { walk_.reset(); }

private:
    ArchiveFile file_;
    std::unique_ptr<ArchiveWalk> walk_;
    std::uint64_t num_begun_ = 0;    ///< members that walk_ has come to
    std::string name_;               ///< of the last of them
};

}    // namespace hmacsweep::input
