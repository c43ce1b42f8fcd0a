// The inputs of a run: names on the command line to open files. All are opened before the first is processed, so that
// a misspelt name is known at once.
#pragma once

#include "host/base/fd.hpp"
#include "host/base/file_identity.hpp"
#include "host/format/shape.hpp"
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
    bool is_found = false;               ///< in a folder: nobody has named it
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

/// What was found in a folder and is not read.
struct PassedOver {
    std::string name;
    std::string reason;          ///< the end of a sentence that the name begins
    bool is_accepted = false;    ///< asked for, or without records for sure: it forbids no PASS
};

/// What of folders is read.
struct FolderRules {
    bool reads_all = false;    ///< every regular file, as when a format is given; else those that begin like records
    std::vector<std::string> include{};    ///< globs: only what fits one is read; empty for all
    std::vector<std::string> exclude{};    ///< globs: what fits one is not read, nor what is in such a folder
    bool follows_links = false;
    std::vector<FileIdentity> key_files{};    ///< never read
};

/// The inputs of a run: of every file found in a folder it is known what became of it.
struct Inputs {
    std::vector<Source> sources;
    std::vector<PassedOver> passed_over;
};

/// Opens files, standard input (`-`) and folders. A folder stands for the files in it and in all folders below it, in
/// byte order of their paths. What cannot be opened is a Source with an error.
[[nodiscard]] Inputs open_inputs(std::span<const std::string> names, const format::Shape& shape,
                                 const FolderRules& rules);

/// The sources of open_inputs(), where nothing but the format is given.
[[nodiscard]] std::vector<Source> open_sources(std::span<const std::string> names, format::InputFormat format);

/// One file, device or pipe.
[[nodiscard]] Source open_source(const std::string& name);
[[nodiscard]] Source failed_source(const std::string& name, std::string error);

}    // namespace hmacsweep::input
