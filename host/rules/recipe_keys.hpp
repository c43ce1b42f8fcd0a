// Gives a recipe the keys that it names by {key(NAME)}.
#pragma once

#include "host/format/recipe.hpp"
#include "host/keys/key_store.hpp"

#include <optional>

namespace hmacsweep::rules {

/// Copies the material of each key that the recipe names into the recipe. Returns an error, as a whole sentence, if a
/// name is no key's, or a key has no material. To be called before records are read.
[[nodiscard]] std::optional<Error> set_recipe_keys(format::Recipe& recipe, const keys::KeyStore& keys);

}    // namespace hmacsweep::rules
