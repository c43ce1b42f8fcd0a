// The beginning of a source, read on until its shape is clear: the format, where that is to be guessed, and what the
// format has to settle, as a table's columns.
#pragma once

#include "host/format/head.hpp"

namespace hmacsweep::input {

[[nodiscard]] format::SourceHead read_head(format::HeadRequest request);

}    // namespace hmacsweep::input
