// Where results go. A regular file appears under its name whole or not at all: it is written beside itself, synced and
// renamed. Devices, pipes and standard output are written directly.
#pragma once

#include "host/base/digest.hpp"
#include "host/base/fd.hpp"
#include "host/base/file_identity.hpp"
#include "host/base/stop_flag.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hmacsweep {

/// What can go wrong with a write, for the exit status.
enum class WriteOutcome : std::uint8_t { Ok, Failed, ClosedPipe, Stopped };

/// Removes the temporary files of all OutputFiles of the process, for when it ends without unwinding. Takes no memory.
/// Whether a file has appeared under its final name by then.
bool abandon_outputs() noexcept;

class OutputFile {
public:
    /// Opens `path` for writing; `-` is standard output, and `/dev/fd/N` and its like are that descriptor. A link is
    /// followed; a file that exists keeps its mode. An error when it cannot be written, or is one of `forbidden`. A new
    /// file gets `new_mode`, else what the umask leaves.
    static Result<OutputFile> open(const std::string& path, std::span<const FileIdentity> forbidden,
                                   std::optional<mode_t> new_mode = std::nullopt);

    /// A file of this name (no link is followed) that must not be there yet, neither now nor at the commit, and is
    /// never overwritten. Its owner alone may read and write it, from its first byte on. `advice` ends the error of a
    /// name that is taken.
    static Result<OutputFile> create(const std::string& path, std::string advice = {});

    OutputFile(OutputFile&& other) noexcept;
    OutputFile& operator=(OutputFile&&) = delete;
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    /// Removes what was written, unless it was committed.
    ~OutputFile();

    /// Has finish() compute the digest of everything written from now on.
    void start_digest() { digest_.emplace(); }

    /// Writes all of `text`, or reports why not. `stop`, which may be null, ends a write that blocks.
    WriteOutcome write(std::string_view text, const StopFlag* stop = nullptr);

    /// Makes the file appear under its name, and closes it. WriteOutcome::Failed leaves what stood there before, or
    /// nothing where all that failed is that the folder could not be synced.
    WriteOutcome commit();

    [[nodiscard]] const std::string& name() const { return name_; }
    /// What went wrong, for a person; empty when nothing did.
    [[nodiscard]] const std::string& error() const { return error_; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    /// SHA-256 of everything written, in hex; empty without start_digest(). Call it once.
    [[nodiscard]] std::string take_digest();

private:
    OutputFile(std::string name, Fd fd);
    WriteOutcome fail(int error);
    void begin_writeback();
    bool open_temporary();

    std::string name_;              ///< as the user gave it
    std::string final_path_;        ///< links resolved; empty for what is written directly
    std::string folder_;            ///< that it is in; known early, so that commit() takes no memory
    std::string temporary_path_;    ///< beside it; empty for what is written directly, and once committed
    std::string advice_;            ///< of create(), for a name that is taken
    bool is_new_ = false;           ///< by create(): nothing is replaced
    Fd fd_;
    std::string error_;
    std::uint64_t bytes_ = 0;
    std::uint64_t handed_over_ = 0;    ///< of them, those that the system was asked to store
    std::optional<Sha256Stream> digest_;
};

}    // namespace hmacsweep
