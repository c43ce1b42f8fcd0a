// The binary form of PostgreSQL's COPY: a signature, flags, an extension that no version has used yet, and rows. Only
// lengths show where a row ends.
#pragma once

#include "host/format/format.hpp"

#include <string_view>

namespace hmacsweep::format {

/// The eleven bytes at the beginning of every such table. No text begins so.
inline constexpr std::string_view copy_signature("PGCOPY\n\xff\r\n\0", 11);

/// Whether the source begins with copy_signature. Reads only as many bytes as needed.
[[nodiscard]] bool is_binary_copy(const HeadRequest& request);
/// Reads the header of a source that begins with copy_signature, and completes the shape.
void read_binary_head(const HeadRequest& request, SourceHead& head);

namespace formats {

/// The format of a shape with `is_binary`. No option names this format: it is found in the source.
extern const Format copy_binary;

}    // namespace formats
}    // namespace hmacsweep::format
