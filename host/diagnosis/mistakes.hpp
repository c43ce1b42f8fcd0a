// The usual mistakes, as data: what to change in how a record was read, so that its MAC may fit, and the option that
// makes the change. One list for the search, for what people are told, and for the documentation.
#pragma once

#include "host/base/bytes.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace hmacsweep::diagnosis {

/// What a mistake is about. Of each part one mistake is tried at a time.
enum class Part : std::uint8_t { MessageField, MessageEncoding, MessageChange, MacField, MacEncoding, Key, Formula };

/// Makes of `from` what it would be without the mistake; false when the mistake cannot be made there. `from` is the
/// text of a message or MAC (encodings), a message's bytes (changes), or key material.
using Change = bool (*)(Bytes from, std::vector<std::uint8_t>& to);

struct Mistake {
    std::string_view name;    ///< stable, for the summary and the documentation
    Part part;
    std::string_view words;    ///< how it really is; `{}` is the parameter: a field, a key, an algorithm
    std::string_view
        advice;    ///< the option for next time, or for a message's change what the recipe adds; `{}` as above
    Change change = nullptr;             ///< none: the search knows how
    std::string_view in_general = {};    ///< the words without a parameter, where they have one
};

/// All of them, in the order in which people make them: among equals the first is told.
[[nodiscard]] std::span<const Mistake> mistakes();

/// The number of the mistake of that name, which must be one.
[[nodiscard]] std::uint8_t number_of(std::string_view name);

}    // namespace hmacsweep::diagnosis
