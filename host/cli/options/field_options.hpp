// The options that say where within a field something stands: --mac and its kin, names that are pointers, JSON within
// encoded fields, and the input's own names of algorithms.
#pragma once

#include "host/cli/options/batch_options.hpp"
#include "host/cli/options/validation.hpp"

#include <string_view>

namespace hmacsweep::cli {

/// The name of a field as --columns gives it, which may be `NAME:ENCODING/POINTER`.
void set_field_name(format::Shape& shape, format::Field field, std::string_view name, Validation& validation);

/// Reads the names that are JSON pointers: of the fields, and of the recipe's names when that is set.
void set_pointers(format::Shape& shape, Validation& validation);

/// --mac, --mac-separator, --mac-prefix, --mac-prefix-bytes.
void set_mac_template(format::Shape& shape, const BatchFlags& flags, Validation& validation);

/// Finds which fields and which of the recipe's names are parts of the MAC's field.
void set_mac_parts(format::Shape& shape, Validation& validation);

/// --algorithm-names.
void set_algorithm_names(format::Shape& shape, const BatchFlags& flags, Validation& validation);

/// --refuse, once the fields have their names.
void set_refused(format::Shape& shape, const BatchFlags& flags, Validation& validation);

}    // namespace hmacsweep::cli
