// JSON objects as the bytes that an application made a MAC over: in a canonical form, or as they stand, less the member
// that holds the MAC.
#pragma once

#include "host/recipe.hpp"

#include <string>
#include <string_view>

#include <simdjson.h>

namespace hmacsweep::io {

/// Appends an object without its member `left_out`, in the form Sorted or Jcs. The reason in words when the object has
/// no such form; empty when it has.
[[nodiscard]] std::string_view append_canonical(std::string& out, simdjson::dom::object object, ObjectForm form,
                                                std::string_view left_out);

/// Appends a number as JavaScript writes it (ECMA-262, Number::toString), which RFC 8785 asks for.
void append_javascript_number(std::string& out, double number);
/// Appends a number as Python's repr() writes a float.
void append_python_number(std::string& out, double number);

}    // namespace hmacsweep::io
