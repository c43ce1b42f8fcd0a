// What a step makes of a text.
#pragma once

#include "host/reader/field_text.hpp"

#include <string>

namespace hmacsweep::reader {

/// What one step or several steps made of a text. With a reason, `text` must not be used.
struct StepOutcome {
    FieldText text;        ///< nullopt with an empty reason: the step found nothing, which is NULL
    std::string reason;    ///< why the steps failed: follows the field's name in a sentence; empty: they did not
};

}    // namespace hmacsweep::reader
