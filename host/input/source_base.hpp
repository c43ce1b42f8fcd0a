// Where the files are that the records of a source name.
#pragma once

#include "host/format/shape.hpp"
#include "host/input/source.hpp"

#include <string>

namespace hmacsweep::input {

/// Sets Shape::input_name and, if the run gives no base, Shape::base: the folder in which the source's name is. Returns
/// why there is no such folder, which follows the source's name in a sentence; empty: there is one.
[[nodiscard]] std::string settle_base(const Source& source, format::Shape& shape);

}    // namespace hmacsweep::input
