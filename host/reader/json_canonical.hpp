// Writes JSON objects as the bytes that an application made a MAC over: in a canonical form, without the member that
// holds the MAC.
#pragma once

#include "host/format/recipe.hpp"

#include <span>
#include <string>
#include <string_view>

#include <simdjson.h>

namespace hmacsweep::reader {

/// Appends a JSON value in a canonical form: any but None and AsItStands. Returns why the value has no such form, as a
/// text that follows `it`; empty: it has one. After a reason, what was appended must not be used.
[[nodiscard]] std::string_view append_canonical(std::string& out, const simdjson::dom::element& value,
                                                format::ObjectForm form);

/// Appends an object without the members `left_out`. `json` is the object's own text, for AsItStands. Returns why the
/// record is malformed; empty: it is not.
[[nodiscard]] std::string append_without(std::string& out, std::string_view json, simdjson::dom::object object,
                                         format::ObjectForm form, std::span<const std::string> left_out);

/// Appends the first character of a text as one or two of JSON's `\uXXXX`. The text must be valid UTF-8, and the
/// character must not be ASCII. Returns how many bytes the character has in the text.
std::size_t append_unicode_escapes(std::string& out, std::string_view text);

/// Appends a finite number as JavaScript writes it (ECMA-262, Number::toString), as RFC 8785 requires.
void append_javascript_number(std::string& out, double number);
/// Appends a finite number as Python's repr() writes a float.
void append_python_number(std::string& out, double number);

}    // namespace hmacsweep::reader
