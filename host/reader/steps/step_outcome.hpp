// What a step makes of a text.
#pragma once

#include "host/reader/field_text.hpp"

#include <string>

namespace hmacsweep::reader {

struct StepOutcome {
    FieldText text;        ///< nullopt with an empty reason: the step found nothing, which is NULL
    std::string reason;    ///< why the text cannot be used, as a text that follows the field's name in a sentence
};

}    // namespace hmacsweep::reader
