// What may be wrong with a name that an input does not have: a misspelt name, or a misspelt step behind it.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace hmacsweep::format {

/// The hint for a name that is none of the input's `names`, as the end of a sentence: `; did you mean "sig"?`, or for
/// `sig:hx`, `; hx is no step, did you mean hex?`. Empty: nothing is known.
[[nodiscard]] std::string name_hint(std::string_view name, std::span<const std::string> names);

}    // namespace hmacsweep::format
