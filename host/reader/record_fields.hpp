// All fields that a record has, whatever a run wants of it: for finding out what a user may have meant.
#pragma once

#include "host/reader/reader.hpp"

#include <string>
#include <vector>

namespace hmacsweep::reader {

struct NamedText {
    std::string name;    ///< as --columns takes it: a column's, a member's or a part's name, or a column's number
    std::string text;
};

/// The fields of a record: cells, members of its object (what is no string as it stands), named parts of its line; the
/// first max_named_fields. Those that are NULL are left out; a record that cannot be read has none. The shape
/// is a source's; slab_padding bytes behind the record are readable.
[[nodiscard]] std::vector<NamedText> fields_of(Reader& reader, const format::Shape& shape, Bytes record);
inline constexpr std::size_t max_named_fields = 64;

/// What --columns calls a field of the record in that shape.
[[nodiscard]] std::string name_in_columns(const format::Shape& shape, format::Field field);

}    // namespace hmacsweep::reader
