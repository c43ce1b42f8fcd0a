// What a JSON value adds to a message.
#pragma once

#include "host/reader/field_text.hpp"

#include <simdjson.h>

namespace hmacsweep::reader {

/// A string's content; any other value as `written()` gives it, its text in the document; nullopt for null.
template <class Written>
FieldText text_of_value(const simdjson::dom::element& value, Written&& written) {
    if (value.is_null()) {
        return std::nullopt;
    }
    return value.is_string() ? value.get_string().value_unsafe() : written();
}

}    // namespace hmacsweep::reader
