// Reads the beginning of a source until its shape is complete: the format, if it must be guessed, and what the format
// finds there, as a table's columns.
#pragma once

#include "host/format/head.hpp"

namespace hmacsweep::input {

/// Sets HeadRequest::is_guessed itself. An error is in SourceHead::error.
[[nodiscard]] format::SourceHead read_head(format::HeadRequest request);

}    // namespace hmacsweep::input
