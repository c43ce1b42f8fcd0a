// Files that results are written to. A regular file appears under its name whole or not at all: it is written under a
// temporary name in the same folder, synced and renamed. Devices, pipes and standard output are written directly.
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

/// The result of a write, for the exit status.
enum class WriteOutcome : std::uint8_t { Ok, Failed, ClosedPipe, Stopped };

/// Removes the temporary files of all OutputFiles of the process (eight at most) before it ends without unwinding.
/// Allocates nothing and takes no lock. Returns whether a file has been committed before.
bool abandon_outputs() noexcept;

class OutputFile {
public:
    /// Opens `path` for writing. `-` is standard output; `/dev/fd/N`, `/dev/stdout` and `/dev/stderr` are that
    /// descriptor. Links are followed. An existing file is replaced at commit() and keeps its mode, without setuid and
    /// setgid. A new file gets `new_mode`, or 0666 less the umask. An error if the file cannot be written or is one of
    /// `forbidden`.
    static Result<OutputFile> open(const std::string& path, std::span<const FileIdentity> forbidden,
                                   std::optional<mode_t> new_mode = std::nullopt);

    /// Creates a new file. No link is followed. An error if the name exists, now or at commit(); nothing is
    /// overwritten. Only the owner may read and write the file, from its first byte on. `advice` is appended to the
    /// error about an existing name.
    static Result<OutputFile> create(const std::string& path, std::string advice = {});

    OutputFile(OutputFile&& other) noexcept;
    OutputFile& operator=(OutputFile&&) = delete;
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    /// Removes the temporary file unless it was committed.
    ~OutputFile();

    /// Starts the digest of everything that is written from now on, for take_digest().
    void start_digest() { digest_.emplace(); }

    /// Writes all of `text`. On Failed and ClosedPipe, error() says why. Stopped: `stop`, which may be
    /// null, was requested, also while the write waited.
    WriteOutcome write(std::string_view text, const StopFlag* stop = nullptr);

    /// Makes the file appear under its name and closes it. On Failed, error() says why, and the file that had the name
    /// before is still there. Only if the folder could not be synced, no file has the name then.
    WriteOutcome commit();

    /// The name as the user gave it, or `standard output`.
    [[nodiscard]] const std::string& name() const { return name_; }
    /// What went wrong, for a person; empty: nothing.
    [[nodiscard]] const std::string& error() const { return error_; }
    /// How many bytes were written.
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    /// SHA-256 of everything written since start_digest(), in hex; empty without start_digest(). May be called once,
    /// after the last write.
    [[nodiscard]] std::string take_digest();

private:
    OutputFile(std::string name, Fd fd);
    WriteOutcome fail(int error);
    void begin_writeback();
    bool open_temporary();

    std::string name_;              ///< as the user gave it, or `standard output`
    std::string final_path_;        ///< links resolved; empty: written directly
    std::string folder_;            ///< of final_path_; stored, so that commit() allocates nothing
    std::string temporary_path_;    ///< in folder_; empty: written directly, or committed
    std::string advice_;            ///< of create(), for the error about an existing name
    bool is_new_ = false;           ///< made by create(): replaces nothing
    Fd fd_;
    std::string error_;
    std::uint64_t bytes_ = 0;
    std::uint64_t handed_over_ = 0;    ///< how many of bytes_ the system was asked to store
    std::optional<Sha256Stream> digest_;
};

}    // namespace hmacsweep
