// The text of a field.
#pragma once

#include <optional>
#include <string_view>

namespace hmacsweep::reader {

/// The text of a field; nullopt: the record does not have the field, or has null there.
using FieldText = std::optional<std::string_view>;

}    // namespace hmacsweep::reader
