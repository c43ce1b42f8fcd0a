// The options that say how records are laid out: from flags to a Shape.
#pragma once

#include "host/cli/options/batch_options.hpp"
#include "host/cli/options/validation.hpp"

#include <string>

namespace hmacsweep::cli {

/// The names of the formats of which that is true, for help and errors: `csv, tsv, pgcopy`.
[[nodiscard]] std::string format_names(bool (*is_one)(const format::InputFormatRow& row));

void set_shape(format::Shape& shape, const BatchFlags& flags, rules::Operation operation, Validation& validation);

}    // namespace hmacsweep::cli
