#include "host/input/containers.hpp"

#include <algorithm>
#include <array>

namespace hmacsweep::input {
namespace {

struct Magic {
    std::string_view bytes;
    bool is_text;    ///< a line of text may begin so, too: bytes that no text has must follow
    Container container;
};

template <std::size_t Size>
constexpr std::string_view raw(const char (&bytes)[Size]) {
    return {bytes, Size - 1};
}

constexpr std::array magics{
    Magic{raw("LZIP\x01"), false, {"an lzip file", "lzip -dc FILE | hmacsweep ... -"}},
    Magic{raw("\x1f\x9d"), false, {"a file of compress", "gzip -dc FILE | hmacsweep ... -"}},
    Magic{raw("PK\x03\x04"), false, {"a zip archive", "unzip FILE", ArchiveKind::Zip}},
    Magic{raw("PK\x05\x06"), false, {"a zip archive", "unzip FILE", ArchiveKind::Zip}},
    Magic{raw("PK\x07\x08"), false, {"a zip archive", "unzip FILE"}},
    Magic{raw("7z\xbc\xaf\x27\x1c"), false, {"a 7z archive", "7z x FILE", ArchiveKind::SevenZip}},
    Magic{raw("SQLite format 3\0"),
          false,
          {"an SQLite database", "sqlite3 -header -csv FILE 'SELECT ...' | hmacsweep ... -"}},
    Magic{raw("PAR1"), true, {"a Parquet file", "duckdb -csv -c \"FROM 'FILE'\" | hmacsweep ... -"}},
    Magic{raw("PARE"), true, {"an encrypted Parquet file", "duckdb -csv -c \"FROM 'FILE'\" | hmacsweep ... -"}},
    Magic{raw("ARROW1\0\0"),
          false,
          {"an Arrow file", "duckdb -csv -c \"INSTALL arrow; LOAD arrow; FROM 'FILE'\" | hmacsweep ... -"}},
    Magic{raw("FEA1"), true, {"a Feather file", "python3 with pyarrow.feather writes it as CSV"}},
    Magic{raw("\xff\xff\xff\xff"), false, {"an Arrow stream", "python3 with pyarrow.ipc writes it as CSV"}},
    Magic{raw("Obj\x01"), false, {"an Avro file", "avro-tools tojson FILE | hmacsweep ... -"}},
    Magic{raw("ORC"), true, {"an ORC file", "orc-tools data FILE | hmacsweep ... -"}},
    Magic{
        raw("--\n-- PostgreSQL database dump\n"),
        false,
        {"a dump by pg_dump",
         "sed '1,/^COPY public\\.TABLE /d; /^\\\\\\.$/,$d' FILE > TABLE.copy, with the table's own name as TABLE; then "
         "hmacsweep diagnose TABLE.copy --keys KEYS"}},
    Magic{
        raw("PGDMP"),
        true,
        {"a dump by pg_dump",
         "pg_restore -t TABLE -f - FILE | sed '1,/^COPY /d; /^\\\\\\.$/,$d' > TABLE.copy, with the table's own name as "
         "TABLE; then hmacsweep diagnose TABLE.copy --keys KEYS"}},
    Magic{raw("-- MySQL dump "),
          false,
          {"a dump by mysqldump", "mysql --batch -e 'SELECT ...' | hmacsweep ... --input-format mysql-batch -"}},
    Magic{raw("/*M!999999\\- enable the sandbox mode */"),
          false,
          {"a dump by mariadb-dump", "mysql --batch -e 'SELECT ...' | hmacsweep ... --input-format mysql-batch -"}},
    Magic{raw("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), false, {"an old Office file", "libreoffice --convert-to csv FILE"}},
};

constexpr Container tar{"a tar archive", "tar -xf FILE", ArchiveKind::Tar};
constexpr Container office{"an Office file", "libreoffice --convert-to csv FILE"};
constexpr Container utf16_le{"UTF-16 text without a byte-order mark", "hmacsweep ... --input-charset UTF-16LE FILE"};
constexpr Container utf16_be{"UTF-16 text without a byte-order mark", "hmacsweep ... --input-charset UTF-16BE FILE"};

/// Whether a control character is there that no line of text has.
bool has_binary(std::string_view head) {
    return std::ranges::any_of(
        head, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r'; });
}

/// The number in octal digits of a tar header's field; that of other digits is no checksum.
std::uint32_t octal(std::string_view field) {
    std::uint32_t number = 0;
    for (const char c : field) {
        if (c >= '0' && c <= '7') {
            number = (number * 8) + static_cast<std::uint32_t>(c - '0');
        } else if (c != ' ' && c != '\0') {
            return 0;
        }
    }
    return number;
}

/// A tar header of any age: the sum of its bytes, those of the sum itself taken as blanks (POSIX.1-1988 10.1.1).
bool is_tar(std::string_view head) {
    constexpr std::size_t sum_place = 148;
    constexpr std::size_t sum_bytes = 8;
    if (head.size() < container_head_bytes || head[0] == '\0') {
        return false;
    }
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < container_head_bytes; ++i) {
        const bool is_of_sum = i >= sum_place && i < sum_place + sum_bytes;
        sum += is_of_sum ? std::uint32_t{' '} : std::uint32_t{static_cast<unsigned char>(head[i])};
    }
    return sum == octal(head.substr(sum_place, sum_bytes));
}

/// Text of plain characters, of which each second byte is NUL; null for anything else.
const Container* find_utf16(std::string_view head) {
    constexpr std::size_t enough = 8;
    if (head.size() < enough) {
        return nullptr;
    }
    for (const auto& [first, container] : {std::pair(std::size_t{1}, &utf16_le), {std::size_t{0}, &utf16_be}}) {
        bool fits = true;
        for (std::size_t i = 0; i < enough; ++i) {
            fits = fits && (head[i] == '\0') == (i % 2 == first);
        }
        if (fits) {
            return container;
        }
    }
    return nullptr;
}

}    // namespace

const Container* find_container(Bytes bytes) {
    const std::string_view head = as_text(bytes.first(std::min(bytes.size(), container_head_bytes)));
    for (const Magic& magic : magics) {
        if (!head.starts_with(magic.bytes) || (magic.is_text && !has_binary(head))) {
            continue;
        }
        const bool is_office = head.starts_with("PK") && head.find("[Content_Types].xml") != std::string_view::npos;
        return is_office ? &office : &magic.container;
    }
    return is_tar(head) ? &tar : find_utf16(head);
}

bool may_become_container(Bytes bytes) {
    const std::string_view head = as_text(bytes);
    if (head.size() >= container_head_bytes) {
        return false;
    }
    const bool has_magic = std::ranges::any_of(magics, [&](const Magic& magic) {
        return magic.is_text ? head.starts_with(magic.bytes)
                             : head.size() < magic.bytes.size() && magic.bytes.starts_with(head);
    });
    return has_magic || head.find('\n') == std::string_view::npos;
}

std::string command_for(const Container& container, std::string_view name) {
    std::string command(container.command);
    const std::size_t place = command.find("FILE");
    return place == std::string::npos ? command : command.replace(place, 4, name);
}

}    // namespace hmacsweep::input
