// Recognizes JSON values that mean bytes or headers although they are lists.
#pragma once

#include <string_view>

#include <simdjson.h>

namespace hmacsweep::reader {

/// `bytes` for an array of numbers from 0 to 255, and for `{"type":"Buffer","data":[...]}`, as Node.js writes bytes.
/// `headers` for an array of `{"name":TEXT,"value":TEXT}` or `[TEXT,TEXT]`, as HAR files and raw headers have them.
/// Empty for any other value and for an empty list.
[[nodiscard]] std::string_view list_kind(const simdjson::dom::element& value);

}    // namespace hmacsweep::reader
