#include "host/input/archive/archive_reader.hpp"

namespace hmacsweep::input {

ArchiveWalk& ArchiveReader::start_look() {
    walk_.reset();              // before the next one begins to read the same file
    num_begun_ = UINT64_MAX;    // its members are behind
    walk_ = walk_archive(file_, false);
    return *walk_;
}

std::size_t ArchiveReader::read(std::uint64_t index, const std::string& name, std::uint8_t* to, std::size_t room,
                                std::string& error, const StopFlag& stop) {
    if (walk_ == nullptr || num_begun_ > index + 1) {
        walk_.reset();
        walk_ = walk_archive(file_, true);
        num_begun_ = 0;
    }
    while (num_begun_ <= index && !stop.is_requested()) {
        std::optional<ArchiveEntry> entry = walk_->next();
        if (!entry) {
            error = "cannot be reached: the archive " + walk_->error();
            return 0;
        }
        name_ = std::move(entry->name);
        ++num_begun_;
    }
    if (stop.is_requested()) {
        return 0;
    }
    if (name_ != name) {
        error = "is not where it was: the archive changed while it was read";
        return 0;
    }
    const std::size_t got = walk_->read(to, room, &stop);
    if (got == 0 && !stop.is_requested()) {
        error = walk_->content_error();
    }
    return got;
}

}    // namespace hmacsweep::input
