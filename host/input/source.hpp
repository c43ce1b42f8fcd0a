// The inputs of a run: names on the command line to open files. All are opened before the first is processed, so that
// a misspelt name is known at once.
#pragma once

#include "host/base/fd.hpp"
#include "host/base/file_identity.hpp"
#include "host/format/input_format.hpp"
#include "host/input/compression/compression.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <time.h>

namespace hmacsweep::input {

/// One input: an open file, pipe or device, or the error that stood in its way.
struct Source {
    std::string name;
    Fd fd;
    std::optional<FileIdentity> identity;
    bool is_regular = false;
    std::uint64_t expected_bytes = 0;    ///< of a regular file, from where it is read, when it was opened
    timespec modified{};                 ///< when that was last changed by then
    // Filled in while it is read:
    std::uint64_t bytes = 0;                        ///< read so far, compressed as they may be
    Compression compression = Compression::None;    ///< what its first bytes showed
    std::uint64_t content_bytes = 0;                ///< given out so far, decompressed
    bool is_whole = false;                          ///< read to its end, and it has not changed meanwhile
    std::string sha256;                             ///< of all bytes, when asked for and read whole
    std::string tree_sha256;                        ///< likewise, the tree digest
    std::vector<std::uint8_t> last_leaves;          ///< of that: the digests of those leaves that no slab has
    std::string error;                              ///< why it could not be read whole; empty when it could
};

/// Opens files, standard input (`-`) and folders. A folder stands for its regular files with a suffix that `format` is
/// known by, compressed or not, in all folders below it, in byte order of their paths; links are not followed. What
/// cannot be opened is a Source with an error.
[[nodiscard]] std::vector<Source> open_sources(std::span<const std::string> names, format::InputFormat format);

/// Leaves out sources that are one of these files and were found in a folder: their names are not among `names`.
void leave_out(std::vector<Source>& sources, std::span<const std::string> names, std::span<const FileIdentity> files);

}    // namespace hmacsweep::input
