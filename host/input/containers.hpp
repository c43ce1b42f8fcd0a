// Formats that hold records and are not read as they stand: archives, databases, columnar files, other compressions,
// UTF-16. They are known by their first bytes, and what helps is told.
#pragma once

#include "host/base/bytes.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::input {

/// The first bytes of a source that are enough to know each of them.
inline constexpr std::size_t container_head_bytes = 512;

struct Container {
    std::string_view name;       ///< with its article
    std::string_view command;    ///< that makes text of it; FILE is the source's name
};

/// What the bytes begin; null for what is none of them.
[[nodiscard]] const Container* find_container(Bytes bytes);

/// Whether bytes behind these few could still show that they begin one. False once there is a line of text.
[[nodiscard]] bool may_become_container(Bytes bytes);

/// The command, for a source of that name.
[[nodiscard]] std::string command_for(const Container& container, std::string_view name);

}    // namespace hmacsweep::input
