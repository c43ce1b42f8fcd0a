// Where a name lets something be written, however it is spelled: for telling that two outputs, or an output and an
// input, are one file, be it there yet or not.
#pragma once

#include "host/base/file_identity.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep {

/// The descriptor that `path` is only another name for (`-`, `/dev/stdout`, `/dev/fd/N`); nothing for the name of a
/// file.
[[nodiscard]] std::optional<int> descriptor_of(std::string_view path);

/// The path that a chain of links leads to, whether or not a file is there.
[[nodiscard]] std::string resolve_links(std::string path);

/// The folder of a path; `.` where it names none.
[[nodiscard]] std::string folder_of(const std::string& path);

struct OutputPlace {
    FileIdentity file;       ///< of the file; of its folder where there is none yet
    std::string new_name;    ///< of the file that is not there yet
    int descriptor = -1;     ///< of a terminal or another device, which two descriptors may share
    bool is_regular = true;

    friend bool operator==(const OutputPlace&, const OutputPlace&) = default;
};

/// The place that a name means; nothing for /dev/null, which any number may share, and where no file can be.
[[nodiscard]] std::optional<OutputPlace> find_output_place(const std::string& path);

}    // namespace hmacsweep
