#include "host/io/source_bytes.hpp"

#include <array>
#include <cerrno>
#include <string>

#include <poll.h>
#include <unistd.h>

namespace hmacsweep::io {

SourceBytes::SourceBytes(Source& source, InputDigest digest, const StopFlag& stop) : source_(source), stop_(stop) {
    if (digest == InputDigest::Sha256) {
        digest_.emplace();
    } else if (digest == InputDigest::Tree) {
        tree_.emplace();
    }
}

std::size_t SourceBytes::read(std::uint8_t* to, std::size_t room) {
    while (!stop_.is_requested()) {
        if (!source_.is_regular) {
            std::array<pollfd, 2> waits{{{source_.fd.get(), POLLIN, 0}, {stop_.wake_fd(), POLLIN, 0}}};
            if (::poll(waits.data(), waits.size(), -1) < 0 || waits[0].revents == 0) {
                continue;    // interrupted, or asked to stop
            }
        }
        const ssize_t got = ::read(source_.fd.get(), to, room);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            source_.error = "cannot read " + source_.name + " past byte " + std::to_string(source_.bytes) + ": " +
                            errno_text(errno);
            return 0;
        }
        const auto size = static_cast<std::size_t>(got);
        is_at_end_ = size == 0;
        source_.bytes += size;
        if (digest_) {
            digest_->update(Bytes(to, size));
        }
        if (tree_) {
            tree_->update(Bytes(to, size));
        }
        return size;
    }
    return 0;
}

bool SourceBytes::would_block() const {
    pollfd wait{source_.fd.get(), POLLIN, 0};
    return ::poll(&wait, 1, 0) == 0;
}

void SourceBytes::finish() {
    source_.fd.reset();
    if (!is_at_end_) {
        return;
    }
    const bool has_changed =
        source_.is_regular && source_.expected_bytes != 0 && source_.bytes != source_.expected_bytes;
    if (has_changed && source_.error.empty()) {
        source_.error = source_.name + " changed while it was read: it had " + std::to_string(source_.expected_bytes) +
                        " bytes when it was opened, and " + std::to_string(source_.bytes) + " were read";
    }
    source_.is_whole = !has_changed;
    if (digest_ && !has_changed) {
        source_.sha256 = digest_->finish();
    }
    if (tree_ && !has_changed) {
        source_.tree_sha256 = tree_->finish();
    }
}

}    // namespace hmacsweep::io
