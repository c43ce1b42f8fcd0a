#include "host/input/folder_file.hpp"

#include "host/base/encoding.hpp"
#include "host/format/formats/copy_binary.hpp"
#include "host/format/table_header.hpp"
#include "host/input/charset.hpp"
#include "host/input/compression/decompressor.hpp"
#include "host/input/containers.hpp"
#include "host/input/own_files.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

namespace hmacsweep::input {
namespace {

constexpr std::string_view blanks = " \t\r\n";

/// The first bytes of a file, wherever its own position is.
std::vector<std::uint8_t> read_raw_head(const Source& source, std::size_t most) {
    std::vector<std::uint8_t> head(most);
    std::size_t size = 0;
    while (size < head.size()) {
        const ssize_t got = ::pread(source.fd.get(), head.data() + size, head.size() - size, static_cast<off_t>(size));
        if (got <= 0) {
            break;    // what goes wrong here goes wrong again when the file is read, and is told then
        }
        size += static_cast<std::size_t>(got);
    }
    head.resize(size);
    return head;
}

/// What compressed bytes begin with; nothing where no library knows, or the bytes are damaged.
std::optional<std::vector<std::uint8_t>> decompressed_head(Bytes in, Compression compression) {
    const auto libraries = decompressors();
    const auto library = std::ranges::find(libraries, compression, &DecompressorInfo::compression);
    if (library == libraries.end()) {
        return std::nullopt;
    }
    const std::unique_ptr<Decompressor> decompressor = library->make();
    std::vector<std::uint8_t> head(look_bytes);
    std::size_t size = 0;
    while (size < head.size() && !in.empty()) {
        const DecompressStep step = decompressor->step(in, std::span(head).subspan(size));
        if (!step.fault.empty() || step.consumed + step.produced == 0) {
            break;
        }
        in = in.subspan(step.consumed);
        size += step.produced;
    }
    if (size == 0 && in.empty()) {
        return std::nullopt;    // nothing came of it: let the reader tell
    }
    head.resize(size);
    return head;
}

/// Hadoop's `.NAME.crc`: a word, the bytes of a chunk, and a checksum of four bytes for each chunk.
bool is_checksum_file(std::string_view raw, std::uint64_t file_bytes) {
    return raw.starts_with(std::string_view("crc\0", 4)) && file_bytes >= 8 && file_bytes % 4 == 0;
}

/// Whether a file that other software leaves in folders of records is what its name says.
bool is_marker(std::string_view name, std::string_view raw, std::uint64_t file_bytes) {
    return (name == "_SUCCESS" && file_bytes == 0) || (name.ends_with(".crc") && is_checksum_file(raw, file_bytes)) ||
           (name == ".DS_Store" && raw.starts_with(std::string_view("\0\0\0\1Bud1", 8)));
}

/// A text that is cut anywhere may end in a part of a character.
bool is_text(std::string_view head) {
    for (std::size_t cut = 0; cut < 4 && cut <= head.size(); ++cut) {
        const std::string_view text = head.substr(0, head.size() - cut);
        if (is_utf8(text)) {
            return text.find('\0') == std::string_view::npos;
        }
    }
    return false;
}

/// Whether bytes may be the beginning of records, in a format that is not given.
bool may_be_records(std::string_view text, std::string_view name, const format::Shape& shape) {
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos || text[begin] == '{' || text[begin] == '[' ||
        text.starts_with(format::copy_signature) || find_container(as_bytes(text)) != nullptr) {
        return true;    // or what the reader refuses, which is an error
    }
    if (!shape.has_header || shape.delimiter != 0) {
        return is_text(text);    // any line of text is a row of such a table
    }
    text.remove_prefix(begin);
    std::string_view line = text.substr(0, text.find('\n'));
    line.remove_suffix(line.ends_with('\r') ? 1 : 0);
    return format::sniff_format(shape, as_bytes(line)) != format::InputFormat::JsonLines ||
           format::guess_format(without_compression_suffix(name)).has_value();
}

std::optional<NotRead> look_at_head(const FileHead& file, const format::Shape& shape, bool reads_all, bool is_member) {
    const std::string_view name = file.name.substr(file.name.rfind('/') + 1);
    if (is_marker(name, as_text(file.bytes), file.file_bytes)) {
        return NotRead{"is a marker, no file of records", true};
    }
    std::optional<std::vector<std::uint8_t>> decompressed;
    if (const Compression compression = compression_of(file.bytes); compression != Compression::None) {
        decompressed = decompressed_head(file.bytes, compression);
        if (!decompressed) {
            return std::nullopt;
        }
    }
    const Bytes content = decompressed ? Bytes(*decompressed) : file.bytes;
    const std::string charset(file.charset.empty() ? marked_charset(content) : file.charset);
    const std::string converted = charset.empty() ? std::string() : converted_head(content, charset);
    std::string_view text = charset.empty() ? as_text(content) : converted;
    text.remove_prefix(text.starts_with("\xef\xbb\xbf") ? 3 : 0);
    if (const std::string_view kind = own_kind(text); !kind.empty()) {
        return NotRead{std::string(kind), false, kind == summary_kind};
    }
    if (const Container* const container = is_member ? find_container(as_bytes(text)) : nullptr) {
        return NotRead{fmt::format("is {} in an archive, which is not read", container->name)};
    }
    if (reads_all || may_be_records(text, file.name, shape)) {
        return std::nullopt;
    }
    if (name.starts_with("README") && is_text(text)) {
        return NotRead{"is a marker, no file of records", true};
    }
    return NotRead{
        "begins neither with JSON nor with a header that has the columns wanted (--input-format reads it, --exclude "
        "leaves it out)"};
}

}    // namespace

std::optional<NotRead> look_at(const Source& source, const std::string& charset, const format::Shape& shape,
                               bool reads_all) {
    const std::vector<std::uint8_t> raw = read_raw_head(source, look_bytes);
    return look_at_head({source.name, raw, source.expected_bytes, charset}, shape, reads_all, false);
}

std::optional<NotRead> look_at_member(const FileHead& file, const format::Shape& shape, bool reads_all) {
    return look_at_head(file, shape, reads_all, true);
}

ContentHead read_content_head(const Source& source, std::size_t size) {
    ContentHead head;
    head.bytes = read_raw_head(source, size);
    head.compression = compression_of(head.bytes);
    if (head.compression != Compression::None) {
        // The beginning of a member may be longer compressed than not: the name of a file is in it.
        const std::vector<std::uint8_t> raw = read_raw_head(source, look_bytes);
        if (std::optional<std::vector<std::uint8_t>> decompressed = decompressed_head(raw, head.compression)) {
            head.bytes = std::move(*decompressed);
        }
    }
    return head;
}

}    // namespace hmacsweep::input
