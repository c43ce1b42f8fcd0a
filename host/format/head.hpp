// The beginning of a source: what must be read of it before its records can be.
#pragma once

#include "host/format/shape.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hmacsweep::format {

/// What reading a head needs of the source.
struct HeadRequest {
    const Shape& shape;         ///< the run's
    const std::string& name;    ///< the source's
    std::uint64_t max_record_bytes;
    std::vector<std::uint8_t>& bytes;           ///< what was read so far; a header is left there
    const std::function<bool()>& read_ahead;    ///< appends to `bytes`; false when there is nothing more
    bool is_guessed = false;    ///< whether neither an option nor the source's name says what its format is
};

struct SourceHead {
    Shape shape;
    std::size_t header_bytes = 0;      ///< at the beginning of the bytes, line end included
    std::uint32_t header_lines = 0;    ///< of the header, and of blank lines before it
    std::string error;    ///< why the source cannot be understood: continues a sentence that its name begins
};

}    // namespace hmacsweep::format
