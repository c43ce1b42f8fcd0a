// Finds a header by its name, in any of the ways in which programs keep lists of headers.
#pragma once

#include "host/reader/steps/step_outcome.hpp"

#include <string_view>

#include <simdjson.h>

namespace hmacsweep::reader {

/// Finds a value by its name in lines `Name: value`. Names may differ in the case of ASCII letters. NULL if no line has
/// the name; a reason if two lines have it. The value is a view of `lines`, without blanks around it.
[[nodiscard]] StepOutcome find_in_lines(std::string_view lines, std::string_view name);

/// Finds a value by its name in JSON: in an object, or in a list of `{"name":...,"value":...}` (also `key`), of
/// `["name","value"]`, of lines `Name: value`, or of names and values in turn. A value that is a list of one text is
/// that text. Names may differ in the case of ASCII letters. NULL if the name is not there or its value is null; a
/// reason if the name is there twice, or if `root` is neither an object nor a list. `json` is the text of `root`. The
/// value is a view of `json` or of the parser's memory.
[[nodiscard]] StepOutcome find_in_json(const simdjson::dom::element& root, std::string_view json,
                                       std::string_view name);

}    // namespace hmacsweep::reader
