// Formats that may hold records and that hmacsweep does not read: archives, databases, columnar files, other
// compressions, UTF-16 without a byte-order mark. The first bytes show the format. The user is told a command that
// makes text of it.
#pragma once

#include "host/base/bytes.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hmacsweep::input {

/// How many first bytes of a source are enough to know any container.
inline constexpr std::size_t container_head_bytes = 512;

/// The archives that can be read with libarchive.
enum class ArchiveKind : std::uint8_t { None, Tar, Zip, SevenZip };

struct Container {
    std::string_view name;       ///< with its article, as `a zip archive`
    std::string_view command;    ///< that makes text of it, or says how; FILE is for the source's name
    ArchiveKind archive = ArchiveKind::None;
};

/// The container that begins with `bytes`; null: none. The result is static.
[[nodiscard]] const Container* find_container(Bytes bytes);

/// Whether find_container() may still find a container when it gets more bytes. False once a line of text is there.
[[nodiscard]] bool may_become_container(Bytes bytes);

/// The container's command, with the source's name in place of FILE.
[[nodiscard]] std::string command_for(const Container& container, std::string_view name);

}    // namespace hmacsweep::input
