// What stands before the rows of COPY's binary form: a signature, flags, and an extension that nobody has used yet.
#pragma once

#include "host/base/bytes.hpp"
#include "host/base/result.hpp"
#include "host/input/source_head.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hmacsweep::input {

/// The eleven bytes that every such table begins with; text has no such line end.
inline constexpr std::string_view copy_signature("PGCOPY\n\xff\r\n\0", 11);
/// A whole header: the signature, no flags, no extension.
inline constexpr std::string_view copy_header("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", 19);
/// What ends the rows.
inline constexpr std::string_view copy_trailer("\xff\xff", 2);

/// Whether the source begins with that signature. Reads no further than it takes to know.
[[nodiscard]] bool is_binary_copy(const HeadRequest& request);

struct CopyHeader {
    std::size_t bytes = 0;            ///< up to the first row
    std::uint32_t num_columns = 0;    ///< of the first row; 0 when there is none
};

/// The header of a source that begins with the signature. Errors continue a sentence that the source's name begins.
[[nodiscard]] Result<CopyHeader> read_copy_header(const HeadRequest& request);

}    // namespace hmacsweep::input
