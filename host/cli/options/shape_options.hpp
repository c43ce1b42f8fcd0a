// The options that say how records are laid out: from flags to a Shape.
#pragma once

#include "host/cli/options/batch_options.hpp"
#include "host/cli/options/validation.hpp"

namespace hmacsweep::cli {

void set_shape(format::Shape& shape, const BatchFlags& flags, rules::Operation operation, Validation& validation);

}    // namespace hmacsweep::cli
