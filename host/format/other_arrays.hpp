// What --records leaves out of a document: its other arrays of objects, of which nothing is looked at.
#pragma once

#include "host/format/shape.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::format {

/// An array that is not the one of the records.
struct OtherArray {
    std::string pointer;    ///< where it is in its document
    std::uint64_t num_elements = 0;
};

/// The arrays of the first document of `records`, beside the one at Shape::records, of which the first element is an
/// object; the first few, and none within an array. `records`: whole documents. None where it is not valid JSON.
[[nodiscard]] std::vector<OtherArray> other_arrays(Bytes records, const Shape& shape);

/// `/pages (2 elements), /x (1 element)`
[[nodiscard]] std::string names_of(const std::vector<OtherArray>& arrays);

}    // namespace hmacsweep::format
