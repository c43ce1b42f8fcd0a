// The place that an output's name means, which is the same for all names of one file, existing or not. So two outputs,
// or an output and an input, that are one file can be refused.
#pragma once

#include "host/base/file_identity.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep {

/// The descriptor that `path` means: `-`, `/dev/stdout`, `/dev/stderr`, `/dev/fd/N` or `/proc/self/fd/N`; nullopt for
/// any other path.
[[nodiscard]] std::optional<int> descriptor_of(std::string_view path);

/// The path behind a chain of links. No file need exist there. Follows at most 40 links.
[[nodiscard]] std::string resolve_links(std::string path);

/// The folder part of a path; `.` if it has none.
[[nodiscard]] std::string folder_of(const std::string& path);

struct OutputPlace {
    FileIdentity file;         ///< of the file, or of its folder if the file does not exist
    std::string new_name;      ///< the name of a file that does not exist; empty: it exists
    int descriptor = -1;       ///< of a terminal or another character device, which two outputs may share; else -1
    bool is_regular = true;    ///< whether it is a regular file, or would be one

    friend bool operator==(const OutputPlace&, const OutputPlace&) = default;
};

/// The place that `path` means. nullopt for /dev/null, which outputs may share, and where no file can be.
[[nodiscard]] std::optional<OutputPlace> find_output_place(const std::string& path);

}    // namespace hmacsweep
