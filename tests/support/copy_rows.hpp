// Tables in COPY's binary form, written from PostgreSQL's documentation (COPY, "Binary Format").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::tests {

/// A field's bytes; none for NULL.
using CopyField = std::optional<std::string>;

/// The lowest `num_bytes` bytes of a number, the highest first.
inline std::string big_endian(std::int64_t value, int num_bytes) {
    std::string bytes;
    for (int i = num_bytes - 1; i >= 0; --i) {
        bytes += static_cast<char>((value >> (8 * i)) & 0xff);
    }
    return bytes;
}

inline std::string copy_row(const std::vector<CopyField>& fields) {
    std::string row = big_endian(static_cast<std::int64_t>(fields.size()), 2);
    for (const CopyField& field : fields) {
        row += field ? big_endian(static_cast<std::int64_t>(field->size()), 4) + *field : big_endian(-1, 4);
    }
    return row;
}

inline std::string copy_head(std::int64_t flags = 0, const std::string& extension = {}) {
    return std::string("PGCOPY\n\377\r\n\0", 11) + big_endian(flags, 4) +
           big_endian(static_cast<std::int64_t>(extension.size()), 4) + extension;
}

inline const std::string copy_end = "\377\377";

}    // namespace hmacsweep::tests
