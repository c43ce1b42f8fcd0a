// The inputs of a run: from names on the command line to open files. All are opened before the first is processed, so
// that a misspelt name is an error at once.
#pragma once

#include "host/base/fd.hpp"
#include "host/base/file_identity.hpp"
#include "host/format/shape.hpp"
#include "host/input/compression/compression.hpp"
#include "host/input/shard.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <time.h>

namespace hmacsweep::input {

class ArchiveReader;

/// One input: an open file, pipe or device, or the error that prevented it.
struct Source {
    std::string name;                        ///< as the user gave it, or the path of a file found in a folder
    Fd fd;                                   ///< none if it could not be opened, and once it has been read
    std::optional<FileIdentity> identity;    ///< none if it could not be opened
    bool is_regular = false;
    bool is_found = false;               ///< whether it was found in a folder; else the user named it
    std::uint64_t expected_bytes = 0;    ///< of a regular file: its size when opened, from its position on
    timespec modified{};                 ///< of the file: the time of its last change when it was opened
    // Of an archive and of its members, which come before it:
    std::shared_ptr<ArchiveReader> archive{};    ///< gives the members' content; null for any other source
    bool is_archive = false;                     ///< the archive itself; its content is empty, its bytes are digested
    std::uint64_t member = 0;                    ///< the member's number in the archive, from 0
    std::string member_name;                     ///< its name there
    std::string charset;          ///< of any source: what its content is converted from; empty: not converted
    std::string archive_error;    ///< what is wrong with the archive's structure, told when it is read
    // Filled in while the source is read:
    std::uint64_t bytes = 0;                        ///< bytes read so far, maybe compressed
    Compression compression = Compression::None;    ///< what the first bytes showed
    std::uint64_t content_bytes = 0;                ///< bytes of content read so far, decompressed
    bool is_whole = false;                          ///< read to its end, and not changed meanwhile
    std::string sha256;                             ///< of all bytes, in hex, if asked for and `is_whole`
    std::string tree_sha256;                  ///< the tree digest of all bytes, in hex, if asked for and `is_whole`
    std::vector<std::uint8_t> last_leaves;    ///< the digests of the leaves at the end that no slab has
    std::string error;                        ///< why it could not be read whole; empty: no error

    /// Whether the source is a member of an archive.
    [[nodiscard]] bool is_member() const { return archive != nullptr && !is_archive; }
    /// Whether its content is the bytes of its file.
    [[nodiscard]] bool is_plain() const {
        return compression == Compression::None && archive == nullptr && charset.empty();
    }
};

/// A file or folder that was found in a folder and is not read.
struct PassedOver {
    std::string name;
    std::string reason;          ///< follows the name in a sentence
    bool is_accepted = false;    ///< left out by an option, or surely without records: a run may still end with PASS
};

/// Which files of folders are read.
struct FolderRules {
    bool reads_all = false;    ///< every regular file, as with a given format; else those that begin like records
    std::vector<std::string> include{};       ///< globs: only files that match one are read; empty: all files
    std::vector<std::string> exclude{};       ///< globs: files and folders that match one are not read
    bool follows_links = false;               ///< whether links are followed; else a link is passed over
    std::vector<FileIdentity> key_files{};    ///< never read
    std::string charset{};                    ///< of --input-charset: of all sources; empty: a byte-order mark tells it
};

/// The inputs of a run. Every file found in a folder is in one of the lists.
struct Inputs {
    std::vector<Source> sources;
    std::vector<PassedOver> passed_over;
    std::optional<ShardFiles> shard;    ///< where only the files of a shard were wanted
};

/// Opens files, standard input (`-`) and folders. A folder means the files in it and in all folders below it, in byte
/// order of their paths. What cannot be opened becomes a Source with an error. Raises the process's limit of open
/// files. With `shard`, only the files of that shard stay, sorted by their names.
[[nodiscard]] Inputs open_inputs(std::span<const std::string> names, const format::Shape& shape,
                                 const FolderRules& rules, const std::optional<Shard>& shard = std::nullopt);

/// The sources of open_inputs() for a shape with only a format, and default rules.
[[nodiscard]] std::vector<Source> open_sources(std::span<const std::string> names, format::InputFormat format);

/// Opens one file, device, pipe or standard input (`-`). A failure is in Source::error.
[[nodiscard]] Source open_source(const std::string& name);
/// A source with an error and no descriptor.
[[nodiscard]] Source failed_source(const std::string& name, std::string error);

}    // namespace hmacsweep::input
