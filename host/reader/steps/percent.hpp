// Percent-encoding (RFC 3986, 2.1) and the form encoding of HTML.
#pragma once

#include <string>
#include <string_view>

namespace hmacsweep::reader {

/// Decodes a text and appends the result, which is never longer than the text, to `out`. With `is_form`, `+` is a
/// space. Returns why the text cannot be decoded, as a text that follows a field's name in a sentence; empty: it can.
[[nodiscard]] std::string append_percent_decoded(std::string& out, std::string_view text, bool is_form);

/// Appends a text to `out`, in which every byte that is not unreserved (RFC 3986, 2.3) becomes `%XX`, with upper-case
/// digits.
void append_percent_encoded(std::string& out, std::string_view text);

}    // namespace hmacsweep::reader
