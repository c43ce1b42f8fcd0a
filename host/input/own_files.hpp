// What hmacsweep itself has written, known by its content: no run is to take it for records.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep::input {

inline constexpr std::string_view summary_kind = "is a summary of hmacsweep";

/// What a file that begins so is, where hmacsweep has written it, as the end of a sentence that its name begins; empty
/// for anything else. Rejects are records, and not known by themselves.
[[nodiscard]] std::string_view own_kind(std::string_view text);

/// The rejects that a summary tells of.
struct KeptRejects {
    std::uint64_t bytes = 0;
    std::string sha256;

    friend bool operator==(const KeptRejects&, const KeptRejects&) = default;
};

/// Those of the summary in this file; nothing where it has none, or not their digest.
[[nodiscard]] std::optional<KeptRejects> find_rejects(int summary);

/// The same of a file that may be such rejects; nothing where it cannot be read.
[[nodiscard]] std::optional<KeptRejects> describe_file(int file);

}    // namespace hmacsweep::input
