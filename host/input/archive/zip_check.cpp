#include "host/input/archive/zip_check.hpp"

#include "host/base/bytes.hpp"
#include "host/input/archive/archive_limits.hpp"
#include "host/input/part_read.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::input {
namespace {

// The records of a zip file: APPNOTE.TXT 4.3.
constexpr std::uint32_t local_magic = 0x04034b50;
constexpr std::uint32_t central_magic = 0x02014b50;
constexpr std::uint32_t end_magic = 0x06054b50;
constexpr std::uint32_t end64_magic = 0x06064b50;
constexpr std::uint32_t locator64_magic = 0x07064b50;
constexpr std::uint32_t descriptor_magic = 0x08074b50;
constexpr std::size_t local_bytes = 30;
constexpr std::size_t central_bytes = 46;
constexpr std::size_t end_bytes = 22;
constexpr std::size_t end64_bytes = 56;
constexpr std::size_t locator64_bytes = 20;
constexpr std::uint64_t most_comment = 0xffff;
constexpr std::uint32_t in_zip64 = 0xffffffff;
constexpr std::uint16_t is_descriptor_behind = 8;    // of the flags
constexpr std::uint16_t zip64_extra = 1;

/// A member, as the directory has it.
struct Listed {
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    std::uint32_t crc = 0;
    std::uint64_t packed = 0;
    std::uint64_t bytes = 0;
    std::uint64_t place = 0;
    std::string name;
};

/// Little-endian numbers of a record, and bytes; all that is behind its end is zero.
class Fields {
public:
    explicit Fields(Bytes bytes) : bytes_(bytes) {}

    [[nodiscard]] std::uint64_t number(std::size_t at, std::size_t size) const {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size && at + i < bytes_.size(); ++i) {
            value |= std::uint64_t{bytes_[at + i]} << (8 * i);
        }
        return value;
    }
    [[nodiscard]] std::uint16_t u16(std::size_t at) const { return static_cast<std::uint16_t>(number(at, 2)); }
    [[nodiscard]] std::uint32_t u32(std::size_t at) const { return static_cast<std::uint32_t>(number(at, 4)); }
    [[nodiscard]] std::uint64_t u64(std::size_t at) const { return number(at, 8); }

private:
    Bytes bytes_;
};

/// The numbers of eight bytes that a zip64 extra field has for those that are full; nullopt when they are not there, or
/// the extra fields are none.
template <std::size_t N>
std::optional<bool> widen(Bytes extra, std::array<std::uint64_t*, N> values) {
    bool is_found = false;
    std::size_t at = 0;
    while (at + 4 <= extra.size()) {
        const Fields fields(extra.subspan(at));
        const std::size_t size = fields.u16(2);
        if (at + 4 + size > extra.size()) {
            return std::nullopt;
        }
        std::size_t place = 4;
        for (std::uint64_t* const value : values) {
            if (fields.u16(0) == zip64_extra && *value == in_zip64) {
                if (place + 8 > 4 + size) {
                    return std::nullopt;
                }
                *value = fields.u64(place);
                place += 8;
            }
        }
        is_found = is_found || fields.u16(0) == zip64_extra;
        at += 4 + size;
    }
    const bool is_full = std::ranges::any_of(values, [](const std::uint64_t* value) { return *value == in_zip64; });
    return at == extra.size() && (is_found || !is_full) ? std::optional(is_found) : std::nullopt;
}

class Check {
public:
    Check(int fd, std::uint64_t bytes) : fd_(fd), bytes_(bytes) {}

    ZipCheck run() {
        if (find_end() && read_directory()) {
            std::ranges::sort(members_, {}, &Listed::place);
            check_members();
        }
        ZipCheck checked{{}, std::move(error_)};
        checked.names.reserve(members_.size());
        for (Listed& member : members_) {
            checked.names.push_back(std::move(member.name));
        }
        return checked;
    }

private:
    bool fail(std::string what) {
        error_ = std::move(what);
        return false;
    }

    /// The bytes at a place; fewer at the file's end.
    [[nodiscard]] std::vector<std::uint8_t> read(std::uint64_t place, std::uint64_t size) const {
        std::vector<std::uint8_t> bytes(static_cast<std::size_t>(std::min(size, bytes_ - std::min(place, bytes_))));
        bytes.resize(read_part(fd_, bytes.data(), bytes.size(), place).bytes);
        return bytes;
    }

    /// Finds the end record, with the one of zip64 where there is one: where the directory is, and how much.
    bool find_end() {
        const std::uint64_t begin = bytes_ - std::min<std::uint64_t>(bytes_, end_bytes + most_comment);
        const std::vector<std::uint8_t> tail = read(begin, bytes_ - begin);
        for (std::size_t at = tail.size() < end_bytes ? 0 : tail.size() - end_bytes + 1; at-- != 0;) {
            const Fields end(Bytes(tail).subspan(at));
            if (end.u32(0) == end_magic) {
                if (at + end_bytes + end.u16(20) != tail.size()) {
                    return fail("has bytes behind the end of its directory, or a comment that is cut short");
                }
                return read_end(end, begin + at);
            }
        }
        return fail("has no end of its directory: it is cut short, or something was appended to it");
    }

    bool read_end(const Fields& end, std::uint64_t place) {
        count_ = end.u16(10);
        directory_bytes_ = end.u32(12);
        directory_ = end.u32(16);
        std::uint64_t directory_end = place;
        if (end.u16(4) != end.u16(6) || end.u16(8) != end.u16(10)) {
            return fail("is one part of several");
        }
        const std::vector<std::uint8_t> before =
            read(place - std::min<std::uint64_t>(place, locator64_bytes), locator64_bytes);
        if (const Fields locator(before); place >= locator64_bytes && locator.u32(0) == locator64_magic) {
            directory_end = locator.u64(8);
            const std::vector<std::uint8_t> bytes = read(directory_end, end64_bytes);
            const Fields end64(bytes);
            if (bytes.size() < end64_bytes || end64.u32(0) != end64_magic ||
                end64.u64(4) + 12 != place - locator64_bytes - directory_end || end64.u64(24) != end64.u64(32)) {
                return fail("has a zip64 end of its directory that does not fit");
            }
            count_ = end64.u64(32);
            directory_bytes_ = end64.u64(40);
            directory_ = end64.u64(48);
        }
        if (directory_ > directory_end || directory_bytes_ != directory_end - directory_) {
            return fail("has bytes around its directory that are no part of it");
        }
        return true;
    }

    bool read_directory() {
        if (count_ > most_members || directory_bytes_ > most_directory_bytes) {
            return fail(too_many_members());
        }
        const std::vector<std::uint8_t> bytes = read(directory_, directory_bytes_);
        std::size_t at = 0;
        while (at + central_bytes <= bytes.size() && Fields(Bytes(bytes).subspan(at)).u32(0) == central_magic) {
            const Fields fields(Bytes(bytes).subspan(at));
            const std::size_t name_size = fields.u16(28);
            const std::size_t extra_size = fields.u16(30);
            const std::size_t size = central_bytes + name_size + extra_size + fields.u16(32);
            if (at + size > bytes.size()) {
                break;
            }
            Listed member{fields.u16(8),
                          fields.u16(10),
                          fields.u32(16),
                          fields.u32(20),
                          fields.u32(24),
                          fields.u32(42),
                          std::string(as_text(Bytes(bytes).subspan(at + central_bytes, name_size)))};
            const Bytes extra = Bytes(bytes).subspan(at + central_bytes + name_size, extra_size);
            if (!widen<3>(extra, {&member.bytes, &member.packed, &member.place})) {
                return fail(fmt::format("lists {} with extra fields that are none", member.name));
            }
            members_.push_back(std::move(member));
            at += size;
        }
        if (at != bytes.size() || bytes.size() != directory_bytes_) {
            return fail(fmt::format("has a directory with bytes that list no member, at byte {}", directory_ + at));
        }
        if (members_.size() != count_) {
            return fail(fmt::format("lists {} members, and its end says {}", members_.size(), count_));
        }
        return true;
    }

    /// The members must follow each other from the first byte to the directory.
    bool check_members() {
        std::uint64_t place = 0;
        for (const Listed& member : members_) {
            if (member.place > place) {
                return fail(fmt::format("has {} bytes at byte {} that its directory does not list",
                                        member.place - place, place));
            }
            if (member.place < place) {
                return fail(fmt::format("lists {} at byte {}, where another member is", member.name, member.place));
            }
            const std::optional<std::uint64_t> end = end_of(member);
            if (!end) {
                return false;
            }
            place = *end;
        }
        return place == directory_ ||
               fail(fmt::format("has {} bytes before its directory that the directory does not list",
                                directory_ - std::min(place, directory_)));
    }

    /// Where the member ends, whose local header must say what the directory says.
    std::optional<std::uint64_t> end_of(const Listed& member) {
        const std::vector<std::uint8_t> header = read(member.place, local_bytes);
        const Fields local(header);
        const std::uint64_t name_size = local.u16(26);
        const std::uint64_t extra_size = local.u16(28);
        const std::vector<std::uint8_t> rest = read(member.place + local_bytes, name_size + extra_size);
        const bool is_there = local.u32(0) == local_magic && rest.size() == name_size + extra_size;
        if (!is_there || as_text(Bytes(rest).first(name_size)) != member.name) {
            fail(fmt::format("lists {} at byte {}, where no member has that name", member.name, member.place));
            return std::nullopt;
        }
        std::uint64_t packed = local.u32(18);
        std::uint64_t bytes = local.u32(22);
        const std::optional<bool> is_wide = widen<2>(Bytes(rest).subspan(name_size), {&bytes, &packed});
        const bool has_descriptor = (local.u16(6) & is_descriptor_behind) != 0;
        const bool has_sizes = local.u32(14) == member.crc && packed == member.packed && bytes == member.bytes;
        const bool has_none = has_descriptor && local.u32(14) == 0 && packed == 0 && bytes == 0;
        if (!is_wide || local.u16(6) != member.flags || local.u16(8) != member.method || !(has_sizes || has_none)) {
            fail(fmt::format("has another header before {} than in its directory", member.name));
            return std::nullopt;
        }
        const std::uint64_t begin = member.place + local_bytes + rest.size();
        if (begin > directory_ || member.packed > directory_ - begin) {
            fail(fmt::format("lists {} with more bytes than there are before the directory", member.name));
            return std::nullopt;
        }
        return has_descriptor ? end_of_descriptor(member, begin + member.packed, *is_wide) : begin + member.packed;
    }

    /// The record behind the content of a member whose sizes were not known before.
    std::optional<std::uint64_t> end_of_descriptor(const Listed& member, std::uint64_t place, bool is_wide) {
        const std::vector<std::uint8_t> bytes = read(place, 24);
        for (const bool is_wide_here : {is_wide, !is_wide}) {
            const std::size_t size = is_wide_here ? 8 : 4;
            for (const std::size_t magic : {std::size_t{4}, std::size_t{0}}) {
                const Fields fields(Bytes(bytes).subspan(std::min(magic, bytes.size())));
                if ((magic == 0 || Fields(bytes).u32(0) == descriptor_magic) &&
                    bytes.size() >= magic + 4 + (2 * size) && fields.u32(0) == member.crc &&
                    fields.number(4, size) == member.packed && fields.number(4 + size, size) == member.bytes) {
                    return place + magic + 4 + (2 * size);
                }
            }
        }
        fail(fmt::format("has other sizes behind {} than in its directory", member.name));
        return std::nullopt;
    }

    int fd_;
    std::uint64_t bytes_;
    std::uint64_t count_ = 0;
    std::uint64_t directory_ = 0;    ///< its place
    std::uint64_t directory_bytes_ = 0;
    std::vector<Listed> members_;
    std::string error_;
};

}    // namespace

ZipCheck check_zip(int fd, std::uint64_t bytes) {
    return Check(fd, bytes).run();
}

}    // namespace hmacsweep::input
