// The binary form of PostgreSQL's COPY: a signature, flags, an extension that nobody has used yet, and rows that are
// told apart by their lengths alone.
#pragma once

#include "host/format/format.hpp"

#include <string_view>

namespace hmacsweep::format {

/// The eleven bytes that every such table begins with; text has no such line end.
inline constexpr std::string_view copy_signature("PGCOPY\n\xff\r\n\0", 11);

/// Whether the source begins with that signature. Reads no further than it takes to know.
[[nodiscard]] bool is_binary_copy(const HeadRequest& request);
/// Reads the header of a source that begins with the signature.
void read_binary_head(const HeadRequest& request, SourceHead& head);

namespace formats {

/// The format of a shape that is binary. No option names it: a source shows it.
extern const Format copy_binary;

}    // namespace formats
}    // namespace hmacsweep::format
