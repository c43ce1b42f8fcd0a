// All fields that a record has, not only those that a run uses: for advice about what a user may have meant.
#pragma once

#include "host/reader/reader.hpp"

#include <string>
#include <vector>

namespace hmacsweep::reader {

/// One field of a record.
struct NamedText {
    std::string name;    ///< as in --columns: the name of a column, a member or a part, or a column's number
    std::string text;
};

/// The fields of a record, or of more than max_named_fields the first ones and the last ones: cells, members of its
/// object (a value that is no string as JSON text), or named parts of its line. Fields that are NULL are left out. A
/// record that cannot be read has none. The shape must be a source's. slab_padding bytes behind the record must be
/// readable.
[[nodiscard]] std::vector<NamedText> fields_of(Reader& reader, const format::Shape& shape, Bytes record);
inline constexpr std::size_t max_named_fields = 64;

/// The name of a field as --columns takes it.
[[nodiscard]] std::string name_in_columns(const format::Shape& shape, format::Field field);

}    // namespace hmacsweep::reader
