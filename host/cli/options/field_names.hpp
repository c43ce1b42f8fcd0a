// The names that fields have in the input: what --columns maps, names that are JSON pointers, JSON within encoded
// fields, and parts of the MAC's field.
#pragma once

#include "host/cli/options/given.hpp"
#include "host/cli/options/validation.hpp"
#include "host/format/shape.hpp"

#include <string_view>
#include <vector>

namespace hmacsweep::cli {

/// The place of a field that an option names as --columns does; nullopt if the name is refused.
[[nodiscard]] std::optional<format::FieldPlace> read_field_name(format::Shape& shape, std::string_view text,
                                                                std::string_view option, Validation& validation);

/// The pointer that a name is; empty for any other name.
[[nodiscard]] JsonPointer pointer_of(const std::string& name, std::string_view option, Validation& validation);

/// Sets the name of a field as --columns gives it: `NAME`, `NAME:STEP:STEP` or `NAME:ENCODING/POINTER`.
void set_field_name(format::Shape& shape, format::Field field, std::string_view text, const Given& given,
                    Validation& validation);

/// Sets what is done with a field's text before all else.
void set_steps(format::Shape& shape, format::Field field, std::vector<format::Step> steps, const Given& given,
               Validation& validation);

/// Adds an entry of --refuse. To be called after set_field_name().
void add_refused(format::Shape& shape, std::string_view entry, Validation& validation);

/// Finds the names that are parts of the MAC's field, and parses the names that are JSON pointers. To be called when
/// all names are known, also those of the recipe.
void settle_names(format::Shape& shape, const Given& given, Validation& validation);

}    // namespace hmacsweep::cli
