// The first look at a source: whether it is refused for what it begins with.
#pragma once

#include "host/input/content_reader.hpp"

#include <string>

namespace hmacsweep::input {

/// Looks at the first bytes of the current source, about 1 MiB at most. Returns why the source must not be read, as a
/// text that follows the source's name in a sentence; empty: it may be read. Of a file that several threads may read in
/// parallel, the bytes are read with pread(), and none is taken; of any other source, the bytes are then in carry().
/// `slab_bytes` bounds the first read.
[[nodiscard]] std::string find_refusal(ContentReader& content, std::size_t slab_bytes);

}    // namespace hmacsweep::input
