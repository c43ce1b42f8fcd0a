// The beginning of a source, which must be read before its records.
#pragma once

#include "host/format/shape.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hmacsweep::format {

/// What reading a head needs of the source.
struct HeadRequest {
    const Shape& shape;                         ///< of the run
    const std::string& name;                    ///< of the source
    std::uint64_t max_record_bytes;             ///< of the run
    std::vector<std::uint8_t>& bytes;           ///< read so far, from the beginning; a header stays in it
    const std::function<bool()>& read_ahead;    ///< appends to `bytes`; false at the source's end
    bool is_guessed = false;                    ///< whether neither an option nor the source's name gives the format
};

/// What the head of a source has shown.
struct SourceHead {
    Shape shape;                       ///< of the source
    std::size_t header_bytes = 0;      ///< at the beginning of HeadRequest::bytes, with the line end
    std::uint32_t header_lines = 0;    ///< of the header and of blank lines before it
    std::string error;    ///< why the source cannot be read: follows its name in a sentence; empty: no error
};

}    // namespace hmacsweep::format
