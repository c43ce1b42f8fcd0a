#include "host/input/source_bytes.hpp"

#include "host/input/archive/archive_reader.hpp"

#include <array>
#include <cerrno>
#include <string>

#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hmacsweep::input {

SourceBytes::SourceBytes(Source& source, InputDigest digest, const StopFlag& stop) : source_(source), stop_(stop) {
    if (digest == InputDigest::Sha256) {
        digest_.emplace();
    } else if (digest == InputDigest::Tree) {
        tree_.emplace();
    }
    is_at_start_ = source.is_regular && source.fd && ::lseek(source.fd.get(), 0, SEEK_CUR) == 0;
}

std::string cannot_read(const Source& source, std::uint64_t place, int error) {
    return fmt::format("cannot read {} past byte {}: {}", source.name, place, errno_text(error));
}

void SourceBytes::pass_over(std::uint64_t bytes) {
    source_.bytes += bytes;
    is_position_behind_ = true;
}

void SourceBytes::end_at(const ReadFailure& failure) {
    source_.bytes = failure.place;
    source_.error = failure.error;
    is_at_end_ = failure.is_end;    // that the file has changed is for finish() to tell
}

std::size_t SourceBytes::read(std::uint8_t* to, std::size_t room) {
    if (source_.is_member()) {
        return read_member(to, room);
    }
    while (!stop_.is_requested()) {
        if (!source_.is_regular) {
            std::array<pollfd, 2> waits{{{source_.fd.get(), POLLIN, 0}, {stop_.wake_fd(), POLLIN, 0}}};
            if (::poll(waits.data(), waits.size(), -1) < 0 || waits[0].revents == 0) {
                continue;    // interrupted, or asked to stop
            }
        }
        if (is_position_behind_ && ::lseek(source_.fd.get(), static_cast<off_t>(source_.bytes), SEEK_SET) < 0) {
            source_.error = cannot_read(source_, source_.bytes, errno);
            return 0;
        }
        is_position_behind_ = false;
        const ssize_t got = ::read(source_.fd.get(), to, room);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            source_.error = cannot_read(source_, source_.bytes, errno);
            return 0;
        }
        const auto size = static_cast<std::size_t>(got);
        is_at_end_ = size == 0;
        return count(Bytes(to, size));
    }
    return 0;
}

/// Content of an archive's member.
std::size_t SourceBytes::read_member(std::uint8_t* to, std::size_t room) {
    std::string error;
    const std::size_t got = source_.archive->read(source_.member, source_.member_name, to, room, error, stop_);
    if (!error.empty()) {
        source_.error = fmt::format("{} {}", source_.name, error);
    }
    is_at_end_ = got == 0 && error.empty() && !stop_.is_requested();
    return count(Bytes(to, got));
}

/// Counts and digests bytes that were read; how many they are.
std::size_t SourceBytes::count(Bytes bytes) {
    source_.bytes += bytes.size();
    if (digest_) {
        digest_->update(bytes);
    }
    if (tree_) {
        tree_->update(bytes);
    }
    return bytes.size();
}

bool SourceBytes::would_block() const {
    pollfd wait{source_.fd.get(), POLLIN, 0};
    return ::poll(&wait, 1, 0) == 0;
}

/// How a file differs from what was opened, in words; empty when it does not. (Those of /proc say that they have no
/// bytes.)
std::string SourceBytes::change() const {
    if (!source_.is_regular || source_.expected_bytes == 0 || source_.is_member()) {
        return {};    // the archive of a member is checked when it has its own turn
    }
    if (source_.bytes != source_.expected_bytes) {
        return fmt::format("{} changed while it was read: it had {} bytes when it was opened, and {} were read",
                           source_.name, source_.expected_bytes, source_.bytes);
    }
    struct stat now{};
    if (::fstat(source_.fd.get(), &now) != 0) {
        return fmt::format("cannot tell whether {} changed while it was read: {}", source_.name, errno_text(errno));
    }
    if (now.st_mtim.tv_sec != source_.modified.tv_sec || now.st_mtim.tv_nsec != source_.modified.tv_nsec) {
        return fmt::format("{} changed while it was read: it was written to after it was opened", source_.name);
    }
    return {};
}

/// Whether another file has the name of the one that was opened. (Of one that has no name any more there is no other.)
bool SourceBytes::is_replaced() const {
    const std::optional<FileIdentity> named =
        source_.is_regular && source_.name != "-" ? identity_of(source_.name) : std::nullopt;
    return named && source_.identity && *named != *source_.identity;
}

void SourceBytes::finish() {
    const std::string change = is_at_end_ ? this->change() : "";
    source_.fd.reset();
    if (!is_at_end_) {
        return;
    }
    const bool has_changed = !change.empty();
    if (has_changed && source_.error.empty()) {
        source_.error = change;
    }
    if (is_replaced() && source_.error.empty()) {
        source_.error = fmt::format(
            "{} was replaced while it was read: another file has that name now, and its records were not judged",
            source_.name);
    }
    source_.is_whole = !has_changed;
    if (digest_ && !has_changed) {
        source_.sha256 = digest_->finish();
    }
    if (tree_ && !has_changed) {
        source_.tree_sha256 = tree_->finish();
    }
}

}    // namespace hmacsweep::input
