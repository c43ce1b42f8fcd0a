// A first look at a file of a folder: whether it is to be read. Its first bytes decide, not its name; a suffix only
// breaks ties.
#pragma once

#include "host/format/shape.hpp"
#include "host/input/source.hpp"

#include <optional>

namespace hmacsweep::input {

/// Why the file is not to be read, as the end of a sentence that its name begins; nothing when it is. Reads its first
/// bytes by their place, decompressed where they are compressed, and no more of it. With `reads_all` only markers and
/// what hmacsweep itself has written are not read.
struct NotRead {
    std::string reason;
    bool is_accepted = false;    ///< a marker, which forbids no PASS
    bool is_summary = false;     ///< of hmacsweep: it tells of other files
};
[[nodiscard]] std::optional<NotRead> look_at(const Source& source, const format::Shape& shape, bool reads_all);

}    // namespace hmacsweep::input
