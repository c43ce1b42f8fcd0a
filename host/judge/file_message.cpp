#include "host/judge/file_message.hpp"

#include "cuda/core/batch.hpp"
#include "host/base/encoding.hpp"
#include "host/judge/run_context.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace hmacsweep::judge {
namespace {

/// How much of a path an error shows.
constexpr std::size_t max_shown = 300;
constexpr std::size_t piece_bytes = std::size_t{256} << 10;

Verdict verdict_of(OpenFault fault) {
    switch (fault) {
        case OpenFault::Outside:
            return Verdict::FileOutside;
        case OpenFault::Link:
            return Verdict::FileIsLink;
        case OpenFault::NotRegular:
            return Verdict::FileNotRegular;
        case OpenFault::NotFound:
            return Verdict::FileNotFound;
        case OpenFault::Changed:
            return Verdict::FileChanged;
        case OpenFault::None:
        case OpenFault::Unreadable:
            break;
    }
    return Verdict::FileUnreadable;
}

/// Folds a number into a stamp (the finaliser of splitmix64).
std::uint64_t fold(std::uint64_t stamp, std::uint64_t number) {
    std::uint64_t x = (stamp ^ number) + 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

std::uint64_t stamp_of(std::uint64_t stamp, const struct stat& status) {
    for (const auto number :
         {static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino),
          static_cast<std::uint64_t>(status.st_size), static_cast<std::uint64_t>(status.st_mtim.tv_sec),
          static_cast<std::uint64_t>(status.st_mtim.tv_nsec), static_cast<std::uint64_t>(status.st_ctim.tv_sec),
          static_cast<std::uint64_t>(status.st_ctim.tv_nsec)}) {
        stamp = fold(stamp, number);
    }
    return stamp;
}

FileFault fault_at(Verdict verdict, const std::string& path, const std::string& words) {
    return {verdict, fmt::format("The file \"{}\" {}.", visible(std::string_view(path).substr(0, max_shown)), words)};
}

}    // namespace

std::string path_below(const std::string& base, const std::string& path) {
    const std::size_t end = base.find_last_not_of('/') + 1;
    const bool is_in = path.starts_with('/') && path.size() > end + 1 && path.compare(0, end, base, 0, end) == 0 &&
                       path[end] == '/' && base.starts_with('/');
    return is_in ? path.substr(path.find_first_not_of('/', end)) : path;
}

bool FileMessage::fail(Verdict verdict, const std::string& path, const std::string& words) {
    if (!fault_.is_set()) {
        fault_ = fault_at(verdict, path, words);
    }
    return false;
}

FileFault FileMessage::open_base(const std::string& base) {
    if (base.empty()) {
        return {Verdict::FileUnreadable, "The file was not read: --base must say in which folder the files are."};
    }
    if (!folder_ || base != base_) {
        folder_ = Fd(::open(base.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        base_ = base;
    }
    return folder_ ? FileFault()
                   : fault_at(Verdict::FileUnreadable, base,
                              "is the folder of the files and cannot be opened: " + errno_text(errno));
}

FileFault FileMessage::open(const std::string& base, reader::Record& record) {
    parts_.clear();
    fault_ = {};
    if (FileFault fault = open_base(base); fault.is_set()) {
        return fault;
    }
    around_.assign(record.message.begin(), record.message.end());
    size_ = around_.size();
    stamp_ = 0;
    for (const reader::MessageFile& file : record.files) {
        Part& part = parts_.emplace_back();
        part.at = file.at;
        part.path = file.path;
        part.file = open_beneath(folder_.get(), path_below(base, file.path));
        if (part.file.fault != OpenFault::None) {
            return fault_at(verdict_of(part.file.fault), file.path, part.file.words);
        }
        size_ += static_cast<std::uint64_t>(part.file.status.st_size);
        stamp_ = stamp_of(stamp_, part.file.status);
    }
    stamp_ = std::max<std::uint64_t>(stamp_, 1);
    if (size_ <= core::max_batch_message_bytes) {
        message_.clear();
        if (!read([this](Bytes bytes) { message_.insert(message_.end(), bytes.begin(), bytes.end()); })) {
            return fault_;
        }
        record.message = message_;
    } else {
        record.message = {};
        record.stream = this;
    }
    record.files = {};
    return {};
}

bool FileMessage::read(const std::function<void(Bytes)>& take) {
    if (fault_.is_set()) {
        return false;
    }
    std::size_t done = 0;
    for (const Part& part : parts_) {
        take(Bytes(around_).subspan(done, part.at - done));
        done = part.at;
        if (!read_file(part, take)) {
            return false;
        }
    }
    take(Bytes(around_).subspan(done));
    return true;
}

bool FileMessage::read_file(const Part& part, const std::function<void(Bytes)>& take) {
    const auto wanted = static_cast<std::uint64_t>(part.file.status.st_size);
    piece_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, wanted + 1)));
    std::uint64_t done = 0;
    while (true) {
        if (stop_ != nullptr && stop_->is_requested()) {
            throw Interrupted();
        }
        const ssize_t got = ::pread(part.file.fd.get(), piece_.data(), piece_.size(), static_cast<off_t>(done));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return fail(Verdict::FileUnreadable, part.path, "cannot be read: " + errno_text(errno));
        }
        if (got == 0) {
            break;
        }
        done += static_cast<std::uint64_t>(got);
        if (done > wanted) {
            break;    // it grew, perhaps faster than it is read
        }
        take(Bytes(piece_).first(static_cast<std::size_t>(got)));
    }
    struct stat status{};
    if (::fstat(part.file.fd.get(), &status) != 0) {
        return fail(Verdict::FileUnreadable, part.path, "cannot be read: " + errno_text(errno));
    }
    if (done != wanted || stamp_of(0, status) != stamp_of(0, part.file.status)) {
        return fail(Verdict::FileChanged, part.path, "was changed while it was read");
    }
    return true;
}

}    // namespace hmacsweep::judge
