// The first look at a source: whether it is refused for what it begins with.
#pragma once

#include "host/input/content_reader.hpp"

#include <string>

namespace hmacsweep::input {

/// Why the source that begins in carry() is not read; empty when it is. Of a file that may be shared no bytes are
/// taken.
[[nodiscard]] std::string find_refusal(ContentReader& content, std::size_t slab_bytes);

}    // namespace hmacsweep::input
