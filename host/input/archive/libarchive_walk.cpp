// Archives through libarchive, which reads tar, zip and 7z. What it does not check is checked here: what a tar has
// behind its end and its members, and what a zip's directory says.
#include "host/input/archive/archive_limits.hpp"
#include "host/input/archive/archive_walk.hpp"
#include "host/input/archive/seven_zip_check.hpp"
#include "host/input/archive/zip_check.hpp"

#include <algorithm>
#include <cerrno>
#include <clocale>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

namespace hmacsweep::input {
namespace {

constexpr std::uint64_t tar_block = 512;

/// libarchive converts names by the thread's locale. Of this one every name comes out as it is.
class Utf8Locale {
public:
    Utf8Locale() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
        if (locale_ != nullptr) {
            previous_ = ::uselocale(locale_);
        }
    }
    Utf8Locale(const Utf8Locale&) = delete;
    Utf8Locale& operator=(const Utf8Locale&) = delete;
    Utf8Locale(Utf8Locale&&) = delete;
    Utf8Locale& operator=(Utf8Locale&&) = delete;
    ~Utf8Locale() {
        if (locale_ != nullptr) {
            ::uselocale(previous_);
            ::freelocale(locale_);
        }
    }

private:
    locale_t locale_;
    locale_t previous_ = nullptr;
};

ArchiveBytes& bytes_of(void* data) {
    return *static_cast<ArchiveBytes*>(data);
}

la_ssize_t give_block(archive* handle, void* data, const void** block) {
    const Bytes bytes = bytes_of(data).next();
    *block = bytes.data();
    if (const std::string& error = bytes_of(data).error(); bytes.empty() && !error.empty()) {
        archive_set_error(handle, EIO, "%s", error.c_str());
        return ARCHIVE_FATAL;
    }
    return static_cast<la_ssize_t>(bytes.size());
}

la_int64_t skip_bytes(archive* /*handle*/, void* data, la_int64_t bytes) {
    return static_cast<la_int64_t>(bytes_of(data).skip(static_cast<std::uint64_t>(std::max<la_int64_t>(bytes, 0))));
}

la_int64_t seek_to(archive* /*handle*/, void* data, la_int64_t offset, int whence) {
    ArchiveBytes& bytes = bytes_of(data);
    la_int64_t from = 0;
    if (whence != SEEK_SET) {
        from = static_cast<la_int64_t>(whence == SEEK_CUR ? bytes.place() : bytes.size());
    }
    if (offset < -from) {
        return ARCHIVE_FATAL;
    }
    bytes.seek(static_cast<std::uint64_t>(from + offset));
    return from + offset;
}

/// Why a member is no input; empty: it may be one.
std::string not_read(archive_entry* entry) {
    if (archive_entry_hardlink(entry) != nullptr || archive_entry_filetype(entry) == AE_IFLNK) {
        return "is a link in an archive";
    }
    if (archive_entry_is_encrypted(entry) != 0) {
        return "is encrypted";
    }
    if (archive_entry_filetype(entry) == AE_IFDIR) {
        return archive_entry_size(entry) > 0 ? "is a folder that has content" : "";
    }
    if (archive_entry_filetype(entry) != AE_IFREG) {
        return "is a pipe, a socket or a device";
    }
    return archive_entry_sparse_count(entry) != 0 ? "is a sparse file" : "";
}

class LibarchiveWalk : public ArchiveWalk {
public:
    LibarchiveWalk(const ArchiveFile& file, bool is_checked)
        : kind_(file.kind), bytes_(file), handle_(archive_read_new()) {
        if (handle_ == nullptr) {
            throw std::bad_alloc();
        }
        if (kind_ == ArchiveKind::Zip && !is_checked) {
            zip_ = check_zip(file.fd.get(), file.bytes);
            fail(zip_->error);
        } else if (kind_ == ArchiveKind::SevenZip && !is_checked) {
            fail(check_seven_zip(file.fd.get(), file.bytes));
        }
        const Utf8Locale locale;
        if (kind_ == ArchiveKind::Tar) {
            archive_read_support_format_tar(handle_);
        } else if (kind_ == ArchiveKind::Zip) {
            archive_read_support_format_zip_seekable(handle_);
        } else {
            archive_read_support_format_7zip(handle_);
        }
        archive_read_set_callback_data(handle_, &bytes_);
        archive_read_set_read_callback(handle_, give_block);
        archive_read_set_skip_callback(handle_, skip_bytes);
        if (bytes_.can_seek()) {
            archive_read_set_seek_callback(handle_, seek_to);
        }
        if (archive_read_open1(handle_) != ARCHIVE_OK) {
            fail(words("cannot be opened"));
            is_ended_ = true;
        }
    }
    LibarchiveWalk(const LibarchiveWalk&) = delete;
    LibarchiveWalk& operator=(const LibarchiveWalk&) = delete;
    LibarchiveWalk(LibarchiveWalk&&) = delete;
    LibarchiveWalk& operator=(LibarchiveWalk&&) = delete;
    ~LibarchiveWalk() override { archive_read_free(handle_); }

    std::optional<ArchiveEntry> next() override {
        const Utf8Locale locale;
        content_error_.clear();
        if (is_ended_) {
            return std::nullopt;
        }
        // What is left of the member before is passed over first, so that its end is known.
        if (num_members_ != 0 && archive_read_data_skip(handle_) < ARCHIVE_WARN) {
            return end(words("cannot be read on"));
        }
        const auto content_end = static_cast<std::uint64_t>(archive_filter_bytes(handle_, 0));
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(handle_, &entry);
        if (const std::optional<std::uint64_t> place = bytes_.first_not_zero()) {
            fail(fmt::format("has data at byte {}, between its members", *place));
        }
        if (status == ARCHIVE_EOF) {
            check_end(content_end);
            return end({});
        }
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
            return end(words("cannot be read on"));
        }
        if (status == ARCHIVE_WARN) {
            fail(words("has a member that is not as it should be"));
        }
        return take(entry);
    }

    std::size_t read(std::uint8_t* to, std::size_t room, const StopFlag* stop) override {
        if (room == 0 || is_ended_ || !content_error_.empty()) {
            return 0;
        }
        const Utf8Locale locale;
        bytes_.stop_with(stop);
        const la_ssize_t got = archive_read_data(handle_, to, room);
        bytes_.stop_with(nullptr);
        if (got >= 0) {
            return static_cast<std::size_t>(got);
        }
        content_error_ = words("is damaged");
        if (got == ARCHIVE_FATAL) {
            end(words("cannot be read on"));
        }
        return 0;
    }

private:
    std::optional<ArchiveEntry> end(std::string what) {
        is_ended_ = true;
        fail(std::move(what));
        return std::nullopt;
    }

    /// Words with libarchive's own behind them.
    std::string words(std::string_view what) {
        const char* const reason = archive_error_string(handle_);
        return fmt::format("{} ({})", what, reason == nullptr ? "no archive" : reason);
    }

    std::optional<ArchiveEntry> take(archive_entry* entry) {
        ++num_members_;
        const char* name = archive_entry_pathname(entry);
        name = name == nullptr ? archive_entry_pathname_utf8(entry) : name;
        ArchiveEntry found{name == nullptr ? fmt::format("({})", num_members_) : name, not_read(entry),
                           archive_entry_filetype(entry) == AE_IFDIR,
                           static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(entry), 0))};
        if (num_members_ > most_members || found.name.size() > most_name_bytes) {
            return end(too_many_members());
        }
        if (zip_ && zip_->error.empty() &&
            (num_members_ > zip_->names.size() || zip_->names[num_members_ - 1] != found.name)) {
            fail(fmt::format("has a member {} that its directory does not list so", found.name));
        }
        if (kind_ == ArchiveKind::Tar && found.not_read.empty() && !found.is_folder) {
            const std::uint64_t content = static_cast<std::uint64_t>(archive_filter_bytes(handle_, 0)) + found.bytes;
            bytes_.watch_zeros(content, (content + tar_block - 1) / tar_block * tar_block);
        }
        return found;
    }

    /// Behind the last member.
    void check_end(std::uint64_t content_end) {
        if (zip_ && zip_->error.empty() && zip_->names.size() != num_members_) {
            fail(fmt::format("lists {} members, and {} can be read", zip_->names.size(), num_members_));
        }
        if (kind_ != ArchiveKind::Tar) {
            return;
        }
        const auto place = static_cast<std::uint64_t>(archive_filter_bytes(handle_, 0));
        if (place - content_end < 2 * tar_block) {
            fail(fmt::format("ends at byte {} without the two blocks of zeros that end a tar archive", place));
        }
        // libarchive reads no further. (POSIX.1-1988 10.1.1: what is behind the two blocks is undefined; tar writes
        // zeros.)
        bytes_.watch_zeros(place, UINT64_MAX);
        while (!bytes_.first_not_zero() && !bytes_.next().empty()) {
        }
        if (const std::optional<std::uint64_t> data = bytes_.first_not_zero()) {
            fail(fmt::format("has data at byte {}, behind its end", *data));
        }
        fail(bytes_.error());
    }

    ArchiveKind kind_;
    ArchiveBytes bytes_;
    archive* handle_;
    std::optional<ZipCheck> zip_;
    std::uint64_t num_members_ = 0;
    bool is_ended_ = false;
};

}    // namespace

std::unique_ptr<ArchiveWalk> make_libarchive_walk(const ArchiveFile& file, bool is_checked) {
    return std::make_unique<LibarchiveWalk>(file, is_checked);
}

}    // namespace hmacsweep::input
