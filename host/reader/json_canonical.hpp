// JSON objects as the bytes that an application made a MAC over: in a canonical form, or as they stand, less the member
// that holds the MAC.
#pragma once

#include "host/format/recipe.hpp"

#include <string>
#include <string_view>

#include <simdjson.h>

namespace hmacsweep::reader {

/// Appends an object without its member `left_out`, in the form Sorted, SortedUtf8 or Jcs. The reason in words when the
/// object has no such form; empty when it has.
[[nodiscard]] std::string_view append_canonical(std::string& out, simdjson::dom::object object, format::ObjectForm form,
                                                std::string_view left_out);

/// Appends the first character of a text, which must be UTF-8 and no ASCII, as JSON's `\uXXXX`, one or two of them; how
/// many bytes it has.
std::size_t append_unicode_escapes(std::string& out, std::string_view text);

/// Appends a number as JavaScript writes it (ECMA-262, Number::toString), which RFC 8785 asks for.
void append_javascript_number(std::string& out, double number);
/// Appends a number as Python's repr() writes a float.
void append_python_number(std::string& out, double number);

}    // namespace hmacsweep::reader
