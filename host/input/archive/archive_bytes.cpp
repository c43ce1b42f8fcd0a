#include "host/input/archive/archive_bytes.hpp"

#include "host/input/part_read.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

namespace hmacsweep::input {
namespace {

constexpr std::size_t block_bytes = std::size_t{256} << 10;
/// In errors: the sentence that quotes them names the file.
constexpr std::string_view own_name = "the archive";

}    // namespace

ArchiveBytes::ArchiveBytes(const ArchiveFile& file) : file_(file), block_(block_bytes) {
    if (file.compression == Compression::None) {
        return;
    }
    inner_.name = own_name;
    inner_.is_regular = true;
    inner_.fd = Fd(::dup(file.fd.get()));
    if (!inner_.fd || ::lseek(inner_.fd.get(), 0, SEEK_SET) < 0) {
        inner_.error = fmt::format("cannot read {}: {}", own_name, errno_text(errno));
    }
    stream_.emplace(inner_, InputDigest::None, decompressors(), no_stop_);
}

Bytes ArchiveBytes::next() {
    block_place_ = place_;
    block_size_ = 0;
    if (outer_stop_ != nullptr && outer_stop_->is_requested()) {
        return {};
    }
    if (!stream_) {
        const PartRead read = read_part(file_.fd.get(), block_.data(), block_.size(), place_);
        block_size_ = read.bytes;
        if (read.error != 0) {
            error_ =
                fmt::format("cannot read {} past byte {}: {}", own_name, place_ + read.bytes, errno_text(read.error));
        }
    } else {
        for (std::size_t got = 1; got != 0 && block_size_ < block_.size(); block_size_ += got) {
            got = stream_->read(block_.data() + block_size_, block_.size() - block_size_);
        }
    }
    place_ += block_size_;
    look_for_zeros();
    return Bytes(block_).first(block_size_);
}

std::uint64_t ArchiveBytes::skip(std::uint64_t bytes) {
    if (stream_) {
        return 0;
    }
    std::uint64_t end = std::min(place_ + bytes, file_.bytes);
    if (place_ < zeros_to_ && end > zeros_from_) {
        end = std::max(place_, zeros_from_);
    }
    const std::uint64_t skipped = end > place_ ? end - place_ : 0;
    place_ += skipped;
    return skipped;
}

void ArchiveBytes::watch_zeros(std::uint64_t from, std::uint64_t to) {
    zeros_from_ = from;
    zeros_to_ = to;
    look_for_zeros();
}

/// Looks at the watched part of the current block.
void ArchiveBytes::look_for_zeros() {
    const std::uint64_t from = std::max(zeros_from_, block_place_);
    const std::uint64_t to = std::min(zeros_to_, block_place_ + block_size_);
    for (std::uint64_t place = from; place < to && !first_not_zero_; ++place) {
        if (block_[static_cast<std::size_t>(place - block_place_)] != 0) {
            first_not_zero_ = place;
        }
    }
}

}    // namespace hmacsweep::input
