// Files that hmacsweep itself has written, known by their content. A run must not read them as records.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep::input {

/// What own_kind() returns for a summary.
inline constexpr std::string_view summary_kind = "is a summary of hmacsweep";

/// What the file is if hmacsweep has written it, by its first bytes. The text follows the file's name in a sentence;
/// empty for any other file. Rejects are records, so their content does not show them.
[[nodiscard]] std::string_view own_kind(std::string_view text);

/// The size and the SHA-256, in hex, of a file of rejects.
struct KeptRejects {
    std::uint64_t bytes = 0;
    std::string sha256;

    friend bool operator==(const KeptRejects&, const KeptRejects&) = default;
};

/// The rejects that a summary names; nullopt if it names none, or without a digest, or cannot be read. `summary` is an
/// open descriptor, which stays the caller's.
[[nodiscard]] std::optional<KeptRejects> find_rejects(int summary);

/// The size and digest of a file, to compare with find_rejects(); nullopt if the file cannot be read. `file` is an open
/// descriptor, which stays the caller's.
[[nodiscard]] std::optional<KeptRejects> describe_file(int file);

}    // namespace hmacsweep::input
