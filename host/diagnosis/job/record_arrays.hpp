// Where JSON documents may have their records: arrays below the top of which an element has a MAC in it.
#pragma once

#include "host/diagnosis/job/mac_places.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::diagnosis {

/// The pointers of such arrays, each once, in the order in which `text` has them. `text`: documents one behind another,
/// or an array of them; it may be cut at any place. A list of headers is none.
[[nodiscard]] std::vector<std::string> record_arrays(std::string_view text, MacLengths lengths);

}    // namespace hmacsweep::diagnosis
